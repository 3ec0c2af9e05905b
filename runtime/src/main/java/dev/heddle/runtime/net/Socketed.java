// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

/// What a handle of [Streams] stands for.
sealed interface Socketed permits Connection, Connecting, Listener, Proxied {
    /// The loop found the socket ready.
    void onReady(boolean readable, boolean writable);

    /// The graph is closing.
    void cut();
}
