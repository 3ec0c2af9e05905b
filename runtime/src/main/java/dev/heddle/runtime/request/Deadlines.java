// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The deadlines of one loop's requests, in a binary heap, so that thousands of them need one timer.
///
/// Thread: the loop. Each deadline knows its place, so that moving or removing one costs O(log n) and no
/// search. Instants are compared by difference: the clock may wrap.
final class Deadlines {
    private @Nullable Deadline[] heap = new @Nullable Deadline[16];
    private int size;

    /** The earliest one, or null. */
    @Nullable
    Deadline first() {
        return size == 0 ? null : heap[0];
    }

    int size() {
        return size;
    }

    void set(Deadline deadline, long atNanos) {
        if (deadline.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            deadline.atNanos = atNanos;
            place(deadline, size++);
            up(deadline);
        } else {
            boolean later = atNanos - deadline.atNanos > 0;
            deadline.atNanos = atNanos;
            if (later) {
                down(deadline);
            } else {
                up(deadline);
            }
        }
    }

    void remove(Deadline deadline) {
        int at = deadline.index;
        if (at < 0) {
            return;
        }
        deadline.index = -1;
        Deadline last = at(--size);
        heap[size] = null;
        if (last != deadline) {
            place(last, at);
            up(last);
            down(last);
        }
    }

    private void up(Deadline deadline) {
        int at = deadline.index;
        while (at > 0) {
            Deadline parent = at((at - 1) >> 1);
            if (parent.atNanos - deadline.atNanos <= 0) {
                break;
            }
            int parentAt = parent.index;
            place(parent, at);
            at = parentAt;
        }
        place(deadline, at);
    }

    private void down(Deadline deadline) {
        int at = deadline.index;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && at(child + 1).atNanos - at(child).atNanos < 0) {
                child++;
            }
            Deadline least = at(child);
            if (deadline.atNanos - least.atNanos <= 0) {
                break;
            }
            place(least, at);
            at = child;
        }
        place(deadline, at);
    }

    private void place(Deadline deadline, int at) {
        heap[at] = deadline;
        deadline.index = at;
    }

    private Deadline at(int at) {
        return Objects.requireNonNull(heap[at]);
    }
}
