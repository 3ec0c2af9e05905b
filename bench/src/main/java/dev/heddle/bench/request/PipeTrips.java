// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import java.util.ArrayDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jctools.queues.MpscBlockingConsumerArrayQueue;
import org.jspecify.annotations.Nullable;

/// A worker thread behind two queues on which one can sleep.
final class PipeTrips implements WorkerLoad.Trips {
    /// A queue on which one can sleep.
    interface Pipe {
        void put(long[] item);

        long[] take() throws InterruptedException;
    }

    private final Pipe there;
    private final Pipe back;
    private final Thread worker;

    PipeTrips(Pipe there, Pipe back) {
        this.there = there;
        this.back = back;
        this.worker = Thread.ofPlatform().daemon().start(() -> {
            try {
                for (long[] item = there.take(); item.length > 0; item = there.take()) {
                    back.put(item);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    @Override
    public void run(int outstanding, long[] times) throws InterruptedException {
        int sent = 0;
        for (; sent < outstanding; sent++) {
            there.put(new long[] {System.nanoTime()});
        }
        for (int i = 0; i < times.length; i++) {
            long[] item = back.take();
            times[i] = System.nanoTime() - item[0];
            if (sent++ < times.length) {
                item[0] = System.nanoTime();
                there.put(item);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        there.put(new long[0]);
        worker.join();
    }

    static final class Locked implements Pipe {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition some = lock.newCondition();
        private final ArrayDeque<long[]> items = new ArrayDeque<>();

        @Override
        public void put(long[] item) {
            lock.lock();
            try {
                items.add(item);
                some.signal();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public long[] take() throws InterruptedException {
            lock.lock();
            try {
                while (items.isEmpty()) {
                    some.await();
                }
                return items.remove();
            } finally {
                lock.unlock();
            }
        }
    }

    static final class Parked implements Pipe {
        private final LinkedBlockingQueue<long[]> items = new LinkedBlockingQueue<>();
        private volatile @Nullable Thread taker;

        @Override
        public void put(long[] item) {
            items.add(item);
            LockSupport.unpark(taker);
        }

        @Override
        public long[] take() {
            long[] item;
            while ((item = items.poll()) == null) {
                taker = Thread.currentThread();
                if (items.isEmpty()) {
                    LockSupport.park(this);
                }
            }
            return item;
        }
    }

    static final class Jctools implements Pipe {
        private final MpscBlockingConsumerArrayQueue<long[]> items = new MpscBlockingConsumerArrayQueue<>(128);

        @Override
        public void put(long[] item) {
            if (!items.offer(item)) {
                throw new IllegalStateException("full");
            }
        }

        @Override
        public long[] take() throws InterruptedException {
            return items.take();
        }
    }
}
