// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/// One direction of a scripted connection: bytes with their times of arrival, in order. Guarded by the
/// network's lock.
final class ScriptedPipe {
    private record Piece(byte[] bytes, long at) {}

    private final int capacity;
    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private int firstFrom;
    private int used;
    private long lastAt;
    private boolean ended;
    private long endAt;
    private boolean cut;
    private boolean unread;

    ScriptedPipe(int capacity, long now) {
        this.capacity = capacity;
        lastAt = now;
    }

    boolean hasRoom() {
        return cut || unread || used < capacity;
    }

    int room() {
        return capacity - used;
    }

    /// The writer is gone without a word, or the reader is: reads and writes fail from now on.
    void cut() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    /// The reading end closed: writing is broken.
    void readerClosed() {
        unread = true;
    }

    boolean hasNoReader() {
        return unread;
    }

    boolean hasUnread() {
        return used > 0;
    }

    boolean isEnded() {
        return ended;
    }

    boolean isReadable(long now) {
        if (cut) {
            return true;
        }
        if (!pieces.isEmpty()) {
            return pieces.getFirst().at() - now <= 0;
        }
        return ended && endAt - now <= 0;
    }

    void write(MemorySegment from, long offset, int length, long at) {
        lastAt = at - lastAt > 0 ? at : lastAt;
        pieces.add(new Piece(from.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE), lastAt));
        used += length;
    }

    void end(long at) {
        ended = true;
        endAt = at - lastAt > 0 ? at : lastAt;
    }

    /// How many bytes have arrived, at most `limit`.
    int available(long now, int limit) {
        long sum = -firstFrom;
        for (var piece : pieces) {
            if (piece.at() - now > 0 || sum >= limit) {
                break;
            }
            sum += piece.bytes().length;
        }
        return (int) Math.min(Math.max(sum, 0), limit);
    }

    void read(MemorySegment into, long offset, int length) {
        int done = 0;
        while (done < length) {
            var piece = pieces.getFirst();
            int part = Math.min(length - done, piece.bytes().length - firstFrom);
            MemorySegment.copy(piece.bytes(), firstFrom, into, ValueLayout.JAVA_BYTE, offset + done, part);
            done += part;
            firstFrom += part;
            if (firstFrom == piece.bytes().length) {
                pieces.removeFirst();
                firstFrom = 0;
            }
        }
        used -= length;
    }
}
