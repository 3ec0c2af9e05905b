// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import org.jspecify.annotations.Nullable;

/// The busy queues of a [KeyedRequestQueue] by key: linear probing over a power of two, at most half full,
/// without garbage.
///
/// A removal moves what follows back, so that there are no tombstones.
final class KeyTable {
    private static final int SMALLEST = 16;

    private @Nullable RequestRow[] slots = new @Nullable RequestRow[SMALLEST];
    private int size;

    @Nullable
    RequestRow find(long key) {
        int mask = slots.length - 1;
        for (int at = home(key, mask); ; at = (at + 1) & mask) {
            RequestRow queue = slots[at];
            if (queue == null || queue.key == key) {
                return queue;
            }
        }
    }

    /** The key must not be in it. */
    void put(RequestRow queue) {
        if (++size > slots.length / 2) {
            var old = slots;
            slots = new @Nullable RequestRow[old.length * 2];
            for (RequestRow each : old) {
                if (each != null) {
                    insert(each);
                }
            }
        }
        insert(queue);
    }

    private void insert(RequestRow queue) {
        int mask = slots.length - 1;
        int at = home(queue.key, mask);
        while (slots[at] != null) {
            at = (at + 1) & mask;
        }
        slots[at] = queue;
    }

    /** It must be in it. */
    void remove(RequestRow queue) {
        int mask = slots.length - 1;
        int hole = home(queue.key, mask);
        while (slots[hole] != queue) {
            hole = (hole + 1) & mask;
        }
        slots[hole] = null;
        size--;
        for (int at = (hole + 1) & mask; ; at = (at + 1) & mask) {
            RequestRow each = slots[at];
            if (each == null) {
                return;
            }
            int wanted = home(each.key, mask);
            if (((at - wanted) & mask) >= ((at - hole) & mask)) {
                slots[hole] = each;
                slots[at] = null;
                hole = at;
            }
        }
    }

    int size() {
        return size;
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
