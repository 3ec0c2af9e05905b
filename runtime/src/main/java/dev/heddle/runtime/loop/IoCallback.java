// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// Called in the io phase when a watched socket is ready.
public interface IoCallback {
    /// On the loop. Readiness is a hint: the call that follows may still answer "would block".
    /// An error or a hang-up shows as readiness of what was asked for.
    void onReady(boolean readable, boolean writable);
}
