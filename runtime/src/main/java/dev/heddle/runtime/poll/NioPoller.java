// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// Stub.
public final class NioPoller {
    private NioPoller() {}

    /// Stub.
    public static Poller open(int batch) {
        throw new UnsupportedOperationException("stub");
    }
}
