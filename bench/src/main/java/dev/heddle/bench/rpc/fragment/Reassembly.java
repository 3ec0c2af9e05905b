// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.fragment;

import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.unit.Chain;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/// The incomplete messages of all peers, oldest first. Each holds its session, so that a peer that nobody else
/// knows yet is there when its last fragment comes.
///
/// Thread: the loop. Limits and what happens at them: [FragmentOptions]. A fragment that comes a second time
/// after its message was complete begins a message that never gets complete; it ends by its timeout.
final class Reassembly {
    private final Loop loop;
    private final FragmentOptions options;
    private final LinkedHashMap<Key, Partial> partials = new LinkedHashMap<>();
    private final TimerWatcher expiry;
    private int held;
    private long dropped;

    private record Key(FragmentSession from, int number) {}

    private static final class Partial {
        final SessionRef session;
        final long beganNanos;
        final @Nullable Chain[] pieces;
        int missing;

        Partial(SessionRef session, long beganNanos, int count) {
            this.session = session;
            this.beganNanos = beganNanos;
            this.pieces = new @Nullable Chain[count];
            this.missing = count;
        }
    }

    Reassembly(Loop loop, String label, FragmentOptions options) {
        this.loop = loop;
        this.options = options;
        this.expiry = loop.timer(label + " incomplete messages", this::expire);
    }

    /// Takes a piece over; the whole message, the caller's, if it was the last one missing.
    @Nullable
    Chain add(FragmentSession from, Session session, Piece piece) {
        while (held >= options.heldMax()) {
            drop(partials.firstEntry().getKey());
        }
        var key = new Key(from, piece.number());
        var partial = partials.get(key);
        if (partial == null) {
            if (from.incomplete >= options.perPeerMax()) {
                dropped++;
                piece.bytes().release();
                return null;
            }
            partial = begin(key, session, piece.count());
        }
        if (partial.pieces.length != piece.count() || partial.pieces[piece.index()] != null) {
            piece.bytes().release(); // a second time, or another message under the same number
            return null;
        }
        partial.pieces[piece.index()] = piece.bytes();
        held++;
        return --partial.missing > 0 ? null : complete(key, partial);
    }

    private Partial begin(Key key, Session session, int count) {
        var partial = new Partial(session.duplicate(), loop.nowNanos(), count);
        key.from().incomplete++;
        partials.put(key, partial);
        if (partials.size() == 1) {
            expiry.startAfter(options.timeout().toNanos());
        }
        return partial;
    }

    private @Nullable Chain complete(Key key, Partial partial) {
        Chain whole = null;
        for (var piece : partial.pieces) {
            whole = whole == null || piece == null ? piece : whole.join(piece);
        }
        end(key, partial);
        return whole;
    }

    private void drop(Key key) {
        var partial = partials.get(key);
        if (partial != null) {
            for (var piece : partial.pieces) {
                if (piece != null) {
                    piece.release();
                }
            }
            dropped++;
            end(key, partial);
        }
    }

    private void end(Key key, Partial partial) {
        partials.remove(key);
        held -= partial.pieces.length - partial.missing;
        key.from().incomplete--;
        partial.session.close();
        if (partials.isEmpty()) {
            expiry.stop();
        }
    }

    private void expire() {
        long timeout = options.timeout().toNanos();
        while (!partials.isEmpty()) {
            var oldest = partials.firstEntry();
            long left = timeout - (loop.nowNanos() - oldest.getValue().beganNanos);
            if (left > 0) {
                expiry.startAfter(left);
                return;
            }
            drop(oldest.getKey());
        }
    }

    void close() {
        while (!partials.isEmpty()) {
            drop(partials.firstEntry().getKey());
        }
        expiry.stop();
    }

    int held() {
        return held;
    }

    long dropped() {
        return dropped;
    }
}
