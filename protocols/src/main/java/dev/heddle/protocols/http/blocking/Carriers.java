// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.management.VirtualThreadSchedulerMXBean;

/// Keeps processors free for loops: lets the JVM carry its virtual threads by so many threads less, as long as
/// they get by with that.
///
/// A carrier more than there are processors beside the loops wakes and sleeps for nothing, which costs more
/// than what it carries. Handlers that compute want all of them. So a virtual thread of this class's own is
/// started every 50 ms; when one waits for 2 ms before it runs, the JVM has all its carriers back, for 1 s, and
/// for twice as long, up to 64 s, each time that it happens again soon after.
///
/// It is one setting for all virtual threads of the JVM, so it is the application's to open one of these, once,
/// before or after its servers. Any thread. With `-Djdk.virtualThreadScheduler.parallelism` set, or no carrier
/// to spare, it changes nothing.
public final class Carriers implements AutoCloseable {
    private static final long LOOK_MILLIS = 50;
    private static final long LATE_MILLIS = 2;
    private static final int SHORTEST_PAUSE = 20;
    private static final int LONGEST_PAUSE = 1280;
    private static final String CONFIGURED = "jdk.virtualThreadScheduler.parallelism";

    private final VirtualThreadSchedulerMXBean scheduler =
            ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    private final int all = scheduler.getParallelism();
    private final int few;
    private final Thread watch = Thread.ofPlatform().name("carriers").daemon().unstarted(this::watch);

    private Carriers(int loops) {
        few = System.getProperty(CONFIGURED) != null ? all : Math.max(1, all - loops);
    }

    /// Starts to do so.
    ///
    /// @param loops how many threads of loops are busy beside the virtual threads, at least 1
    /// @return to be closed when the servers are
    public static Carriers besideLoops(int loops) {
        if (loops < 1) {
            throw new IllegalArgumentException("carriers: wanted at least 1 loop, got " + loops);
        }
        var carriers = new Carriers(loops);
        if (carriers.few < carriers.all) {
            carriers.watch.start();
        }
        return carriers;
    }

    private void watch() {
        int pause = SHORTEST_PAUSE;
        try {
            while (true) {
                scheduler.setParallelism(few);
                int looks = 0;
                while (isPrompt()) {
                    looks++;
                    Thread.sleep(LOOK_MILLIS);
                }
                scheduler.setParallelism(all);
                pause = looks > pause ? SHORTEST_PAUSE : Math.min(2 * pause, LONGEST_PAUSE);
                Thread.sleep(pause * LOOK_MILLIS);
            }
        } catch (InterruptedException closed) {
            scheduler.setParallelism(all);
        }
    }

    private static boolean isPrompt() throws InterruptedException {
        var ran = new CountDownLatch(1);
        Thread.startVirtualThread(ran::countDown);
        return ran.await(LATE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// The JVM has all its carriers again when this returns.
    @Override
    public void close() {
        watch.interrupt();
        boolean interrupted = false;
        while (watch.isAlive()) {
            try {
                watch.join();
            } catch (InterruptedException asked) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
