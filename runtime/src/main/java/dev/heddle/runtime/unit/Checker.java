// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A heap's checked mode: gives out handles that remember, poisons what is released, and knows what became of
/// each unit.
///
/// Any thread.
final class Checker {
    private static final byte POISON = (byte) 0xDB;
    private static final System.Logger LOG = System.getLogger(Checker.class.getName());

    /// What is known of one unit, through all its uses. Written by its holders, read by reports.
    static final class Ledger {
        volatile int generation;
        volatile @Nullable Site allocated;
        volatile @Nullable Site touched;
        volatile @Nullable Site released;
        volatile boolean dropped;
        boolean poisoned; // the unit's sole holder's
    }

    private final ConcurrentHashMap<Integer, Ledger> ledgers = new ConcurrentHashMap<>();
    private final AtomicLong seen = new AtomicLong();
    private final MemorySegment poison;
    private final int oneIn;
    private final boolean all;

    Checker(HeapOptions options) {
        var bytes = new byte[Math.addExact(options.headroomBytes(), options.unitBytes())];
        Arrays.fill(bytes, POISON);
        this.poison = MemorySegment.ofArray(bytes);
        this.all = options.isChecked();
        this.oneIn = options.sampleOneIn();
    }

    /// A handle for a unit that was just handed out, or the unit itself if it is not in the sample.
    Unit dress(Unit slot) {
        if (!all && seen.incrementAndGet() % oneIn != 0) {
            return slot;
        }
        Ledger ledger = ledgers.computeIfAbsent(slot.index, index -> new Ledger());
        checkPoison(slot, ledger);
        var site = new Site("allocated");
        ledger.allocated = site;
        ledger.touched = site;
        ledger.dropped = false;
        return Custody.handle(slot, ledger, this, 1);
    }

    /// Overwrites what its last holder releases.
    void poison(Unit slot, Ledger ledger) {
        slot.room().copyFrom(poison);
        ledger.poisoned = true;
    }

    /// The payload was changed by the heap itself.
    void forgetPoison(int index) {
        Ledger ledger = ledgers.get(index);
        if (ledger != null) {
            ledger.poisoned = false;
        }
    }

    @Nullable
    Ledger ledger(int index) {
        return ledgers.get(index);
    }

    /// The collector found that nobody can release this any more.
    void dropped(Unit slot, Ledger ledger) {
        ledger.dropped = true;
        LOG.log(System.Logger.Level.WARNING, "unit-dropped heap={0} unit={1} {2}; last {3}", new Object[] {
            slot.heap.label(), slot.index, line(ledger.allocated), line(ledger.touched)
        });
    }

    static String line(@Nullable Site site) {
        return site == null ? "not checked" : String.valueOf(site.getMessage());
    }

    private void checkPoison(Unit slot, Ledger ledger) {
        if (!all || !ledger.poisoned) {
            return; // in a sample the last holder may have been an unchecked one
        }
        ledger.poisoned = false;
        long at = slot.room().mismatch(poison);
        if (at >= 0) {
            Site released = ledger.released;
            poison(slot, ledger);
            slot.lower(slot.count());
            slot.heap.comeHome(slot);
            throw new IllegalStateException(
                    slot + ": byte " + (at - slot.headroomBytes()) + " of the payload was written after the release; "
                            + line(released),
                    released);
        }
    }
}
