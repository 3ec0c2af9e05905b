// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Delivery;
import dev.heddle.chat.hub.Outlet;
import dev.heddle.chat.session.Outbox;
import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What the hub has for one loop in one turn: calls on its outlets, in order, handed over in one piece.
///
/// Thread: filled by the hub, then run once by the loop, or discarded. Holds one reference for each unit in it.
final class LoopBatch {
    private static final byte APPEND = 0;
    private static final byte HOLD = 1;
    private static final byte REPLACE = 2;
    private static final byte FAN_OUT = 3;
    private static final byte SETTLED = 4;
    private static final byte PAUSE = 5;
    private static final byte RESUME = 6;
    private static final byte DRAINED = 7;
    private static final byte CLOSE = 8;
    private static final int FIRST_CAPACITY = 16;

    private byte[] kinds = new byte[FIRST_CAPACITY];
    private @Nullable Object[] subjects = new @Nullable Object[FIRST_CAPACITY];
    private @Nullable Object[] objects = new @Nullable Object[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    private long[] spans = new long[FIRST_CAPACITY];
    private int count;

    boolean isEmpty() {
        return count == 0;
    }

    void append(Outlet outlet, Unit unit, int from, int length) {
        add(APPEND, outlet, unit, 0, span(from, length));
    }

    void hold(Outlet outlet, long sequence, Unit unit, int from, int length) {
        add(HOLD, outlet, unit, sequence, span(from, length));
    }

    void replaceHeld(Outlet outlet, long sequence, Unit unit, int from, int length) {
        add(REPLACE, outlet, unit, sequence, span(from, length));
    }

    void fanOut(Delivery delivery) {
        add(FAN_OUT, delivery, null, 0, 0);
    }

    void settled(long sequence) {
        add(SETTLED, null, null, sequence, 0);
    }

    void pauseReading(Outlet outlet, boolean paused) {
        add(paused ? PAUSE : RESUME, outlet, null, 0, 0);
    }

    void whenDrained(Outlet outlet, int lowBytes, Runnable drained) {
        add(DRAINED, outlet, drained, lowBytes, 0);
    }

    void close(Outlet outlet) {
        add(CLOSE, outlet, null, 0, 0);
    }

    private static long span(int from, int length) {
        return (long) from << 32 | length;
    }

    private void add(byte kind, @Nullable Object subject, @Nullable Object object, long sequence, long span) {
        if (count == kinds.length) {
            int capacity = count * 2;
            kinds = Arrays.copyOf(kinds, capacity);
            subjects = Arrays.copyOf(subjects, capacity);
            objects = Arrays.copyOf(objects, capacity);
            sequences = Arrays.copyOf(sequences, capacity);
            spans = Arrays.copyOf(spans, capacity);
        }
        kinds[count] = kind;
        subjects[count] = subject;
        objects[count] = object;
        sequences[count] = sequence;
        spans[count++] = span;
    }

    /// Does all of it. Thread: the loop.
    void run(Outbox.Barriers barriers) {
        for (int i = 0; i < count; i++) {
            run(i, barriers);
        }
        count = 0;
    }

    private void run(int i, Outbox.Barriers barriers) {
        var object = objects[i];
        int from = (int) (spans[i] >>> 32);
        int length = (int) spans[i];
        switch (subjects[i]) {
            case Delivery delivery -> delivery.deliver();
            case Outlet outlet
            when object instanceof Unit unit -> {
                switch (kinds[i]) {
                    case HOLD -> outlet.hold(sequences[i], unit, from, length);
                    case REPLACE -> outlet.replaceHeld(sequences[i], unit, from, length);
                    default -> outlet.append(unit, from, length);
                }
            }
            case Outlet outlet
            when object instanceof Runnable drained -> outlet.whenDrained((int) sequences[i], drained);
            case Outlet outlet when kinds[i] == CLOSE -> outlet.close();
            case Outlet outlet -> outlet.pauseReading(kinds[i] == PAUSE);
            case null, default -> barriers.settled(sequences[i]);
        }
    }

    /// Gives back what it holds: the loop has gone.
    void discard() {
        for (int i = 0; i < count; i++) {
            if (objects[i] instanceof Unit unit) {
                unit.release();
            } else if (subjects[i] instanceof Delivery delivery) {
                delivery.discard();
            }
        }
        count = 0;
    }
}
