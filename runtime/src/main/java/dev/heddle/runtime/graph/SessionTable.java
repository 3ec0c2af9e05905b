// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Every live session of a graph by slot, so that an id finds its session in one step and an old id finds
/// nothing.
///
/// Thread: the loop. Cost: 8 bytes per slot. An id is the slot in the low 24 bits below a number that only
/// rises.
/// Limit: [#MAX_SESSIONS].
final class SessionTable {
    static final int SLOT_BITS = 24;
    static final int MAX_SESSIONS = 1 << SLOT_BITS;

    private @Nullable SessionCore[] slots = new @Nullable SessionCore[16];

    /// Free slots, a stack; every slot below [#used] is either live or in it.
    private int[] free = new int[16];

    private int freeCount;
    private int used;
    private long serial;

    /// Gives the session a slot; the answer is its id.
    long admit(SessionCore session) {
        int slot = freeCount > 0 ? free[--freeCount] : newSlot();
        slots[slot] = session;
        return ++serial << SLOT_BITS | slot;
    }

    private int newSlot() {
        if (used == MAX_SESSIONS) {
            throw new IllegalStateException("sessions: wanted at most " + MAX_SESSIONS + ", got one more");
        }
        if (used == slots.length) {
            slots = Arrays.copyOf(slots, used << 1);
        }
        return used++;
    }

    void remove(SessionCore session) {
        int slot = slot(session.id);
        if (slots[slot] == session) {
            slots[slot] = null;
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, freeCount << 1);
            }
            free[freeCount++] = slot;
        }
    }

    @Nullable
    SessionCore find(long id) {
        int slot = slot(id);
        var session = slot < used ? slots[slot] : null;
        return session != null && session.id == id ? session : null;
    }

    int size() {
        return used - freeCount;
    }

    void forEach(Consumer<? super SessionCore> action) {
        for (var session : Arrays.copyOf(slots, used)) {
            if (session != null) {
                action.accept(session);
            }
        }
    }

    private static int slot(long id) {
        return (int) id & MAX_SESSIONS - 1;
    }
}
