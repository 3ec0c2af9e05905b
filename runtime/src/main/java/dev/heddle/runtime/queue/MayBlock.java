// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// The question whether the calling thread may wait.
final class MayBlock {
    private MayBlock() {}

    static void require(String label, String what) {}
}
