// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.Unit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Bytes that came and cannot be taken now, oldest first, in the units that they came in. Thread: the loop.
/// Limit: what one read brought, because reading stops with the first.
final class KeptBytes {
    private @Nullable ArrayDeque<Piece> pieces;

    /// One reference of its unit is whose it is.
    record Piece(Unit unit, int from, int length) {}

    /// Is called for each piece.
    interface Taker {
        /// Takes over one reference.
        void take(Unit unit, int fromBytes, int lengthBytes);
    }

    boolean isEmpty() {
        return pieces == null || pieces.isEmpty();
    }

    /// Takes over one reference.
    void addLast(Unit unit, int from, int length) {
        there().addLast(new Piece(unit, from, length));
    }

    /// The rest of the piece that was first; takes over one reference.
    void addFirst(Unit unit, int from, int length) {
        there().addFirst(new Piece(unit, from, length));
    }

    private ArrayDeque<Piece> there() {
        var some = pieces;
        if (some == null) {
            some = new ArrayDeque<>(2);
            pieces = some;
        }
        return some;
    }

    /// The oldest, its reference the caller's; null: there is none.
    @Nullable
    Piece poll() {
        return pieces == null ? null : pieces.pollFirst();
    }

    void drainTo(Taker taker) {
        for (var piece = poll(); piece != null; piece = poll()) {
            taker.take(piece.unit, piece.from, piece.length);
        }
        pieces = null;
    }

    void release() {
        drainTo((unit, from, length) -> unit.release());
    }
}
