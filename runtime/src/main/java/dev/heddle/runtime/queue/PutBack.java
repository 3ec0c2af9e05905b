// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import org.jspecify.annotations.Nullable;

/// Items that a consumer has put back, each due when the consumer reaches a certain index; due in the order of adding.
///
/// Thread: the consumer's. Limit: the queue's capacity, because each item stands in the place of one taken out.
final class PutBack<T> {
    private final @Nullable Object[] items;
    private final long[] due;
    private int first;
    private int size;

    PutBack(int capacity) {
        items = new Object[capacity];
        due = new long[capacity];
    }

    int size() {
        return size;
    }

    void add(T item, long dueAt) {
        int at = first + size;
        at -= at >= items.length ? items.length : 0;
        items[at] = item;
        due[at] = dueAt;
        size++;
    }

    /// The first item if it is due at this index.
    @SuppressWarnings("unchecked")
    @Nullable
    T takeAt(long index) {
        if (size == 0 || due[first] > index) {
            return null;
        }
        T item = (T) items[first];
        items[first] = null;
        first = first + 1 == items.length ? 0 : first + 1;
        size--;
        return item;
    }
}
