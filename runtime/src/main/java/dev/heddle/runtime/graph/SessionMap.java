// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A layer's sessions by key. It is weak: being in it does not keep a session. [LongSessionMap] is the form for
/// keys that are numbers, without an object per message.
///
/// Thread: the loop. Lifetime: made by [Protocol#sessions(SessionCache)], ends with its graph.
/// Limit: as many sessions as the layer opens; the idle ones of the cache are limited by it.
///
/// @param <K> the key: a record, or anything else with a fixed equals and hashCode
public final class SessionMap<K> {
    private final Protocol layer;
    private final Map<K, KeyedSession> sessions = new HashMap<>();
    private final IdleSessions<K> idle;

    /// The graph knows this map, to close its idle sessions at the end.
    private boolean known;

    SessionMap(Protocol layer, SessionCache cache) {
        this.layer = layer;
        this.idle = new IdleSessions<>(layer, cache);
    }

    /// A new session with count 1, which is yours: open it upward with [Protocol#openDone(Session)], then close
    /// or keep it. A key that is in use is refused with an exception; an idle session of this key is closed.
    public SessionRef create(K key, Protocol upper, SessionHandler handler) {
        var there = sessions.get(key);
        if (there != null && there.isLive()) {
            throw new IllegalStateException(layer.label() + ": session of key " + key + " wanted new, got " + there);
        }
        if (!known) {
            known = true;
            layer.graph().keep(idle);
        }
        var session = new KeyedSession(new Place(key), 0, upper, handler);
        sessions.put(key, session);
        idle.drop(key);
        return new SessionRef(session);
    }

    /// An idle session of this key as good as new, with count 1, which is yours; null: none, create one.
    public @Nullable SessionRef reuse(K key, Protocol upper) {
        var handler = idle.reuse(key);
        return handler == null ? null : create(key, upper, handler);
    }

    /// One more reference, yours to close; null: none, or ending.
    public @Nullable SessionRef find(K key) {
        var session = sessions.get(key);
        return session == null ? null : session.find();
    }

    /// Hands a message to the session of this key, held for that long; false: none, and the message is yours.
    public boolean pop(K key, Chain message) {
        var session = sessions.get(key);
        return session != null && session.pop(message);
    }

    /// The same for one slice; takes over one reference of the unit if the answer is true.
    public boolean pop(K key, Unit unit, int fromBytes, int lengthBytes) {
        var session = sessions.get(key);
        return session != null && session.pop(unit, fromBytes, lengthBytes);
    }

    /// The same for a request that wants a reply; null: none, and the message is yours.
    public @Nullable Request<Chain> callPop(K key, Chain message) {
        var session = sessions.get(key);
        return session == null ? null : session.callPop(message);
    }

    /// The session of this key, without a reference; null: none.
    public @Nullable WeakSession weak(K key) {
        var session = sessions.get(key);
        return session != null && session.isLive() ? session : null;
    }

    /// Sessions in use.
    public int size() {
        return sessions.size();
    }

    /// Sessions kept idle.
    public int idleSize() {
        return idle.size();
    }

    /// One place of the map, as the session in it sees it.
    private final class Place implements SessionHome {
        private final K key;

        Place(K key) {
            this.key = key;
        }

        @Override
        public Protocol layer() {
            return layer;
        }

        @Override
        public boolean ended(KeyedSession session) {
            return sessions.remove(key, session) && idle.keep(key, session.handler);
        }
    }
}
