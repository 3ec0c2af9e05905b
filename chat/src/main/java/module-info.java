// SPDX-License-Identifier: Apache-2.0
/** Heddle's chat server. */
module dev.heddle.chat {
    requires dev.heddle.runtime;
    requires dev.heddle.protocols;
    requires static org.jspecify;
}
