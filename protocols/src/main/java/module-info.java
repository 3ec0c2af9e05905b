// SPDX-License-Identifier: Apache-2.0
/** Heddle's protocols: what the bytes mean. */
module dev.heddle.protocols {
    requires transitive dev.heddle.runtime;
    requires java.management;
    requires jdk.management; // how many threads carry virtual ones
    requires static org.jspecify;

    exports dev.heddle.protocols.http;
    exports dev.heddle.protocols.http.blocking;
    exports dev.heddle.protocols.http.site;
    exports dev.heddle.protocols.line;
    exports dev.heddle.protocols.tls;
    exports dev.heddle.protocols.websocket;
}
