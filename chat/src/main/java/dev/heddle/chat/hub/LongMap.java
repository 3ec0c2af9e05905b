// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A map from ids to objects without boxing: open addressing, linear probing, removal by shifting back.
///
/// Thread: the hub. Ids are positive and never used twice.
public final class LongMap<T> {
    private long[] keys = new long[64];
    private @Nullable Object[] values = new @Nullable Object[64];
    private int size;

    /// How many there are.
    public int size() {
        return size;
    }

    @Nullable
    public T get(long key) {
        for (int i = slot(key); keys[i] != 0; i = i + 1 & keys.length - 1) {
            if (keys[i] == key) {
                return value(i);
            }
        }
        return null;
    }

    /// Puts one in; a value that was there is replaced.
    public void put(long key, T value) {
        if (key <= 0) {
            throw new IllegalArgumentException("an id is positive, got " + key);
        }
        if (size * 2 >= keys.length) {
            grow();
        }
        if (place(key, value)) {
            size++;
        }
    }

    @Nullable
    public T remove(long key) {
        int i = slot(key);
        while (keys[i] != key) {
            if (keys[i] == 0) {
                return null;
            }
            i = i + 1 & keys.length - 1;
        }
        T removed = value(i);
        size--;
        shiftBack(i);
        return removed;
    }

    /// In no particular order: callers whose effects can be seen sort first.
    public void forEach(Consumer<? super T> action) {
        for (int i = 0; i < keys.length; i++) {
            T value = value(i);
            if (value != null) {
                action.accept(value);
            }
        }
    }

    private void shiftBack(int from) {
        int hole = from;
        for (int i = from + 1 & keys.length - 1; keys[i] != 0; i = i + 1 & keys.length - 1) {
            int home = slot(keys[i]);
            if ((i - home & keys.length - 1) >= (i - hole & keys.length - 1)) {
                keys[hole] = keys[i];
                values[hole] = values[i];
                hole = i;
            }
        }
        keys[hole] = 0;
        values[hole] = null;
    }

    private boolean place(long key, T value) {
        int i = slot(key);
        while (keys[i] != 0 && keys[i] != key) {
            i = i + 1 & keys.length - 1;
        }
        boolean fresh = keys[i] == 0;
        keys[i] = key;
        values[i] = value;
        return fresh;
    }

    private void grow() {
        long[] oldKeys = keys;
        @Nullable Object[] oldValues = values;
        keys = new long[oldKeys.length * 2];
        values = new @Nullable Object[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int at = slot(oldKeys[i]);
                while (keys[at] != 0) {
                    at = at + 1 & keys.length - 1;
                }
                keys[at] = oldKeys[i];
                values[at] = oldValues[i];
            }
        }
    }

    @SuppressWarnings("unchecked")
    private @Nullable T value(int i) {
        return (T) values[i];
    }

    private int slot(long key) {
        long h = key * 0x9E3779B97F4A7C15L;
        return (int) (h >>> 40) & keys.length - 1;
    }
}
