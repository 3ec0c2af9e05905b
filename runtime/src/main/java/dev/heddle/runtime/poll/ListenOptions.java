// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// How to listen.
///
/// @param backlog connections that the kernel completes before they are accepted; at least 1
/// @param sharePort several loops may listen on one port, and the kernel deals connections out (SO_REUSEPORT)
public record ListenOptions(int backlog, boolean sharePort) {
    /// Checks the backlog.
    public ListenOptions {
        if (backlog < 1) {
            throw new IllegalArgumentException("listen backlog: wanted at least 1, got " + backlog);
        }
    }

    /// A backlog of 4096, the port not shared.
    public static ListenOptions defaults() {
        return new ListenOptions(4096, false);
    }
}
