// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.Objects;

/// How a [WorkerGroup] behaves. Immutable: each method returns a changed copy. Any thread.
public final class WorkerOptions {
    private static final int MAX_WORKERS = 1024;
    private static final int MAX_CAPACITY = 1 << 20;

    final String label;
    final int workers;
    final int capacity;
    final UnitHeap heap;
    boolean shared;
    int partsPerExchange = 16;
    long partsWaitNanos = Duration.ofSeconds(30).toNanos();
    long stopNanos = Duration.ofSeconds(10).toNanos();
    long backOffNanos = Duration.ofMillis(100).toNanos();
    long backOffMaxNanos = Duration.ofSeconds(5).toNanos();
    long stackBytes;

    private WorkerOptions(String label, int workers, int capacity, UnitHeap heap) {
        this.label = label;
        this.workers = workers;
        this.capacity = capacity;
        this.heap = heap;
    }

    private WorkerOptions(WorkerOptions from) {
        this(from.label, from.workers, from.capacity, from.heap);
        shared = from.shared;
        partsPerExchange = from.partsPerExchange;
        partsWaitNanos = from.partsWaitNanos;
        stopNanos = from.stopNanos;
        backOffNanos = from.backOffNanos;
        backOffMaxNanos = from.backOffMaxNanos;
        stackBytes = from.stackBytes;
    }

    /// A queue per worker; 16 parts each way per exchange; an append waits for up to 30 s; a stop takes at
    /// most 10 s.
    ///
    /// @param label the group's name, and the beginning of its threads' names
    /// @param workers 1 to 1024
    /// @param capacity exchanges that may wait in each inbound queue, 1 to 1048576; one more is FULL
    /// @param heap where workers allocate their parts; outlives the group
    /// @return the options
    public static WorkerOptions of(String label, int workers, int capacity, UnitHeap heap) {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(heap, "heap");
        check(label, "workers", workers, 1, MAX_WORKERS);
        check(label, "capacity", capacity, 1, MAX_CAPACITY);
        return new WorkerOptions(label, workers, capacity, heap);
    }

    /// One queue of `capacity` for all workers: an exchange meets whoever is idle. Exchanges of one session key
    /// still run one after the other, in order. A key belongs to one port.
    ///
    /// @return a changed copy
    public WorkerOptions sharedQueue() {
        var copy = new WorkerOptions(this);
        copy.shared = true;
        return copy;
    }

    /// Limits the parts under way.
    ///
    /// @param perExchange parts that an exchange holds each way, 1 to 65536
    /// @param wait how long an append waits for room before it answers TIMED_OUT; zero: not at all
    /// @return a changed copy
    public WorkerOptions partsLimit(int perExchange, Duration wait) {
        check(label, "perExchange", perExchange, 1, 1 << 16);
        check(label, "wait in nanoseconds", wait.toNanos(), 0, Long.MAX_VALUE);
        var copy = new WorkerOptions(this);
        copy.partsPerExchange = perExchange;
        copy.partsWaitNanos = wait.toNanos();
        return copy;
    }

    /// How long [WorkerGroup#close()] may take.
    ///
    /// @param deadline zero or more
    /// @return a changed copy
    public WorkerOptions stopDeadline(Duration deadline) {
        check(label, "stopDeadline in nanoseconds", deadline.toNanos(), 0, Long.MAX_VALUE);
        var copy = new WorkerOptions(this);
        copy.stopNanos = deadline.toNanos();
        return copy;
    }

    /// How long the replacement of a dead thread waits before it begins: `first`, doubled at each death in a
    /// row.
    ///
    /// @param first zero or more
    /// @param most the longest wait
    /// @return a changed copy
    public WorkerOptions backOff(Duration first, Duration most) {
        check(label, "backOff in nanoseconds", first.toNanos(), 0, most.toNanos());
        var copy = new WorkerOptions(this);
        copy.backOffNanos = first.toNanos();
        copy.backOffMaxNanos = most.toNanos();
        return copy;
    }

    /// How large the stack of each worker's thread is: for handlers that recurse deeply, in native code for
    /// example.
    ///
    /// @param bytes 0 for what the JVM does by itself, or 128 KiB to 1 GiB; address space, used as it is needed
    /// @return a changed copy
    public WorkerOptions stackBytes(long bytes) {
        if (bytes != 0) {
            check(label, "stackBytes", bytes, 128 << 10, 1 << 30);
        }
        var copy = new WorkerOptions(this);
        copy.stackBytes = bytes;
        return copy;
    }

    private static void check(String label, String what, long got, long least, long most) {
        if (got < least || got > most) {
            throw new IllegalArgumentException(
                    "workers " + label + ": " + what + ": wanted " + least + " to " + most + ", got " + got);
        }
    }
}
