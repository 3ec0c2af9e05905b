// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import io.netty.channel.DefaultEventLoop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Two of Netty's single-threaded executors: the caller's and the worker's.
final class NettyTrips implements WorkerLoad.Trips {
    private final DefaultEventLoop caller = new DefaultEventLoop();
    private final DefaultEventLoop worker = new DefaultEventLoop();
    private long[] times = new long[0]; // from here on the caller's executor's
    private int sent;
    private int ended;
    private CountDownLatch all = new CountDownLatch(0);

    /// A kept task that goes to the worker and comes back.
    private final class Trip implements Runnable {
        private long began;
        private boolean there;

        void send() {
            sent++;
            began = System.nanoTime();
            worker.execute(this);
        }

        @Override
        public void run() {
            there = !there;
            if (there) {
                caller.execute(this);
                return;
            }
            times[ended++] = System.nanoTime() - began;
            if (sent < times.length) {
                send();
            } else if (ended == times.length) {
                all.countDown();
            }
        }
    }

    @Override
    public void run(int outstanding, long[] into) throws InterruptedException {
        var done = new CountDownLatch(1);
        caller.execute(() -> {
            times = into;
            sent = 0;
            ended = 0;
            all = done;
            for (int i = 0; i < outstanding; i++) {
                new Trip().send();
            }
        });
        done.await();
    }

    @Override
    public void close() {
        caller.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        worker.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
