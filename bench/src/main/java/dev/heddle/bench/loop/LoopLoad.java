// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.loop;

import dev.heddle.bench.contest.Affinity;
import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Crew;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.contest.Figures;
import dev.heddle.bench.contest.Rounds;
import dev.heddle.bench.loop.LoopTargets.Target;
import dev.heddle.runtime.loop.Backend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/// Messages to a loop from 1, 2 and 4 threads, nanoseconds each; and how long one is on its way, to a loop that
/// has just had the one before, to one that sleeps, and to one that others keep busy. Every round counts what
/// arrived.
public final class LoopLoad {
    /// The row of single messages, each sent when the one before has arrived.
    public static final String NEXT = "one way, next at once";

    /// The row of single messages, each sent when the loop sleeps again.
    public static final String ASLEEP = "one way, loop asleep";

    private static final String SECTION = "messages to a loop";
    private static final int MESSAGES = 96_000;
    private static final int SAMPLES = 3_000;
    private static final int BUSY_SAMPLES = 20_000;
    private static final long PAUSE_NANOS = 20_000;
    private static final int STAMPED = 4_096;

    private LoopLoad() {}

    /// All rows; those in C are measured by programs of their own.
    public static List<Entry> entries() {
        Map<String, Callable<Target>> targets = new LinkedHashMap<>();
        targets.put("heddle epoll", () -> LoopTargets.heddle(Backend.EPOLL));
        targets.put("heddle nio", () -> LoopTargets.heddle(Backend.NIO));
        targets.put("netty epoll", LoopTargets::netty);
        targets.put("selector + linked", LoopTargets::selector);
        var entries = new ArrayList<Entry>();
        for (int producers : new int[] {1, 2, 4}) {
            targets.forEach((name, open) -> entries.add(
                    new Entry(SECTION, "from " + producers, name, budget -> rate(budget, open.call(), producers))));
        }
        targets.forEach((name, open) ->
                entries.add(new Entry(SECTION, NEXT, name, budget -> oneWay(budget, open.call(), 0))));
        targets.forEach((name, open) ->
                entries.add(new Entry(SECTION, ASLEEP, name, budget -> oneWay(budget, open.call(), PAUSE_NANOS))));
        targets.forEach((name, open) ->
                entries.add(new Entry(SECTION, "one way, loop busy", name, budget -> busy(budget, open.call()))));
        return entries;
    }

    private static Figures rate(Budget budget, Target target, int producers) throws Exception {
        int each = MESSAGES / producers;
        var seen = new Seen(Thread.currentThread());
        try (target;
                var crew = new Crew(producers, _ -> {
                    for (int i = 0; i < each; i++) {
                        target.send(seen);
                    }
                })) {
            return Rounds.good(budget, each * producers, () -> {
                long wanted = seen.published + (long) each * producers;
                seen.wanted = wanted;
                long began = crew.begin();
                while (seen.published < wanted) {
                    LockSupport.park(seen); // a processor more for the others
                }
                return System.nanoTime() - began;
            });
        }
    }

    /// Counts on the loop, and wakes who waits for the last.
    private static final class Seen implements Runnable {
        private final Thread waiter;
        private long count; // the loop's
        long wanted; // published with the messages
        volatile long published;

        Seen(Thread waiter) {
            this.waiter = waiter;
        }

        @Override
        public void run() {
            if (++count == wanted) {
                published = count;
                LockSupport.unpark(waiter);
            }
        }
    }

    private static Figures oneWay(Budget budget, Target target, long pauseNanos) throws InterruptedException {
        Affinity.bind(1);
        try (target) {
            var stamp = new Stamp(SAMPLES);
            long until = System.nanoTime() + budget.warmUp().toNanos() / 2;
            while (System.nanoTime() < until) {
                oneByOne(target, stamp, SAMPLES / 10, pauseNanos);
            }
            stamp.count = 0;
            long bytes = Rounds.allocated();
            oneByOne(target, stamp, SAMPLES, pauseNanos);
            return Figures.latency(stamp.samples, (double) (Rounds.allocated() - bytes) / SAMPLES);
        }
    }

    private static void oneByOne(Target target, Stamp stamp, int count, long pauseNanos) {
        stamp.count = 0;
        for (int i = 1; i <= count; i++) {
            stamp.sent = System.nanoTime();
            target.send(stamp);
            while (stamp.count < i) {
                Thread.yield();
            }
            if (pauseNanos > 0) {
                LockSupport.parkNanos(pauseNanos);
            }
        }
    }

    /// A message that notes how long it was on its way.
    private static final class Stamp implements Runnable {
        final long[] samples;
        long sent; // published with the message
        volatile int count;

        Stamp(int samples) {
            this.samples = new long[samples];
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop counts
        public void run() {
            samples[count] = System.nanoTime() - sent;
            count++;
        }
    }

    /// One other thread sends without a pause, so that the loop always has something to do; each sample is sent
    /// when the one before has arrived, so it waits behind what is queued.
    private static Figures busy(Budget budget, Target target) throws Exception {
        Affinity.bind(1); // the other thread as well, which it starts
        try (target) {
            var stamp = new Stamp(BUSY_SAMPLES);
            var noise = new Noise(target);
            Thread other = Thread.ofPlatform().daemon().start(noise);
            try {
                long until = System.nanoTime() + budget.warmUp().toNanos();
                while (System.nanoTime() < until) {
                    withoutPause(target, stamp, 100);
                }
                long bytes = Rounds.allocated();
                long before = noise.arrived;
                int count = 0;
                until = System.nanoTime() + budget.measured().toNanos();
                withoutPause(target, stamp, 1);
                while (count < BUSY_SAMPLES && System.nanoTime() < until) {
                    count = withoutPause(target, stamp, count + 1);
                }
                long messages = Math.max(1, noise.arrived - before + count);
                return Figures.latency(
                        java.util.Arrays.copyOf(stamp.samples, count),
                        (double) (Rounds.allocated() - bytes) / messages);
            } finally {
                noise.stopped = true;
                other.join(10_000);
            }
        }
    }

    /// Sends until so many have been counted since the last start from 0.
    private static int withoutPause(Target target, Stamp stamp, int upTo) {
        if (stamp.count >= upTo) {
            stamp.count = 0;
        }
        while (stamp.count < upTo) {
            int before = stamp.count;
            stamp.sent = System.nanoTime();
            target.send(stamp);
            while (stamp.count == before) {
                Thread.yield();
            }
        }
        return upTo;
    }

    /// The other thread: at most so many of its messages are under way, so that all loops queue alike.
    private static final class Noise implements Runnable {
        private final Target target;
        volatile boolean stopped;
        volatile long arrived;

        Noise(Target target) {
            this.target = target;
        }

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // only the loop counts
        public void run() {
            Runnable message = () -> arrived++;
            long sent = 0;
            while (!stopped) {
                if (sent - arrived < STAMPED) {
                    target.send(message);
                    sent++;
                } else {
                    Thread.yield();
                }
            }
        }
    }
}
