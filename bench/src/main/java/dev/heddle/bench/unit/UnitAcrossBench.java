// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.unit;

import dev.heddle.bench.contest.Affinity;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.Recycler;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Thread A allocates and fills, thread B reads and releases; between them the same queue for all. Per message.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class UnitAcrossBench {
    private static final int BYTES = 132;
    private static final int MESSAGES = 100_000;
    private static final int IN_FLIGHT = 1024;

    /// How one of the contestants makes a message and ends it.
    private interface Kind {
        Object make(int number);

        int end(Object message);

        /// Called by each thread before it gives way to the other.
        default void pause() {}
    }

    /// Who competes.
    @Param({"heddle", "nettyPooled", "nettyAdaptive", "nettyRecycler", "agronaPool", "fresh"})
    public String contender = "heddle";

    private final OneToOneConcurrentArrayQueue<Object> between = new OneToOneConcurrentArrayQueue<>(IN_FLIGHT);
    private volatile int received;
    private volatile boolean stopped;
    private Thread reader = new Thread();
    private Kind making = new Fresh();

    /// Starts thread B.
    @Setup
    public void start() {
        making = kind(contender);
        stopped = false;
        reader = new Thread(this::readAll, "B");
        Affinity.bind(1);
        reader.start(); // which stays there
        Affinity.bind(0);
    }

    /// Ends it.
    @TearDown
    public void stop() throws InterruptedException {
        stopped = true;
        reader.join();
    }

    @Benchmark
    @OperationsPerInvocation(MESSAGES)
    public int send() {
        Kind kind = making;
        int before = received;
        for (int i = 0; i < MESSAGES; i++) {
            Object message = kind.make(i);
            while (!between.offer(message)) {
                kind.pause();
                Thread.yield();
            }
        }
        while (received - before < MESSAGES) {
            Thread.yield();
        }
        return received;
    }

    private void readAll() {
        Kind kind = making;
        var end = new Ending(kind);
        while (!stopped) {
            if (between.drain(end, 256) == 0) {
                received = end.count;
                kind.pause();
                Thread.yield();
            }
        }
    }

    private static final class Ending implements Consumer<Object> {
        private final Kind kind;
        private int count;
        private int sum;

        Ending(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void accept(Object message) {
            sum += kind.end(message);
            count++;
        }

        @Override
        public String toString() {
            return count + " " + sum;
        }
    }

    private static Kind kind(String name) {
        return switch (name) {
            case "heddle" -> new Units();
            case "nettyPooled" -> new Buffers(PooledByteBufAllocator.DEFAULT::directBuffer);
            case "nettyAdaptive" -> new Buffers(new AdaptiveByteBufAllocator()::directBuffer);
            case "nettyRecycler" -> new Recycled();
            case "agronaPool" -> new Pooled();
            case "fresh" -> new Fresh();
            default -> throw new IllegalArgumentException("kind: wanted one of the parameters, got " + name);
        };
    }

    private static final class Units implements Kind {
        private final UnitHeap heap =
                UnitHeap.open(HeapOptions.of("across", BYTES, 20, 4000).doubling());
        private @Nullable LocalHeap owner; // A's
        private @Nullable LocalHeap readers; // B's, so that its releases go in chains

        @Override
        public Object make(int number) {
            if (owner == null) {
                owner = heap.local();
            }
            Unit unit = owner.allocate();
            unit.putInt(0, number);
            return unit;
        }

        @Override
        public int end(Object message) {
            if (readers == null) {
                readers = heap.local();
            }
            var unit = (Unit) message;
            int got = unit.getInt(0);
            unit.release();
            return got;
        }

        @Override
        public void pause() {
            LocalHeap.flushThread();
        }
    }

    /// Netty's two allocators have no common way to say this.
    private interface Allocate {
        ByteBuf buffer(int bytes, int maxBytes);
    }

    private record Buffers(Allocate allocate) implements Kind {
        @Override
        public Object make(int number) {
            ByteBuf buf = allocate.buffer(BYTES, BYTES);
            buf.setInt(0, number);
            return buf;
        }

        @Override
        public int end(Object message) {
            var buf = (ByteBuf) message;
            int got = buf.getInt(0);
            buf.release();
            return got;
        }
    }

    private static final class Recycled implements Kind {
        private record Message(ByteBuffer payload, Recycler.Handle<Message> handle) {}

        private final Recycler<Message> recycler = new Recycler<>() {
            @Override
            protected Message newObject(Handle<Message> handle) {
                return new Message(ByteBuffer.allocateDirect(BYTES), handle);
            }
        };

        @Override
        public Object make(int number) {
            Message message = recycler.get();
            message.payload.putInt(0, number);
            return message;
        }

        @Override
        public int end(Object message) {
            var recycled = (Message) message;
            int got = recycled.payload.getInt(0);
            recycled.handle.recycle(recycled);
            return got;
        }
    }

    private static final class Pooled implements Kind {
        private final ManyToManyConcurrentArrayQueue<ByteBuffer> pool = new ManyToManyConcurrentArrayQueue<>(4096);

        Pooled() {
            for (int i = 0; i < 4000; i++) {
                pool.offer(ByteBuffer.allocateDirect(BYTES));
            }
        }

        @Override
        public Object make(int number) {
            ByteBuffer payload = pool.poll();
            payload.putInt(0, number);
            return payload;
        }

        @Override
        public int end(Object message) {
            var payload = (ByteBuffer) message;
            int got = payload.getInt(0);
            pool.offer(payload);
            return got;
        }
    }

    private static final class Fresh implements Kind {
        @Override
        public Object make(int number) {
            var payload = new byte[BYTES];
            payload[0] = (byte) number;
            return payload;
        }

        @Override
        public int end(Object message) {
            return ((byte[]) message)[0];
        }
    }
}
