// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import org.jspecify.annotations.Nullable;

/// The waiting requests of one priority, oldest first, linked through themselves.
final class Lane {
    @Nullable
    Promise<?> first;

    private @Nullable Promise<?> last;

    void append(Promise<?> promise) {
        promise.previous = last;
        promise.next = null;
        if (last == null) {
            first = promise;
        } else {
            last.next = promise;
        }
        last = promise;
    }

    void prepend(Promise<?> promise) {
        promise.previous = null;
        promise.next = first;
        if (first == null) {
            last = promise;
        } else {
            first.previous = promise;
        }
        first = promise;
    }

    void remove(Promise<?> promise) {
        if (promise.previous == null) {
            first = promise.next;
        } else {
            promise.previous.next = promise.next;
        }
        if (promise.next == null) {
            last = promise.previous;
        } else {
            promise.next.previous = promise.previous;
        }
        promise.previous = null;
        promise.next = null;
    }
}
