// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.queue;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import dev.heddle.runtime.queue.BoundedQueue;
import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.SpscQueue;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.agrona.concurrent.ManyToOneConcurrentArrayQueue;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.jctools.queues.MessagePassingQueue;
import org.jctools.queues.MpmcArrayQueue;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/** One contender: a bounded queue of objects as its own makers would use it. */
interface Pipe {
    boolean offer(Object item);

    /** How many of the first were taken. */
    default int offerBatch(Object[] items) {
        for (int i = 0; i < items.length; i++) {
            if (!offer(items[i])) {
                return i;
            }
        }
        return items.length;
    }

    int drain(Consumer<Object> handler, int limit);

    static Pipe spsc(int capacity) {
        return ours(SpscQueue.open("load", capacity, item -> {}));
    }

    static Pipe mpsc(int capacity) {
        return ours(MpscQueue.open("load", capacity, item -> {}));
    }

    private static Pipe ours(BoundedQueue<Object> queue) {
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item) == Offer.ACCEPTED;
            }

            @Override
            public int offerBatch(Object[] items) {
                return queue.offerBatch(items, 0, items.length);
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                return queue.drain(handler, limit);
            }
        };
    }

    static Pipe mpmc(int capacity) {
        MpmcQueue<Object> queue = MpmcQueue.open("load", capacity, item -> {});
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item) == Offer.ACCEPTED;
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                return queue.drain(handler, limit);
            }
        };
    }

    static Pipe jctoolsSpsc(int capacity) {
        return jctools(new SpscArrayQueue<>(capacity));
    }

    static Pipe jctoolsMpsc(int capacity) {
        return jctools(new MpscArrayQueue<>(capacity));
    }

    static Pipe jctoolsMpmc(int capacity) {
        return jctools(new MpmcArrayQueue<>(capacity));
    }

    private static Pipe jctools(MessagePassingQueue<Object> queue) {
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item);
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                return queue.drain(handler::accept, limit);
            }
        };
    }

    static Pipe agronaSpsc(int capacity) {
        var queue = new OneToOneConcurrentArrayQueue<>(capacity);
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item);
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                return queue.drain(handler, limit);
            }
        };
    }

    static Pipe agronaMpsc(int capacity) {
        var queue = new ManyToOneConcurrentArrayQueue<>(capacity);
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item);
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                return queue.drain(handler, limit);
            }
        };
    }

    static Pipe linked(int capacity) {
        return plain(new ConcurrentLinkedQueue<>());
    }

    static Pipe blocking(int capacity) {
        return plain(new ArrayBlockingQueue<>(capacity));
    }

    private static Pipe plain(Queue<Object> queue) {
        return new Pipe() {
            @Override
            public boolean offer(Object item) {
                return queue.offer(item);
            }

            @Override
            public int drain(Consumer<Object> handler, int limit) {
                int taken = 0;
                Object item;
                while (taken < limit && (item = queue.poll()) != null) {
                    handler.accept(item);
                    taken++;
                }
                return taken;
            }
        };
    }

    static Pipe disruptorSingle(int capacity) {
        return new Disrupted(RingBuffer.createSingleProducer(Cell::new, capacity, new YieldingWaitStrategy()));
    }

    static Pipe disruptorMulti(int capacity) {
        return new Disrupted(RingBuffer.createMultiProducer(Cell::new, capacity, new YieldingWaitStrategy()));
    }

    /** An entry of the Disruptor's ring. */
    final class Cell {
        @Nullable
        Object item;
    }

    /** The Disruptor with a poller, the way to use it without handing it the thread. */
    final class Disrupted implements Pipe {
        private final RingBuffer<Cell> ring;
        private final EventPoller<Cell> poller;
        private int left;
        private int taken;

        Disrupted(RingBuffer<Cell> ring) {
            this.ring = ring;
            this.poller = ring.newPoller();
            ring.addGatingSequences(poller.getSequence());
        }

        @Override
        public boolean offer(Object item) {
            if (!ring.hasAvailableCapacity(1)) {
                return false;
            }
            long at = ring.next();
            ring.get(at).item = item;
            ring.publish(at);
            return true;
        }

        @Override
        public int drain(Consumer<Object> handler, int limit) {
            left = limit;
            taken = 0;
            try {
                poller.poll((cell, sequence, last) -> {
                    Object item = cell.item;
                    if (item != null) {
                        handler.accept(item);
                    }
                    taken++;
                    return --left > 0;
                });
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return taken;
        }
    }
}
