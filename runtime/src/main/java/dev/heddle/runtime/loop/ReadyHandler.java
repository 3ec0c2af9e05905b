// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Receives the readiness of sockets that are known by their handles only; one object may serve thousands of
/// them.
public interface ReadyHandler {
    /// On the loop, io phase. Readiness is a hint. The handle may be closed here.
    void onReady(int handle, boolean readable, boolean writable);

    /// The name in reports of slow turns and uncaught exceptions.
    String label();
}
