// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.loop.TimerWatcher;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// Handlers of sessions that nobody holds, oldest first, each until its time is up or the cache is full.
///
/// Thread: the loop. Cost: an entry is allocated when a session falls idle, never per message; one timer for
/// all.
final class IdleSessions<K> {
    private final Protocol layer;
    private final SessionCache limits;
    private final LinkedHashMap<K, Entry> byKey = new LinkedHashMap<>();
    private @Nullable TimerWatcher timer;
    private boolean closed;

    private record Entry(SessionHandler handler, long untilNanos) {}

    IdleSessions(Protocol layer, SessionCache limits) {
        this.layer = layer;
        this.limits = limits;
    }

    /// Keeps a handler; false: this cache keeps nothing.
    boolean keep(K key, SessionHandler handler) {
        if (closed || !limits.keeps()) {
            return false;
        }
        drop(key);
        if (byKey.size() >= limits.max()) {
            closeOldest();
        }
        byKey.put(
                key, new Entry(handler, layer.loop().nowNanos() + limits.idle().toNanos()));
        if (byKey.size() == 1) {
            arm();
        }
        return true;
    }

    /// Takes a handler out that agreed to start anew; null: none is kept, or it could not and was closed.
    @Nullable
    SessionHandler reuse(K key) {
        var entry = byKey.remove(key);
        if (entry == null) {
            return null;
        }
        if (entry.handler.reused()) {
            return entry.handler;
        }
        entry.handler.closed();
        return null;
    }

    /// Closes what is kept under this key, because something new took its place.
    void drop(K key) {
        var entry = byKey.remove(key);
        if (entry != null) {
            entry.handler.closed();
        }
    }

    void close() {
        closed = true;
        if (timer != null) {
            timer.stop();
        }
        while (!byKey.isEmpty()) {
            closeOldest();
        }
    }

    int size() {
        return byKey.size();
    }

    private void closeOldest() {
        var oldest = byKey.pollFirstEntry();
        if (oldest != null) {
            oldest.getValue().handler.closed();
        }
    }

    private void arm() {
        var oldest = byKey.firstEntry();
        if (oldest == null || closed) {
            return;
        }
        if (timer == null) {
            timer = layer.loop().timer(layer.label() + " idle sessions", this::expire);
        }
        timer.startAfter(Math.max(0, oldest.getValue().untilNanos - layer.loop().nowNanos()));
    }

    private void expire() {
        long now = layer.loop().nowNanos();
        for (var oldest = byKey.firstEntry();
                oldest != null && oldest.getValue().untilNanos - now <= 0;
                oldest = byKey.firstEntry()) {
            closeOldest();
        }
        arm();
    }
}
