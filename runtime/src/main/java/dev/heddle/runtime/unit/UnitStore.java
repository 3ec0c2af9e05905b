// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A heap's shared free units: one stack for all threads, and the table of all units ever made.
///
/// Any thread, except [#add], which the heap calls under its lock.
final class UnitStore {
    /* A Treiber stack linked through Unit.next. Units come back again and again, so a bare reference as the head would
    suffer from ABA: the head is a number made of a tag, which every change raises, and the index of the top unit plus
    one. A thread that is about to pop reads the top's link without owning it; if the top was taken meanwhile, the link
    is rubbish, but then the tag has moved and the compare-and-set fails. 2^32 changes between that read and that
    compare-and-set would be needed to fool it.

    The head lies in the middle of an array so that no other field shares its cache line. */

    private static final int PAD = 16;
    private static final VarHandle HEAD = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] head = new long[2 * PAD + 1];
    private volatile Unit[] table = new Unit[0];
    private volatile int units;

    /// Adds new units to the table; the caller pushes them afterwards.
    void add(Unit[] made) {
        int before = units;
        Unit[] room = table;
        if (room.length < before + made.length) {
            room = Arrays.copyOf(room, Math.max(before + made.length, Math.min(before * 2, 1 << 30)));
        }
        System.arraycopy(made, 0, room, before, made.length);
        table = room;
        units = before + made.length;
    }

    int units() {
        return units;
    }

    Unit unit(int index) {
        return table[index];
    }

    boolean isEmpty() {
        return (int) (long) HEAD.getAcquire(head, PAD) == 0;
    }

    /// Puts a chain on top: `first` … `last`, linked by `next`.
    void push(Unit first, Unit last) {
        for (; ; ) {
            long seen = (long) HEAD.getAcquire(head, PAD);
            last.next = top(seen);
            if (HEAD.compareAndSet(head, PAD, seen, changed(seen, first))) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    /// Puts chains on top, linked by `nextChain`; null: none.
    void pushAll(@Nullable Unit chains) {
        Unit chain = chains;
        while (chain != null) {
            Unit rest = chain.nextChain; // before somebody else has it
            pushChain(chain);
            chain = rest;
        }
    }

    /// Puts a chain on top that is ended by null.
    void pushChain(Unit first) {
        Unit last = first;
        for (Unit rest = first.next; rest != null; rest = rest.next) {
            last = rest;
        }
        push(first, last);
    }

    @Nullable
    Unit pop() {
        for (; ; ) {
            long seen = (long) HEAD.getAcquire(head, PAD);
            Unit top = top(seen);
            if (top == null) {
                return null;
            }
            if (HEAD.compareAndSet(head, PAD, seen, changed(seen, top.next))) {
                top.next = null;
                return top;
            }
            Thread.onSpinWait();
        }
    }

    /// Takes up to `limit` units from the top in one step. The head of the chain says how many
    /// ([Unit#chainCount]).
    @Nullable
    Unit popChain(int limit) {
        for (; ; ) {
            long seen = (long) HEAD.getAcquire(head, PAD);
            Unit top = top(seen);
            if (top == null) {
                return null;
            }
            Unit last = top;
            int count = 1;
            Unit rest = last.next;
            while (count < limit && rest != null) { // may walk through rubbish: bounded, and then the tag has moved
                last = rest;
                rest = last.next;
                count++;
            }
            if (HEAD.compareAndSet(head, PAD, seen, changed(seen, rest))) {
                last.next = null;
                top.chainCount = count;
                top.nextChain = null;
                return top;
            }
            Thread.onSpinWait();
        }
    }

    /// Takes everything, as one chain.
    @Nullable
    Unit takeAll() {
        for (; ; ) {
            long seen = (long) HEAD.getAcquire(head, PAD);
            Unit top = top(seen);
            if (top == null || HEAD.compareAndSet(head, PAD, seen, changed(seen, null))) {
                return top;
            }
            Thread.onSpinWait();
        }
    }

    private @Nullable Unit top(long seen) {
        int number = (int) seen;
        return number == 0 ? null : table[number - 1];
    }

    private static long changed(long seen, @Nullable Unit top) {
        return ((seen >>> 32) + 1 << 32) | (top == null ? 0 : top.index + 1);
    }
}
