// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

/// Where in a ring the item of a key waits: a hash table of fixed size, open addressing, no garbage.
///
/// Thread: the ring's owner. Limit: as many keys as the ring has items; the table is at most half full.
final class KeyIndex {
    static final long ABSENT = -1;

    private final long[] keys;
    /// Ring index plus one, so that a fresh table is empty; zero: free.
    private final long[] places;
    private final int mask;

    KeyIndex(int capacity) {
        int length = Math.max(4, Integer.highestOneBit(Math.max(1, capacity - 1)) << 2);
        keys = new long[length];
        places = new long[length];
        mask = length - 1;
    }

    long find(long key) {
        int at = locate(key);
        return places[at] - 1;
    }

    void put(long key, long place) {
        int at = locate(key);
        keys[at] = key;
        places[at] = place + 1;
    }

    /// Removes the key and moves back what had to go further because of it, so that no gap breaks a search.
    void remove(long key) {
        int gap = locate(key);
        if (places[gap] == 0) {
            return;
        }
        places[gap] = 0;
        for (int at = (gap + 1) & mask; places[at] != 0; at = (at + 1) & mask) {
            int home = home(keys[at]);
            boolean between = gap < at ? gap < home && home <= at : gap < home || home <= at;
            if (!between) {
                keys[gap] = keys[at];
                places[gap] = places[at];
                places[at] = 0;
                gap = at;
            }
        }
    }

    /// The key's cell, or the free cell where it would go.
    private int locate(long key) {
        int at = home(key);
        while (places[at] != 0 && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private int home(long key) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32) & mask;
    }
}
