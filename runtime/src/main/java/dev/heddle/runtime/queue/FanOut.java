// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One unit to many queues, without copying.
///
/// Thread: any; members come and go while others publish, and a publication goes to those that were members
/// when it began. A member must allow as many producers as there are publishers.
/// Order: units of one publisher reach each member in their order.
/// Lifetime: holds its members, never a unit.
public final class FanOut {
    private static final Member[] NONE = {};

    private final String label;
    private final FanOutRefusal onRefusal;
    /// Replaced on change, never written to.
    private final AtomicReference<Member[]> members = new AtomicReference<>(NONE);

    /// A cell for one member; arrays of a generic interface cannot be made.
    private record Member(Sender<Unit> queue) {}

    private FanOut(String label, FanOutRefusal onRefusal) {
        this.label = Objects.requireNonNull(label, "label");
        this.onRefusal = Objects.requireNonNull(onRefusal, "onRefusal");
    }

    /// Opens a fan-out without members.
    ///
    /// @param onRefusal told of each member that does not take a unit; its reference is already released
    public static FanOut open(String label, FanOutRefusal onRefusal) {
        return new FanOut(label, onRefusal);
    }

    /// The name that reports use.
    public String label() {
        return label;
    }

    /// How many members there are.
    public int size() {
        return members.get().length;
    }

    /// Adds a member; false: it is one already.
    public boolean add(Sender<Unit> member) {
        Objects.requireNonNull(member, "member");
        for (; ; ) {
            Member[] before = members.get();
            if (find(before, member) >= 0) {
                return false;
            }
            Member[] after = Arrays.copyOf(before, before.length + 1);
            after[before.length] = new Member(member);
            if (members.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    /// Removes a member; false: it is none. A publication that has begun may still reach it.
    public boolean remove(Sender<Unit> member) {
        for (; ; ) {
            Member[] before = members.get();
            int at = find(before, member);
            if (at < 0) {
                return false;
            }
            Member[] after = Arrays.copyOf(before, before.length - 1);
            System.arraycopy(before, at + 1, after, at, after.length - at);
            if (members.compareAndSet(before, after)) {
                return true;
            }
        }
    }

    private static int find(Member[] in, Sender<Unit> member) {
        for (int i = 0; i < in.length; i++) {
            if (in[i].queue == member) {
                return i;
            }
        }
        return -1;
    }

    /// Gives the unit to every member. The caller's reference is taken over whatever happens: the caller must
    /// not touch the unit afterwards.
    ///
    /// If a member throws, it is treated as one that refused, the others still get the unit, and the exception
    /// is thrown at the end. The same holds for the refusal callback.
    ///
    /// @return how many members accepted it
    public int publish(Unit unit) {
        Member[] to = members.get();
        if (to.length == 0) {
            unit.release();
            return 0;
        }
        // All references exist before the first push, so no consumer can bring the count to zero during the walk. Ours
        // becomes the first member's. In checked mode each member gets a handle of its own.
        Unit others = to.length > 1 ? unit.retain(to.length - 1) : unit;
        int accepted = 0;
        RuntimeException failure = null;
        for (int i = 0; i < to.length; i++) {
            Unit handle = i == 0 ? unit : i == to.length - 1 ? others : others.separate();
            Sender<Unit> member = to[i].queue;
            Offer outcome = Offer.CLOSED;
            try {
                outcome = member.offer(handle);
            } catch (RuntimeException e) {
                failure = Disposal.chained(failure, e);
            }
            if (outcome == Offer.ACCEPTED) {
                accepted++;
            } else {
                handle.release();
                failure = refused(member, outcome, failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
        return accepted;
    }

    private @Nullable RuntimeException refused(Sender<Unit> member, Offer why, @Nullable RuntimeException failure) {
        try {
            onRefusal.onRefused(member, why);
            return failure;
        } catch (RuntimeException e) {
            return Disposal.chained(failure, e);
        }
    }

    @Override
    public String toString() {
        return label + " to " + size();
    }
}
