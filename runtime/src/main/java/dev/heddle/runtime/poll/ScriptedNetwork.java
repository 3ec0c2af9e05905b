// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// Stub.
public final class ScriptedNetwork {
    /// Stub.
    public Poller poller(String label, int batch) {
        throw new UnsupportedOperationException("stub");
    }
}
