// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.queue.WhenFull;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.CheckReturnValue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Messages from any thread to a callback on a loop.
///
/// Thread: [#offer], [#give] and [#offerBatch] any thread; everything else the loop's.
/// Order: first in, first out for each producer. Every accepted message reaches the callback, which owns it,
/// or the disposer.
/// Limit: `capacity` messages (with a dropping policy as many again in the loop's own list); at it, the policy
/// decides. A producer never blocks on the wake-up, and the loop is woken at most once per sleep.
///
/// @param <M> the messages
public final class MessageQueue<M> implements Sender<M>, StatusSource, AutoCloseable {
    private static final int SLICE = 32;

    private final Loop loop;
    private final String label;
    private final int budget;
    private final MpscQueue<M> ring;
    private final @Nullable WaitingMessages<M> waiting;
    private final Consumer<? super M> disposer;
    private final Consumer<? super M> onMessage;
    private final Consumer<M> deliver = this::deliver;
    private boolean paused;
    private boolean closed;
    private boolean expecting;
    private boolean announcing;

    private MessageQueue(Loop loop, MessageQueueOptions<M> options, Consumer<? super M> onMessage) {
        this.loop = loop;
        this.label = options.label();
        this.budget = options.budget();
        this.disposer = options.disposer();
        this.onMessage = onMessage;
        ring = MpscQueue.open(label, options.capacity(), disposer);
        waiting = options.whenFull() == WhenFull.REFUSE ? null : new WaitingMessages<>(options);
    }

    /// Opens a queue on `loop`; called on that loop. Closed with the loop, if not before.
    public static <M> MessageQueue<M> open(Loop loop, MessageQueueOptions<M> options, Consumer<? super M> onMessage) {
        loop.owner().check(options.label());
        var queue = new MessageQueue<M>(loop, options, onMessage);
        loop.handOff().add(queue);
        return queue;
    }

    @Override
    @CheckReturnValue
    public Offer offer(M message) {
        Offer outcome = ring.offer(message);
        if (outcome == Offer.ACCEPTED) {
            loop.sleep().signal();
        }
        return outcome;
    }

    /// Waits for room, at most `timeoutNanos`; throws on a loop's thread, which must not wait.
    @Override
    @CheckReturnValue
    public Offer offer(M message, long timeoutNanos) {
        if (timeoutNanos > 0) {
            loop.door().refuseToWait(label);
        }
        Offer outcome = ring.offer(message, timeoutNanos);
        if (outcome == Offer.ACCEPTED) {
            loop.sleep().signal();
        }
        return outcome;
    }

    @Override
    public Offer give(M message) {
        Offer outcome = ring.give(message);
        if (outcome == Offer.ACCEPTED) {
            loop.sleep().signal();
        }
        return outcome;
    }

    @Override
    public int offerBatch(M[] messages, int from, int count) {
        int taken = ring.offerBatch(messages, from, count);
        if (taken > 0) {
            loop.sleep().signal();
        }
        return taken;
    }

    /// Says whether messages are on their way: that producers have been given something to answer. As long as
    /// they are, the loop gives the processor up a few times before it sleeps, which lets them run and saves a
    /// sleep and its wake-up for each message. A queue that has never said so is guessed at: after a turn with
    /// messages the next ones are taken to be near. Nothing more depends on it: a message that nobody expected
    /// comes as soon.
    ///
    /// @param soon the same as before changes nothing
    public void expect(boolean soon) {
        loop.owner().check(label);
        announcing = true;
        if (soon != expecting && !closed) {
            expecting = soon;
            loop.handOff().expect(soon);
        }
    }

    /// Stops to call back: the ring fills and its producers see `FULL`.
    public void pause() {
        loop.owner().check(label);
        paused = true;
    }

    /// Calls back again, from this or the next turn on.
    public void resume() {
        loop.owner().check(label);
        paused = false;
    }

    /// Refuses offers from now on; what has not been delivered goes to the disposer, before this returns.
    @Override
    public void close() {
        loop.owner().check(label);
        if (closed) {
            return;
        }
        expect(false);
        closed = true;
        loop.handOff().remove(this);
        if (waiting != null) {
            for (M left = waiting.poll(); left != null; left = waiting.poll()) {
                dispose(left);
            }
        }
        ring.close();
        for (M left = ring.poll(); left != null; left = ring.poll()) {
            dispose(left);
        }
        ring.closeNow();
    }

    private void dispose(M message) {
        try {
            disposer.accept(message);
        } catch (RuntimeException why) {
            loop.callbacks().report(label, why);
        }
    }

    @Override
    public String statusSection() {
        return QUEUES;
    }

    @Override
    public void status(StatusRow row) {
        ring.status(row);
        row.count("droppedByPolicy", dropped()); // the loop's counter, at worst a moment old
    }

    /// The name given in the options. Any thread.
    @Override
    public String label() {
        return label;
    }

    /// How many messages wait; an estimate. Any thread counts the ring, the loop's own list is the loop's.
    public int size() {
        return ring.size() + (waiting == null ? 0 : waiting.size());
    }

    /// How many messages the policy has dropped or replaced. The loop's.
    public long dropped() {
        return waiting == null ? 0 : waiting.dropped();
    }

    boolean isAnnouncing() {
        return announcing;
    }

    boolean hasWork() {
        return !paused && (ring.size() > 0 || (waiting != null && waiting.size() > 0));
    }

    /// One slice of at most `budgetLeft` messages; how many were delivered.
    int drainSlice(int budgetLeft) {
        int limit = Math.min(SLICE, budgetLeft);
        loop.callbacks().entering(label);
        if (waiting == null) {
            return paused ? 0 : ring.drain(deliver, limit);
        }
        if (paused) {
            return 0;
        }
        moveToList(waiting);
        int delivered = 0;
        while (delivered < limit && !paused && !closed) {
            M message = waiting.poll();
            if (message == null) {
                break;
            }
            deliver(message);
            delivered++;
        }
        return delivered;
    }

    private void moveToList(WaitingMessages<M> list) {
        for (int moved = ring.size(); moved > 0 && list.takesMore(); moved--) {
            M message = ring.poll();
            if (message == null) {
                return;
            }
            try {
                list.add(message);
            } catch (RuntimeException why) {
                loop.callbacks().report(label, why);
            }
        }
    }

    int budget() {
        return budget;
    }

    /// Applies the policy to what has arrived, without delivering.
    void collect() {
        if (waiting != null) {
            moveToList(waiting);
        }
    }

    private void deliver(M message) {
        if (loop.callbacks().traced()) {
            loop.callbacks().trace(TracePoint.BEFORE, "queue", label);
        }
        try {
            onMessage.accept(message);
        } catch (Throwable why) {
            loop.callbacks().report(label, why);
        }
        if (loop.callbacks().traced()) {
            loop.callbacks().trace(TracePoint.AFTER, "queue", label);
        }
    }
}
