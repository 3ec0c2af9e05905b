// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.ScriptedNetwork;
import java.util.ArrayList;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/// Runs several loops and workers on one thread, in an order drawn from a seed, on a virtual clock.
///
/// Each step gives the ownership token to one member for one turn, so a member that touches another's confined
/// state is refused as it would be on real threads. When no member has anything to do, the clock skips to the
/// next timer or delivery. The same seed, members and script give the same run, event for event.
///
/// Thread: the one that made it, which also opens the members. Members share [#time()] and [#network()].
public final class Stepper {
    private static final long STEP_NANOS = 1_000;

    private final SplittableRandom random;
    private final VirtualTime time = new VirtualTime();
    private final ScriptedNetwork network = ScriptedNetwork.virtualTime(time::nanoTime, time::advance);
    private final ArrayList<Steppable> members = new ArrayList<>();
    private final Baton baton = new Baton();
    private long steps;

    private Stepper(long seed) {
        random = new SplittableRandom(seed);
    }

    /// A stepper whose choices come from `seed`.
    public static Stepper seeded(long seed) {
        return new Stepper(seed);
    }

    /// The clock of this run.
    public VirtualTime time() {
        return time;
    }

    /// The network of this run; give it a script.
    public ScriptedNetwork network() {
        return network;
    }

    /// `base` on this run's clock and network: options for the loops to be stepped.
    public LoopOptions options(LoopOptions base) {
        return base.time(time).network(network);
    }

    /// Adds a loop or worker, opened on this thread; it is stepped from now on.
    public <S extends Steppable> S add(S member) {
        member.owner().check(member.label() + " add to a stepper");
        member.owner().stepWith(baton);
        members.add(member);
        return member;
    }

    /// Takes a member out: a crash, or its close.
    public void remove(Steppable member) {
        members.remove(member);
        member.owner().stepWith(null);
    }

    /// One turn of one member, drawn at random from all; how much it did.
    public int step() {
        if (members.isEmpty()) {
            throw new IllegalStateException("stepper: nothing to step");
        }
        return step(members.get(random.nextInt(members.size())));
    }

    private int step(Steppable member) {
        if (baton.holder() != null) {
            throw new IllegalStateException(
                    "stepper: a step of " + member.label() + " inside one of " + baton.holder());
        }
        steps++;
        baton.give(member.owner());
        try {
            return member.step();
        } finally {
            baton.give(null);
            time.advance(STEP_NANOS);
        }
    }

    /// Steps until everything is quiet: no member has work, no timer or delivery is due. Answers false if
    /// `maxSteps` were not enough.
    public boolean settle(int maxSteps) {
        for (int left = maxSteps; left > 0; left--) {
            if (step() == 0 && !anyWork()) {
                // One idle turn proves nothing about sockets: everybody must be idle in a row.
                left -= members.size();
                if (allIdle()) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean allIdle() {
        int done = 0;
        for (int i = 0; i < members.size(); i++) {
            done += step(members.get(i));
        }
        return done == 0 && !anyWork();
    }

    private boolean anyWork() {
        for (int i = 0; i < members.size(); i++) {
            if (members.get(i).hasWork()) {
                return true;
            }
        }
        return false;
    }

    /// Settles, skips to the next timer or delivery, settles again, and so on until `done` holds. Answers false
    /// when nothing is left to happen or after `maxSteps`.
    public boolean runUntil(BooleanSupplier done, int maxSteps) {
        long end = steps + maxSteps;
        while (!done.getAsBoolean()) {
            if (steps >= end) {
                return false;
            }
            if (step() == 0 && !anyWork() && allIdle() && !done.getAsBoolean() && !skip(Long.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    /// Runs everything that happens within the next `nanos` and leaves the clock there; false if `maxSteps`
    /// were not enough.
    public boolean runFor(long nanos, int maxSteps) {
        long end = time.nanoTime() + nanos;
        long lastStep = steps + maxSteps;
        while (steps < lastStep && time.nanoTime() < end) {
            if (step() == 0 && !anyWork() && allIdle() && !skip(end)) {
                time.advanceTo(end);
                return true;
            }
        }
        return time.nanoTime() >= end;
    }

    /// Moves the clock to what happens next, if that is not after `limit`; false: nothing does.
    private boolean skip(long limit) {
        long next = network.nextEventNanos();
        for (int i = 0; i < members.size(); i++) {
            next = Math.min(next, members.get(i).nextDeadlineNanos());
        }
        if (next == Long.MAX_VALUE || next > limit) {
            return false;
        }
        time.advanceTo(next);
        return true;
    }

    /// Steps made so far: a fingerprint of the run.
    public long steps() {
        return steps;
    }
}
