// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// What a checked handle knows: which unit and which of its uses it stands for, for how many holders, and who
/// released it.
///
/// Any thread. As a task of the cleaner it must not know the handle itself.
final class Custody implements Runnable {
    private static final VarHandle HOLDERS;

    static {
        try {
            HOLDERS = MethodHandles.lookup().findVarHandle(Custody.class, "holders", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Unit slot;
    private final Checker.Ledger ledger;
    private final Checker checker;
    private final int generation;

    @SuppressWarnings("unused") // read and written through a VarHandle
    private int holders;

    private volatile @Nullable Site released;
    private Cleaner.@Nullable Cleanable cleanable; // set before the handle is handed out

    private Custody(Unit slot, Checker.Ledger ledger, Checker checker, int holders) {
        this.slot = slot;
        this.ledger = ledger;
        this.checker = checker;
        this.generation = ledger.generation;
        this.holders = holders;
    }

    static Unit handle(Unit slot, Checker.Ledger ledger, Checker checker, int holders) {
        var custody = new Custody(slot, ledger, checker, holders);
        var handle = new Unit(slot, custody);
        custody.cleanable = Chunks.CLEANER.register(handle, custody);
        return handle;
    }

    Unit slot() {
        return slot;
    }

    Unit retain(int more) {
        checkHeld("retained");
        slot.raise(slot.count(), more);
        ledger.touched = new Site("retained for " + more);
        return handle(slot, ledger, checker, more);
    }

    Unit separate() {
        giveUp("separated");
        return handle(slot, ledger, checker, 1);
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only the sole holder gets there
    void release() {
        Site site = giveUp("released");
        ledger.touched = site;
        for (; ; ) {
            int count = slot.count();
            if (count == 1) {
                checker.poison(slot, ledger);
                ledger.released = site;
                ledger.generation++; // the sole holder's
                slot.lower(1);
                slot.heap.comeHome(slot);
                return;
            }
            if (slot.lowerFrom(count)) {
                return;
            }
        }
    }

    /// @return the unit, to be read
    Unit forReading(String what) {
        checkHeld(what);
        return slot;
    }

    /// @return the unit, to be written
    Unit forWriting(String what) {
        checkHeld(what);
        int count = slot.count();
        if (count != 1) {
            throw new IllegalStateException(slot + ": " + what + ": wanted a single holder, got " + count
                    + ": a unit is written before it is shared; last " + Checker.line(ledger.touched));
        }
        return slot;
    }

    /// The handle was collected.
    @Override
    public void run() {
        if ((int) HOLDERS.getVolatile(this) > 0 && !slot.heap.isFreed()) {
            checker.dropped(slot, ledger);
        }
    }

    private Site giveUp(String what) {
        var site = new Site(what);
        for (; ; ) {
            int seen = (int) HOLDERS.getVolatile(this);
            if (seen == 0) {
                throw dead(what + " again", site);
            }
            if (seen == 1) {
                released = site; // before the count says so, for whoever comes second
            }
            if (HOLDERS.compareAndSet(this, seen, seen - 1)) {
                Cleaner.Cleanable registered = cleanable;
                if (seen == 1 && registered != null) {
                    registered.clean();
                }
                return site;
            }
        }
    }

    private void checkHeld(String what) {
        if ((int) HOLDERS.getVolatile(this) == 0 || ledger.generation != generation) {
            throw dead(what + " after its release", new Site(what));
        }
    }

    private IllegalStateException dead(String what, Site now) {
        Site first = released;
        var error = new IllegalStateException(
                slot + ": " + what + ": wanted a handle that is held, got one that was " + Checker.line(first)
                        + "; now " + now.getMessage(),
                first);
        return error;
    }
}
