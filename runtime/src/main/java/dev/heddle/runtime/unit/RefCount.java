// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/// A count of holders for things that a weak table may find again while they die: sessions, cached entries.
///
/// Any thread. Starts at 1, which is the creator's. [#tryRetain()] never brings a dead one back; [#release()]
/// tells the one caller who was last, and only that caller may tear down.
///
/// A [Unit]'s count is another kind and the two must never be mixed: a sole holder of a unit stores 0 without a
/// compare-and-set, which is sound only where nobody can raise a count that he does not hold a share of. Here
/// everything, the end included, is a compare-and-set.
///
/// Limits: 2^30 holders; one more throws and changes nothing.
public final class RefCount {
    /* A compare-and-set loop in every method, on purpose: with an unconditional add, an over-release would be visible
    as a negative count for a moment, and a saturating retain as an overflowed one. */

    private static final int MAX = 1 << 30;
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(RefCount.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object named;

    @SuppressWarnings({"FieldMayBeFinal", "unused"}) // read and written through COUNT
    private int count = 1;

    private RefCount(Object named) {
        this.named = named;
    }

    /// A count of 1.
    ///
    /// @param named what is counted, for messages: its label, or an object whose `toString` is one (asked
    ///     only then)
    public static RefCount of(Object named) {
        return new RefCount(Objects.requireNonNull(named, "named"));
    }

    /// One more holder. The caller must be a holder.
    ///
    /// @throws IllegalStateException when it is dead, or saturated
    public void retain() {
        retain(1);
    }

    /// More holders in one step, for a fan-out. The caller must be a holder.
    ///
    /// @param holders at least 1
    /// @throws IllegalStateException when it is dead, or saturated
    public void retain(int holders) {
        if (holders < 1) {
            throw new IllegalArgumentException(named + ": retain: wanted at least 1 holder, got " + holders);
        }
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen == 0) {
                throw new IllegalStateException(
                        named + ": retain: wanted a live count, got 0: the last one released it");
            }
            checkRoom(seen, holders);
            if (COUNT.compareAndSet(this, seen, seen + holders)) {
                return;
            }
        }
    }

    /// One more holder if it is alive. For callers who hold nothing, such as a table that does not count its
    /// entries.
    ///
    /// @return false: the last holder has released it; it stays dead
    @CheckReturnValue
    public boolean tryRetain() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen == 0) {
                return false;
            }
            checkRoom(seen, 1);
            if (COUNT.compareAndSet(this, seen, seen + 1)) {
                return true;
            }
        }
    }

    /// One holder less.
    ///
    /// Memory: what each holder did before its release happened before the last release answers true.
    ///
    /// @return true, once: this was the last one, tear down now
    /// @throws IllegalStateException when all holders have released already
    public boolean release() {
        for (; ; ) {
            int seen = (int) COUNT.getAcquire(this);
            if (seen == 0) {
                throw new IllegalStateException(
                        named + ": release: wanted at least 1 holder, got 0: released more often than retained");
            }
            if (COUNT.compareAndSet(this, seen, seen - 1)) {
                return seen == 1;
            }
        }
    }

    /// How many holders there are: an estimate unless all of them are quiet.
    public int count() {
        return (int) COUNT.getAcquire(this);
    }

    @Override
    public String toString() {
        return named + " (" + count() + " holders)";
    }

    private void checkRoom(int seen, int holders) {
        if (holders > MAX - seen) {
            throw new IllegalStateException(
                    named + ": retain: wanted at most " + MAX + " holders, got " + seen + " and " + holders + " more");
        }
    }
}
