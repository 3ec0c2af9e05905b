// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// Is told of each exchange when it has ended. [AccessLine] makes a line of it.
@FunctionalInterface
public interface AccessLog {
    /// An exchange has ended. Thread: the loop, which must not be blocked: hand the line to whoever writes it.
    ///
    /// @param entry valid during this call
    void onExchange(AccessEntry entry);
}
