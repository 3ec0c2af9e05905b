// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.queue.Offer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.Z_Result;

/// A loop that goes to sleep and a producer that hands over at that moment: the message is seen or the wake-
/// up is sent.
public final class LoopWakeUpStress {
    private LoopWakeUpStress() {}

    /// The protocol of the loop's sleep over a tail index, as the loop and its message queues run it.
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The loop saw the message, or the producer woke it.")
    @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "The loop sleeps on a message and nobody wakes it.")
    @State
    public static class EitherSeenOrWoken {
        private final SleepProtocol protocol = new SleepProtocol();

        /// Moves the tail, then reads the sleeper's flag.
        @Actor
        public void producer() {
            protocol.offer();
            protocol.signal();
        }

        /// Raises the flag, then looks at the tail again.
        @Actor
        public void loop() {
            protocol.begin();
            protocol.sawMessage = protocol.hasWork();
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(Z_Result result) {
            result.r1 = protocol.sawMessage || protocol.isWoken();
        }
    }

    /// The seeded bug: the loop looks at its queues first and raises the flag late.
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The loop saw the message, or the producer woke it.")
    @Outcome(
            id = "false",
            expect = Expect.FORBIDDEN,
            desc = "Lost: the producer saw nobody asleep, the loop saw nothing.")
    @State
    public static class SeededFlagRaisedAfterTheLastLook {
        private final SleepProtocol protocol = new SleepProtocol();

        /// As it should be.
        @Actor
        public void producer() {
            protocol.offer();
            protocol.signal();
        }

        /// The wrong way round.
        @Actor
        public void loop() {
            protocol.sawMessage = protocol.hasWork();
            protocol.begin();
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(Z_Result result) {
            result.r1 = protocol.sawMessage || protocol.isWoken();
        }
    }

    /// The seeded bug of the answering side: pending is cleared after the queue was drained, not before.
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The wake was answered or is still pending.")
    @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "Lost: cleared a wake whose message nobody looked at.")
    @State
    public static class SeededFlagClearedLate {
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicInteger pending = new AtomicInteger(1);
        private int seen;

        /// Hands over and wakes, once per sleep.
        @Actor
        public void producer() {
            tail.incrementAndGet();
            pending.compareAndSet(0, 1);
        }

        /// Drains, then clears: what came in between is lost.
        @Actor
        public void loop() {
            seen = tail.get();
            pending.set(0);
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(Z_Result result) {
            result.r1 = seen == 1 || pending.get() == 1;
        }
    }

    /// The same answering side as the loop does it: cleared first, then drained.
    @JCStressTest
    @Outcome(id = "true", expect = Expect.ACCEPTABLE, desc = "The wake was answered or is still pending.")
    @Outcome(id = "false", expect = Expect.FORBIDDEN, desc = "Lost.")
    @State
    public static class FlagClearedBeforeTheDrain {
        private final AtomicInteger tail = new AtomicInteger();
        private final AtomicInteger pending = new AtomicInteger(1);
        private int seen;

        /// Hands over and wakes, once per sleep.
        @Actor
        public void producer() {
            tail.incrementAndGet();
            pending.compareAndSet(0, 1);
        }

        /// Clears, then drains.
        @Actor
        public void loop() {
            pending.set(0);
            seen = tail.get();
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(Z_Result result) {
            result.r1 = seen == 1 || pending.get() == 1;
        }
    }

    /// A close against an offer on the real queue: what was accepted reaches the callback or the disposer,
    /// exactly once.
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "Accepted before the close, and disposed of.")
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "Refused: still the producer's.")
    @Outcome(expect = Expect.FORBIDDEN, desc = "Lost, or told twice.")
    @State
    public static class CloseAgainstOffer {
        private final AtomicInteger disposed = new AtomicInteger();
        private final CompletableFuture<MessageQueue<Integer>> queue = new CompletableFuture<>();

        /// Offers one message.
        @Actor
        public void producer(II_Result result) {
            result.r1 = queue.join().offer(1) == Offer.ACCEPTED ? 1 : 0;
        }

        /// Opens a loop with the queue and closes both.
        @Actor
        public void loop() {
            var options = LoopOptions.defaults().network(ScriptedNetwork.realTime());
            try (var loop = Loop.open("closing", options)) {
                queue.complete(MessageQueue.open(
                        loop,
                        MessageQueueOptions.<Integer>of("numbers", 4, lost -> disposed.incrementAndGet()),
                        message -> {}));
            }
        }

        /// Judges when both are done.
        @Arbiter
        public void judge(II_Result result) {
            result.r2 = disposed.get();
        }
    }

    /// A tail index and a flag with the access modes of the loop's own sleep.
    private static final class SleepProtocol {
        private static final VarHandle TAIL;
        private static final VarHandle STATE;

        static {
            try {
                TAIL = MethodHandles.lookup().findVarHandle(SleepProtocol.class, "tail", long.class);
                STATE = MethodHandles.lookup().findVarHandle(SleepProtocol.class, "state", int.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        @SuppressWarnings("unused") // through TAIL
        private long tail;

        @SuppressWarnings("unused") // through STATE
        private int state;

        private boolean sawMessage;

        void offer() {
            TAIL.compareAndSet(this, 0L, 1L);
        }

        void signal() {
            if ((int) STATE.getVolatile(this) == 1) {
                STATE.compareAndSet(this, 1, 2);
            }
        }

        void begin() {
            STATE.compareAndSet(this, 0, 1);
            VarHandle.fullFence();
        }

        boolean hasWork() {
            return (long) TAIL.getVolatile(this) != 0;
        }

        boolean isWoken() {
            return (int) STATE.getVolatile(this) == 2;
        }
    }
}
