// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// One instant at which something is to happen, kept in a [Deadlines]. It may be set again and again without
/// garbage.
final class Deadline {
    /** What happens then; it runs on the loop, after the deadline has left the heap. */
    final Runnable onTime;

    /** When, on the loop's clock; meaningful while `index` is not negative. */
    long atNanos;

    /** Its place in the heap; -1: not set. */
    int index = -1;

    Deadline(Runnable onTime) {
        this.onTime = onTime;
    }

    boolean isSet() {
        return index >= 0;
    }
}
