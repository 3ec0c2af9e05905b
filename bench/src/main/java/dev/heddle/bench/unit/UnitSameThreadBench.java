// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.unit;

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
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.ManyToManyConcurrentArrayQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// One thread: allocate, put, get, release; and the same with more holders. A method's name is the contestant
/// and the row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class UnitSameThreadBench {
    private static final int BYTES = 132;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("bench", BYTES, 20, 2000).doubling());
    private final PooledByteBufAllocator pooled = PooledByteBufAllocator.DEFAULT;
    private final AdaptiveByteBufAllocator adaptive = new AdaptiveByteBufAllocator();
    private final ManyToManyConcurrentArrayQueue<Counted> queue = new ManyToManyConcurrentArrayQueue<>(2048);
    private LocalHeap local = heap.local();

    private static final Recycler<Recycled> RECYCLER = new Recycler<>() {
        @Override
        protected Recycled newObject(Handle<Recycled> handle) {
            return new Recycled(handle);
        }
    };

    /// A counted object in Netty's pool.
    static final class Recycled {
        final ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
        private final Recycler.Handle<Recycled> handle;

        Recycled(Recycler.Handle<Recycled> handle) {
            this.handle = handle;
        }

        void release() {
            handle.recycle(this);
        }
    }

    /// A counted object in a pool made of a queue.
    static final class Counted {
        final ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
        final AtomicInteger count = new AtomicInteger();
    }

    /// A message for the collector.
    static final class Plain {
        final byte[] payload = new byte[BYTES];
        int number;
    }

    /// On the thread that measures.
    @Setup(Level.Trial)
    public void open() {
        local = heap.local();
        for (int i = 0; i < 2000; i++) {
            queue.offer(new Counted());
        }
    }

    /// Frees the memory.
    @TearDown(Level.Trial)
    public void close() {
        heap.close();
    }

    @Benchmark
    public int heddle_allocateAndRelease() {
        Unit unit = local.allocate();
        unit.putInt(0, 7);
        int got = unit.getInt(0);
        unit.release();
        return got;
    }

    @Benchmark
    public int heddleShared_allocateAndRelease() {
        Unit unit = heap.allocate();
        unit.putInt(0, 7);
        int got = unit.getInt(0);
        unit.release();
        return got;
    }

    @Benchmark
    public int heddle_retainTwice() {
        Unit unit = local.allocate();
        unit.putInt(0, 7);
        Unit second = unit.retain();
        Unit third = unit.retain();
        int got = unit.getInt(0);
        unit.release();
        second.release();
        third.release();
        return got;
    }

    @Benchmark
    public int heddle_retainBulk() {
        Unit unit = local.allocate();
        unit.putInt(0, 7);
        Unit others = unit.retain(2);
        int got = unit.getInt(0);
        unit.release();
        others.release();
        others.release();
        return got;
    }

    @Benchmark
    public int nettyPooled_allocateAndRelease() {
        ByteBuf buf = pooled.directBuffer(BYTES, BYTES);
        buf.setInt(0, 7);
        int got = buf.getInt(0);
        buf.release();
        return got;
    }

    @Benchmark
    public int nettyPooled_retainTwice() {
        ByteBuf buf = pooled.directBuffer(BYTES, BYTES);
        buf.setInt(0, 7);
        buf.retain();
        buf.retain();
        int got = buf.getInt(0);
        buf.release();
        buf.release();
        buf.release();
        return got;
    }

    @Benchmark
    public int nettyAdaptive_allocateAndRelease() {
        ByteBuf buf = adaptive.directBuffer(BYTES, BYTES);
        buf.setInt(0, 7);
        int got = buf.getInt(0);
        buf.release();
        return got;
    }

    @Benchmark
    public int nettyRecycler_allocateAndRelease() {
        Recycled object = RECYCLER.get();
        object.payload.putInt(0, 7);
        int got = object.payload.getInt(0);
        object.release();
        return got;
    }

    @Benchmark
    public int agronaPool_allocateAndRelease() {
        Counted object = queue.poll();
        object.count.setRelease(1);
        object.payload.putInt(0, 7);
        int got = object.payload.getInt(0);
        if (object.count.decrementAndGet() == 0) {
            queue.offer(object);
        }
        return got;
    }

    @Benchmark
    public int agronaPool_retainTwice() {
        Counted object = queue.poll();
        object.count.setRelease(1);
        object.payload.putInt(0, 7);
        object.count.incrementAndGet();
        object.count.incrementAndGet();
        int got = object.payload.getInt(0);
        for (int i = 0; i < 3; i++) {
            if (object.count.decrementAndGet() == 0) {
                queue.offer(object);
            }
        }
        return got;
    }

    @Benchmark
    public Object fresh_allocateAndRelease() {
        var object = new Plain();
        object.number = 7;
        return object;
    }

    @Benchmark
    public Object fresh_retainTwice(Blackhole hole) {
        var object = new Plain();
        object.number = 7;
        hole.consume(object); // two more holders of it
        hole.consume(object);
        return object;
    }

    @Benchmark
    public int nettyPooled_retainBulk() {
        ByteBuf buf = pooled.directBuffer(BYTES, BYTES);
        buf.setInt(0, 7);
        buf.retain(2);
        int got = buf.getInt(0);
        buf.release();
        buf.release();
        buf.release();
        return got;
    }
}
