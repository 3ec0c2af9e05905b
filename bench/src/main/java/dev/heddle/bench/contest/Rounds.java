// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/// Short rounds until the budget is used up; the one counts that a quarter of them did not exceed.
///
/// A round lasts a millisecond or two, so that on a machine with other work some rounds meet none of it. The very
/// best round would be that in which two threads shared a processor, and with it a cache. What only shows in the
/// long run, as a collector does, is not in a good round: the bytes per operation are those of all of them.
public final class Rounds {
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int LEAST = 20;
    private static final int MOST = 100_000;

    private Rounds() {}

    /// Does one round and answers its nanoseconds.
    public interface Round {
        long nanos() throws Exception;
    }

    /// A good one of many rounds.
    ///
    /// @param operations how many one round does
    public static Figures good(Budget budget, int operations, Round round) throws Exception {
        var nanos = new long[MOST];
        run(budget.warmUp().toNanos(), round, nanos);
        long bytes = allocated();
        int count = run(budget.measured().toNanos(), round, nanos);
        double perOperation = (double) (allocated() - bytes) / ((double) count * operations);
        Arrays.sort(nanos, 0, count);
        return Figures.rate((double) nanos[count / 4] / operations, perOperation);
    }

    /// What all threads, those that have ended included, have allocated.
    public static long allocated() {
        return THREADS.getTotalThreadAllocatedBytes();
    }

    private static int run(long budgetNanos, Round round, long[] into) throws Exception {
        int count = 0;
        long began = System.nanoTime();
        while (count < LEAST || (count < MOST && System.nanoTime() - began < budgetNanos)) {
            into[count++] = round.nanos();
        }
        return count;
    }
}
