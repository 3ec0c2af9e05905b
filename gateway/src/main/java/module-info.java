// SPDX-License-Identifier: Apache-2.0
/** Heddle's gateway. */
module dev.heddle.gateway {
    requires dev.heddle.runtime;
    requires dev.heddle.protocols;
    requires jdk.httpserver;
    requires static org.jspecify;
}
