// SPDX-License-Identifier: Apache-2.0
/** Heddle's runtime: moves units between sockets, sessions and threads. */
module dev.heddle.runtime {
    requires static transitive org.jspecify;
    requires jdk.jfr;
    requires jdk.unsupported; // sun.misc.Signal, touched by one class

    exports dev.heddle.runtime.status;
    exports dev.heddle.runtime.unit;
    exports dev.heddle.runtime.queue;
    exports dev.heddle.runtime.poll;
    exports dev.heddle.runtime.loop;
    exports dev.heddle.runtime.request;
    exports dev.heddle.runtime.worker;
    exports dev.heddle.runtime.graph;
    exports dev.heddle.runtime.net;
}
