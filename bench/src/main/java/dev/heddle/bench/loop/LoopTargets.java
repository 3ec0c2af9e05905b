// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.loop;

import dev.heddle.bench.contest.Affinity;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.queue.Offer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// The loops that [LoopLoad] compares, each on the first processor. A message is a kept task, so that nobody makes an
/// object per message.
final class LoopTargets {
    private static final int CAPACITY = 65_536;

    private LoopTargets() {}

    /// Something that takes tasks to one thread.
    interface Target extends AutoCloseable {
        /// Any thread; waits while there is no room.
        void send(Runnable task);

        @Override
        void close();
    }

    static Target heddle(Backend backend) {
        var queue = new CompletableFuture<MessageQueue<Runnable>>();
        var thread = LoopThread.start("ours", LoopOptions.defaults().backend(backend), loop -> {
            Affinity.bind(0);
            queue.complete(MessageQueue.open(
                    loop,
                    MessageQueueOptions.<Runnable>of("messages", CAPACITY, lost -> {})
                            .budget(4096),
                    Runnable::run));
        });
        var open = queue.join();
        return new Target() {
            @Override
            public void send(Runnable task) {
                while (open.offer(task) != Offer.ACCEPTED) {
                    Thread.yield();
                }
            }

            @Override
            public void close() {
                thread.close();
            }
        };
    }

    static Target netty() {
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        var loop = group.next();
        loop.execute(() -> Affinity.bind(0));
        return new Target() {
            @Override
            public void send(Runnable task) {
                loop.execute(task);
            }

            @Override
            public void close() {
                group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
            }
        };
    }

    /// What one writes with the JDK alone: a list, a selector, and a flag so that one wake-up serves many.
    static Target selector() throws IOException {
        var tasks = new ConcurrentLinkedQueue<Runnable>();
        var woken = new AtomicBoolean();
        var closed = new AtomicBoolean();
        Selector selector = Selector.open();
        Thread loop = Thread.ofPlatform().daemon().start(() -> {
            try (selector) {
                Affinity.bind(0);
                while (!closed.get()) {
                    if (tasks.isEmpty()) {
                        selector.select();
                    }
                    woken.set(false);
                    Runnable task;
                    while ((task = tasks.poll()) != null) {
                        task.run();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Target() {
            @Override
            public void send(Runnable task) {
                tasks.add(task);
                if (!woken.get() && woken.compareAndSet(false, true)) {
                    selector.wakeup();
                }
            }

            @Override
            public void close() {
                closed.set(true);
                selector.wakeup();
                try {
                    loop.join(10_000);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }
}
