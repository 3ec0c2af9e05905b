// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.heddle.runtime.queue.BroadcastRing;
import dev.heddle.runtime.queue.FanOut;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.SpscQueue;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/// The ways from one producer to N consumers that [FanOutLoad] compares. Messages of 132 bytes, of which four are
/// written and read.
final class Roads {
    private static final int CAPACITY = 2 * FanOutLoad.WINDOW;
    private static final int BYTES = 132;

    private Roads() {}

    /// Units of one heap, allocated by the producer.
    private abstract static class Units implements FanOutLoad.Road {
        private final UnitHeap heap = UnitHeap.open(HeapOptions.of("load", BYTES, 8 * CAPACITY, 64 * CAPACITY));
        private @Nullable LocalHeap local;

        final Unit unit(int value) {
            if (local == null) {
                local = heap.local();
            }
            Unit unit = local.allocate();
            unit.putInt(0, value);
            return unit;
        }

        /// So that releases go home in chains.
        final void settleIn() {
            heap.local();
        }
    }

    /// One ring for known consumers.
    static final class Broadcast extends Units {
        private final BroadcastRing ring;

        Broadcast(int consumers) {
            ring = BroadcastRing.open("load", CAPACITY, consumers);
        }

        @Override
        public void produce(int value) {
            Unit unit = ring.reclaim();
            if (unit == null) {
                unit = unit(value);
            } else {
                unit.putInt(0, value);
            }
            if (ring.offer(unit) != Offer.ACCEPTED) {
                throw new IllegalStateException("full");
            }
        }

        @Override
        public int consume(int consumer, long[] sum) {
            return ring.reader(consumer).read(unit -> sum[0] += unit.getInt(0), CAPACITY);
        }
    }

    /// A queue per consumer, and the fan-out that counts for all of them at once.
    static final class Separate extends Units {
        private final List<SpscQueue<Unit>> queues = new ArrayList<>();
        private final List<Summing> summing = new ArrayList<>();
        private final FanOut fanOut = FanOut.open("load", (member, why) -> {
            throw new IllegalStateException(member + " " + why);
        });

        Separate(int consumers) {
            for (int i = 0; i < consumers; i++) {
                queues.add(SpscQueue.open("load " + i, CAPACITY, Unit::release));
                fanOut.add(queues.getLast());
                summing.add(new Summing());
            }
        }

        @Override
        public void produce(int value) {
            fanOut.publish(unit(value));
        }

        @Override
        public int consume(int consumer, long[] sum) {
            Summing each = summing.get(consumer);
            if (each.sum != sum) { // the first call, on the consumer's thread
                settleIn();
                each.sum = sum;
            }
            return queues.get(consumer).drain(each, CAPACITY);
        }

        private static final class Summing implements Consumer<Unit> {
            private long[] sum = new long[1];

            @Override
            public void accept(Unit unit) {
                sum[0] += unit.getInt(0);
                unit.release();
            }
        }
    }

    /// Netty's buffers, retained for each consumer, through JCTools' queues.
    static final class Buffers implements FanOutLoad.Road {
        private final List<SpscArrayQueue<ByteBuf>> queues = new ArrayList<>();

        Buffers(int consumers) {
            for (int i = 0; i < consumers; i++) {
                queues.add(new SpscArrayQueue<>(CAPACITY));
            }
        }

        @Override
        public void produce(int value) {
            ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BYTES, BYTES);
            buffer.setInt(0, value);
            if (queues.size() > 1) {
                buffer.retain(queues.size() - 1);
            }
            for (SpscArrayQueue<ByteBuf> queue : queues) {
                if (!queue.offer(buffer)) {
                    throw new IllegalStateException("full");
                }
            }
        }

        @Override
        public int consume(int consumer, long[] sum) {
            return queues.get(consumer)
                    .drain(
                            buffer -> {
                                sum[0] += buffer.getInt(0);
                                buffer.release();
                            },
                            CAPACITY);
        }
    }

    /// A value in the Disruptor's ring.
    private static final class Cell {
        final ByteBuffer payload = ByteBuffer.allocateDirect(BYTES);
    }

    /// The Disruptor's ring with a poller per consumer.
    static final class Pollers implements FanOutLoad.Road {
        private final RingBuffer<Cell> ring =
                RingBuffer.createSingleProducer(Cell::new, CAPACITY, new YieldingWaitStrategy());
        private final List<EventPoller<Cell>> pollers = new ArrayList<>();

        Pollers(int consumers) {
            for (int i = 0; i < consumers; i++) {
                pollers.add(ring.newPoller());
                ring.addGatingSequences(pollers.getLast().getSequence());
            }
        }

        @Override
        public void produce(int value) {
            long at = ring.next();
            ring.get(at).payload.putInt(0, value);
            ring.publish(at);
        }

        @Override
        public int consume(int consumer, long[] sum) {
            var count = new int[1];
            try {
                pollers.get(consumer).poll((cell, sequence, last) -> {
                    sum[0] += cell.payload.getInt(0);
                    count[0]++;
                    return true;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return count[0];
        }
    }

    /// A fresh message through N queues, for the collector to count; or a fresh copy for each.
    static final class Objects implements FanOutLoad.Road {
        private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

        private record Message(byte[] payload) {
            Message(int value) {
                this(new byte[BYTES]);
                INT.set(payload, 0, value);
            }

            int value() {
                return (int) INT.get(payload, 0);
            }

            Message copy() {
                return new Message(payload.clone());
            }
        }

        private final List<Queue<Message>> queues = new ArrayList<>();
        private final boolean copies;

        Objects(int consumers, boolean rings, boolean copies) {
            this.copies = copies;
            for (int i = 0; i < consumers; i++) {
                queues.add(rings ? new SpscArrayQueue<>(CAPACITY) : new ConcurrentLinkedQueue<>());
            }
        }

        @Override
        public void produce(int value) {
            var message = new Message(value);
            for (Queue<Message> queue : queues) {
                if (!queue.offer(copies ? message.copy() : message)) {
                    throw new IllegalStateException("full");
                }
            }
        }

        @Override
        public int consume(int consumer, long[] sum) {
            int count = 0;
            Message message;
            while (count < CAPACITY && (message = queues.get(consumer).poll()) != null) {
                sum[0] += message.value();
                count++;
            }
            return count;
        }
    }
}
