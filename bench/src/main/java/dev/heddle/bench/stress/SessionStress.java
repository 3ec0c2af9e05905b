// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import dev.heddle.runtime.graph.SessionRef;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/// Sessions whose last reference goes on another thread while their loop delivers to them, looks them up or
/// makes them new.
public final class SessionStress {
    private SessionStress() {}

    /// Close against pop: the close routine runs exactly once and never inside a pop.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Closed once, outside of every pop.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Never closed, closed twice, or closed under a pop.")
    @State
    public static class CloseAgainstPop {
        private final SessionWorld world = new SessionWorld(false);
        private final SessionRef session = world.open();

        /// Another thread lets go of the last reference.
        @Actor
        public void closer() {
            session.close();
        }

        /// The loop delivers.
        @Actor
        public void loop() {
            world.onLoop(world::pop);
        }

        /// Judges after the loop's next turn.
        @Arbiter
        public void judge(II_Result result) {
            world.onLoop(world::turn);
            result.r1 = world.closed();
            result.r2 = world.closedInPop();
        }
    }

    /// The seeded bug: a delivery that looks at the count and does not raise it.
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The close came before or after the delivery.")
    @Outcome(id = "1", expect = Expect.FORBIDDEN, desc = "Closed under the delivery.")
    @State
    public static class SeededPopWithoutABracket {
        private final AtomicInteger count = new AtomicInteger(1);
        private volatile boolean closed;

        /// Lets go and closes.
        @Actor
        public void closer() {
            if (count.decrementAndGet() == 0) {
                closed = true;
            }
        }

        /// Looks, then delivers.
        @Actor
        public void loop(I_Result result) {
            if (count.get() > 0) {
                for (int i = 0; i < 50 && !closed; i++) {
                    Thread.onSpinWait();
                }
                result.r1 = closed ? 1 : 0;
            }
        }
    }

    /// Duplicate against close: whoever got a duplicate has a live session; nobody gets one of an ended one.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Duplicated: not closed while it is held.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Too late to duplicate: closed once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "A duplicate of a closed session, or a leak.")
    @State
    public static class DuplicateAgainstClose {
        private final SessionWorld world = new SessionWorld(false);
        private final SessionRef session = world.open();

        /// Another thread lets go of the last reference.
        @Actor
        public void closer() {
            session.close();
        }

        /// The loop tries to keep one.
        @Actor
        public void loop(II_Result result) {
            result.r1 = world.onLoop(world::find);
        }

        /// Judges after the loop's next turn.
        @Arbiter
        public void judge(II_Result result) {
            world.onLoop(world::turn);
            result.r2 = world.closed();
        }
    }

    /// The seeded bug: a duplicate that looks at the count and raises it in two steps.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Duplicated in time.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Too late.")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "A duplicate of a closed session.")
    @State
    public static class SeededDuplicateInTwoSteps {
        private final AtomicInteger count = new AtomicInteger(1);
        private volatile int closed;

        /// Lets go and closes.
        @Actor
        public void closer() {
            if (count.decrementAndGet() == 0) {
                closed = 1;
            }
        }

        /// Looks, then raises.
        @Actor
        public void loop(II_Result result) {
            if (count.get() > 0) {
                count.incrementAndGet();
                result.r1 = 1;
            }
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(II_Result result) {
            result.r2 = closed;
        }
    }

    /// Duplicate inside a pop against the last close: what is kept lives until its own close, which ends it once.
    @JCStressTest
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Alive while it was held, closed once.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Closed while it was held, never, or twice.")
    @State
    public static class DuplicateInPopAgainstClose {
        private final SessionWorld world = new SessionWorld(false);
        private final SessionRef session = world.open();

        /// Another thread lets go of the last reference.
        @Actor
        public void closer() {
            session.close();
        }

        /// The loop delivers, and the delivery keeps the session.
        @Actor
        public void loop() {
            world.onLoop(world::popAndKeep);
        }

        /// Judges; what was kept is closed by a thread that is not the loop's, before its next turn.
        @Arbiter
        public void judge(II_Result result) {
            result.r1 = world.closedWhileKept();
            world.letGo();
            world.onLoop(world::turn);
            result.r2 = world.closed();
        }
    }

    /// The seeded bug: a duplicate that raises the count from zero though no pop holds the session.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Duplicated in time.")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "A duplicate of a closed session.")
    @State
    public static class SeededDuplicateFromZero {
        private final AtomicInteger count = new AtomicInteger(1);
        private volatile int closed;

        /// Lets go and closes.
        @Actor
        public void closer() {
            if (count.decrementAndGet() == 0) {
                closed = 1;
            }
        }

        /// Raises, whatever it was.
        @Actor
        public void loop(II_Result result) {
            count.incrementAndGet();
            result.r1 = 1;
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(II_Result result) {
            result.r2 = closed;
        }
    }

    /// Cache reuse against close: a handler is in use by one session or closed, never both, never neither.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "The idle handler was made new.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "It was not idle yet: kept for later.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "In use and closed.")
    @State
    public static class CacheReuseAgainstClose {
        private final SessionWorld world = new SessionWorld(true);
        private final SessionRef session = world.open();

        /// Another thread lets go of the last reference.
        @Actor
        public void closer() {
            session.close();
        }

        /// The loop has a turn and wants the key again.
        @Actor
        public void loop(II_Result result) {
            result.r1 = world.onLoop(world::turnAndReuse);
        }

        /// Judges after the loop's next turn.
        @Arbiter
        public void judge(II_Result result) {
            world.onLoop(world::turn);
            result.r2 = world.closed();
        }
    }

    /// The seeded bug: the closer itself puts the session into the cache and closes what does not fit.
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "Made new.")
    @Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "Closed.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Kept.")
    @Outcome(id = "1, 1", expect = Expect.FORBIDDEN, desc = "In use and closed.")
    @State
    public static class SeededIdleSessionClosedByItsCloser {
        private final AtomicInteger idle = new AtomicInteger();
        private volatile int closed;

        /// Makes it idle, finds it still idle, and closes it.
        @Actor
        public void closer() {
            idle.set(1);
            if (idle.get() == 1) {
                closed = 1;
            }
        }

        /// Takes it out.
        @Actor
        public void loop(II_Result result) {
            result.r1 = idle.getAndSet(0);
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(II_Result result) {
            result.r2 = closed;
        }
    }

    /// Close during use: whoever is inside an operation notices a close of its own handle by another thread.
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The close came after the push.")
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "The close came before the push, which was refused.")
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "The close came inside, and was reported.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The close came inside, and nobody noticed.")
    @State
    public static class CloseDuringUse {
        private final SessionWorld world = new SessionWorld(false);
        private final SessionRef session = world.open();

        /// Closes somebody else's handle.
        @Actor
        public void closer() {
            session.close();
        }

        /// Pushes; the handler looks whether the handle was closed before it returns.
        @Actor
        public void loop(II_Result result) {
            int outcome = world.onLoop(() -> world.push(session));
            result.r1 = world.closedInPush();
            // A close between the handler's look and the operation's end is noticed too, and is no other promise.
            result.r2 = result.r1 == 0 && outcome == 1 ? 0 : outcome;
        }
    }

    /// Seeded bug: the one inside looks at the handle when it enters and leaves no mark.
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "The close came after the push.")
    @Outcome(id = "0, 2", expect = Expect.ACCEPTABLE, desc = "The close came before the push, which was refused.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "The close came inside, and nobody noticed.")
    @State
    public static class SeededUseWithoutAMark {
        private volatile boolean closed;

        /// Closes somebody else's handle, and finds no mark that somebody is inside.
        @Actor
        public void closer() {
            closed = true;
        }

        /// Looks, then works, and would have to be told.
        @Actor
        public void loop(II_Result result) {
            if (closed) {
                result.r2 = 2;
                return;
            }
            result.r1 = closed ? 1 : 0;
        }
    }
}
