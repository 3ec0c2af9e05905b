// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;

/// Threads that wait for room in a queue, longest wait first.
///
/// Thread: any. The side that makes room looks at one counter, and only if it is not zero takes the lock.
final class Sleepers {
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findVarHandle(Sleepers.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ArrayDeque<Thread> threads = new ArrayDeque<>(4);
    /// How many wait; written under the lock, read without it.
    @SuppressWarnings("unused") // also through a VarHandle
    private int count;

    /// Puts the calling thread in the line. Look for room again after this and before parking.
    void add() {
        synchronized (threads) {
            threads.addLast(Thread.currentThread());
            COUNT.setVolatile(this, threads.size());
        }
    }

    /// Takes the calling thread out of the line, if it still stands in it.
    void remove() {
        synchronized (threads) {
            if (threads.remove(Thread.currentThread())) {
                COUNT.setVolatile(this, threads.size());
            }
        }
    }

    boolean isEmpty() {
        return (int) COUNT.getVolatile(this) == 0;
    }

    /// Wakes up to so many of the threads and takes them out of the line.
    void wake(int most) {
        if ((int) COUNT.getAcquire(this) == 0) {
            return;
        }
        synchronized (threads) {
            for (int n = 0; n < most && !threads.isEmpty(); n++) {
                LockSupport.unpark(threads.removeFirst());
            }
            COUNT.setVolatile(this, threads.size());
        }
    }
}
