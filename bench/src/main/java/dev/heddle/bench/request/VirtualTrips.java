// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import java.util.concurrent.ArrayBlockingQueue;

/// A virtual thread for each trip.
final class VirtualTrips implements WorkerLoad.Trips {
    private final ArrayBlockingQueue<long[]> back = new ArrayBlockingQueue<>(128);

    @Override
    public void run(int outstanding, long[] times) throws InterruptedException {
        int sent = 0;
        for (; sent < outstanding; sent++) {
            start(new long[1]);
        }
        for (int i = 0; i < times.length; i++) {
            long[] ended = back.take();
            times[i] = System.nanoTime() - ended[0];
            if (sent++ < times.length) {
                start(ended);
            }
        }
    }

    private void start(long[] request) {
        request[0] = System.nanoTime();
        Thread.startVirtualThread(() -> back.add(request));
    }

    @Override
    public void close() {}
}
