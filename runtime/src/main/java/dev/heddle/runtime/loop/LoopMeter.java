// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.concurrent.atomic.AtomicLongArray;

/// The counters of one loop: written by the loop with opaque stores, read by anybody.
final class LoopMeter {
    static final int TURNS = 0;
    static final int BUSY_NANOS = 1;
    static final int SLEEPS = 2;
    static final int WAKE_UPS = 3;
    static final int HANDED_OVER = 4;
    static final int IO_EVENTS = 5;
    static final int TIMERS_FIRED = 6;
    static final int FLUSHES = 7;
    static final int LOOKS = 8;
    static final int UNCAUGHT = 9;
    static final int SLOW_TURNS = 10;
    static final int LONGEST_TASK = 11;
    static final int LONGEST_TURN = 12;
    static final int OLDEST_MESSAGE = 13;
    static final int SOCKETS = 14;
    static final int TIMERS = 15;
    /// When the turn that is running began, 0 while the loop waits: what the watchdog watches.
    static final int BUSY_SINCE = 16;

    private final AtomicLongArray values = new AtomicLongArray(24);

    void add(int counter, long more) {
        values.setOpaque(counter, values.getPlain(counter) + more);
    }

    void set(int counter, long value) {
        values.setOpaque(counter, value);
    }

    void max(int counter, long candidate) {
        if (candidate > values.getPlain(counter)) {
            values.setOpaque(counter, candidate);
        }
    }

    long get(int counter) {
        return values.getOpaque(counter);
    }
}
