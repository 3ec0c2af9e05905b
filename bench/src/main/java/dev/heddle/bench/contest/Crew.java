// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Threads that all do their share of a round when they are told to, and wait with yields in between. The one that
/// opened it stays on the first processor, the others are spread from the second on.
///
/// Thread: the one that opened it starts rounds and closes it.
public final class Crew implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger ready = new AtomicInteger();
    private final IntConsumer share;
    private volatile int round;
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    /// @param share one thread's part of a round; it is given the thread's number
    public Crew(int threads, IntConsumer share) {
        this.share = share;
        Affinity.bind(0);
        for (int i = 0; i < threads; i++) {
            int number = i;
            this.threads.add(Thread.ofPlatform().daemon().name("crew " + i).start(() -> serve(number)));
        }
    }

    /// Lets all begin at once, as soon as all are there.
    ///
    /// @return when they began, by [System#nanoTime()]
    public long begin() {
        awaitReady();
        ready.set(0);
        long now = System.nanoTime();
        round++; // one writer
        return now;
    }

    /// Waits until all have done their share.
    ///
    /// @throws IllegalStateException when one of them failed
    public void awaitReady() {
        while (ready.get() < threads.size()) {
            Throwable why = failure;
            if (why != null) {
                throw new IllegalStateException("a thread of the crew failed", why);
            }
            Thread.yield();
        }
    }

    private void serve(int number) {
        try {
            Affinity.bind(number + 1);
            for (int next = 1; ; next++) {
                ready.incrementAndGet();
                while (round < next) {
                    if (closed) {
                        return;
                    }
                    Thread.yield();
                }
                share.accept(number);
            }
        } catch (Throwable e) {
            failure = e;
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        for (Thread thread : threads) {
            thread.join(10_000);
        }
    }
}
