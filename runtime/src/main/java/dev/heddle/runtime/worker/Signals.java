// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What the two sides of an exchange tell each other: one word, changed by read-modify-write only.
///
/// Whoever turns [#QUEUED] on puts the exchange into its port's outbound queue, so that it is in there at most
/// once: the queue cannot overflow. The loop turns it off together with everything that it is about to look at.
/// Each change is a full fence, so a side that announces a wait and then looks again cannot miss what the other
/// did before it looked at the word.
final class Signals {
    /** In the port's outbound queue, or about to be. */
    static final int QUEUED = 1;
    /** The worker has ended it with an answer. */
    static final int DONE = 1 << 1;
    /** The worker, or the stop, has ended it without. */
    static final int FAILED = 1 << 2;
    /** The worker waits for room in its answer. */
    static final int WRITER_WAITS = 1 << 3;
    /** The worker waits for a part of the body. */
    static final int READER_WAITS = 1 << 4;
    /** The loop wants to hear of room in the body. */
    static final int ROOM_WANTED = 1 << 5;
    /** There is room in the body: the answer to ROOM_WANTED. */
    static final int ROOM = 1 << 6;
    /** No more parts of the body will come. */
    static final int END_OF_PARTS = 1 << 7;
    /** The client has left. */
    static final int GONE = 1 << 8;
    /** Its worker did not end in time, or its loop has closed: nobody may keep a part in it any more. */
    static final int ABANDONED = 1 << 9;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(Signals.class, "word", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused")
    private volatile int word;

    /** The word now; acquire. */
    int now() {
        return (int) WORD.getAcquire(this);
    }

    boolean has(int bits) {
        return (now() & bits) != 0;
    }

    /** Turns bits on; the word before. */
    int add(int bits) {
        return (int) WORD.getAndBitwiseOr(this, bits);
    }

    /** Turns bits off; the word before. */
    int remove(int bits) {
        return (int) WORD.getAndBitwiseAnd(this, ~bits);
    }

    /** For the next use; published by the next offer. */
    void reset() {
        WORD.setOpaque(this, 0);
    }
}
