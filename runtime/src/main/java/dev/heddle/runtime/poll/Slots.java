// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.util.ArrayList;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/// Objects by small integer handles, the lowest free one first, as descriptors are given out.
final class Slots<S> {
    private final ArrayList<@Nullable S> slots = new ArrayList<>();
    private final BitSet used = new BitSet();

    int add(S member) {
        int handle = used.nextClearBit(0);
        used.set(handle);
        if (handle == slots.size()) {
            slots.add(member);
        } else {
            slots.set(handle, member);
        }
        return handle;
    }

    boolean has(int handle) {
        return handle >= 0 && used.get(handle);
    }

    S get(int handle) {
        S member = has(handle) ? slots.get(handle) : null;
        if (member == null) {
            throw new IllegalStateException("socket handle: wanted an open one, got " + handle);
        }
        return member;
    }

    S remove(int handle) {
        S member = get(handle);
        used.clear(handle);
        slots.set(handle, null);
        return member;
    }

    /// One above the highest handle in use.
    int limit() {
        return used.length();
    }

    int size() {
        return used.cardinality();
    }
}
