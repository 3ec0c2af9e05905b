// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// A layer's sessions by number, most often the id of the session below: like [SessionMap], without an object
/// per message or per entry. It keeps no idle sessions.
///
/// Thread: the loop. Cost: 4 to 16 bytes per session, one or two probes per lookup.
public final class LongSessionMap {
    /* Open addressing with linear probing; at most half full. A removal closes the gap by moving later entries of
     * the same run back, so there are no tombstones. Ids have their slot in the low bits: they spread by themselves,
     * and the multiplication is only for keys that do not. */
    private static final int FIRST = 16;

    private final Protocol layer;
    private @Nullable KeyedSession[] table = new @Nullable KeyedSession[FIRST];
    private final SessionHome home = new Home();
    private int size;

    LongSessionMap(Protocol layer) {
        this.layer = layer;
    }

    /// A new session with count 1, which is yours. A key that is in use is refused with an exception.
    public SessionRef create(long key, Protocol upper, SessionHandler handler) {
        int at = indexOf(key);
        var there = table[at];
        if (there != null && there.isLive()) {
            throw new IllegalStateException(layer.label() + ": session of key " + key + " wanted new, got " + there);
        }
        var session = new KeyedSession(home, key, upper, handler);
        table[at] = session;
        if (there == null && ++size > table.length >> 1) {
            resize(table.length << 1);
        }
        return new SessionRef(session);
    }

    /// One more reference, yours to close; null: none, or ending.
    public @Nullable SessionRef find(long key) {
        var session = table[indexOf(key)];
        return session == null ? null : session.find();
    }

    /// Hands a message to the session of this key, held for that long; false: none, and the message is yours.
    public boolean pop(long key, Chain message) {
        var session = table[indexOf(key)];
        return session != null && session.pop(message);
    }

    /// The same for one slice; takes over one reference of the unit if the answer is true.
    public boolean pop(long key, Unit unit, int fromBytes, int lengthBytes) {
        var session = table[indexOf(key)];
        return session != null && session.pop(unit, fromBytes, lengthBytes);
    }

    /// The session of this key, without a reference; null: none.
    public @Nullable WeakSession weak(long key) {
        var session = table[indexOf(key)];
        return session != null && session.isLive() ? session : null;
    }

    /// Sessions in use.
    public int size() {
        return size;
    }

    private int place(long key) {
        return (int) ((key ^ key >>> 24) & table.length - 1);
    }

    /// Where the key is, or the free place where it would be.
    private int indexOf(long key) {
        int at = place(key);
        for (var seen = table[at]; seen != null && seen.number != key; seen = table[at]) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }

    private void remove(int gap) {
        int mask = table.length - 1;
        size--;
        for (int at = gap + 1 & mask; ; at = at + 1 & mask) {
            var moved = table[at];
            if (moved == null) {
                break;
            }
            // An entry may move back to the gap unless its own place lies between the gap and where it is.
            if ((at - place(moved.number) & mask) >= (at - gap & mask)) {
                table[gap] = moved;
                gap = at;
            }
        }
        table[gap] = null;
        if (table.length > FIRST && size < table.length >> 3) {
            resize(table.length >> 1);
        }
    }

    private void resize(int length) {
        var before = table;
        table = new @Nullable KeyedSession[length];
        for (var session : before) {
            if (session != null) {
                table[indexOf(session.number)] = session;
            }
        }
    }

    /// The map as its sessions see it.
    private final class Home implements SessionHome {
        @Override
        public Protocol layer() {
            return layer;
        }

        @Override
        public boolean ended(KeyedSession session) {
            int at = indexOf(session.number);
            if (table[at] == session) {
                remove(at);
            }
            return false;
        }
    }
}
