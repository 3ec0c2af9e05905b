// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The way into a [RequestQueue] for the other threads; made for virtual threads that wait.
///
/// Thread: any, but the waiting methods throw on the loop's own thread before they block.
/// Limit: as many calls under way as the queue's limit; one more is refused.
/// Order: requests of one thread arrive in the order in which it made them.
public final class RequestQueueDoor {
    final RequestQueue queue;

    /** Calls posted and not ended. Any thread. */
    private final AtomicInteger underWay = new AtomicInteger();

    RequestQueueDoor(RequestQueue queue) {
        this.queue = queue;
    }

    /// Adds a request and waits for its value. For values that need no disposal.
    ///
    /// @param label its name in reports
    /// @param timeoutNanos how long to wait; zero or less: nothing is added
    /// @param trigger run on the loop when its turn has come
    /// @return the value
    /// @throws RequestTimeoutException in time it was not done; it is cancelled, and keeps the queue until it
    ///     really ends
    /// @throws CancellationException this thread was interrupted (its flag stays set) or the request was
    ///     cancelled
    /// @throws QueueClosedException the queue or the loop was closed
    /// @throws RequestQueueFullException there was no room
    /// @throws RequestFailedException it failed; the cause says why
    /// @throws IllegalStateException the caller is the loop
    public <T> T await(String label, long timeoutNanos, Trigger<T> trigger) {
        return await(label, timeoutNanos, trigger, value -> {});
    }

    /// Adds a request and waits for its value.
    ///
    /// @param label its name in reports
    /// @param timeoutNanos how long to wait; zero or less: nothing is added
    /// @param trigger run on the loop when its turn has come
    /// @param disposer given the value, on the loop, if it comes when nobody waits any more
    /// @return the value
    public <T> T await(String label, long timeoutNanos, Trigger<T> trigger, Consumer<? super T> disposer) {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(disposer, "disposer");
        return awaitCall(label, timeoutNanos, to -> to.add(label, trigger, disposer));
    }

    /// The queue as a lock whose holder has a name: waits for the turn.
    ///
    /// @param label the holder's name
    /// @param timeoutNanos how long to wait
    /// @return the turn; close it, on any thread
    public Turn awaitTurn(String label, long timeoutNanos) {
        return awaitCall(label, timeoutNanos, to -> to.turn(label));
    }

    /// Adds a request without waiting. Any thread, the loop's too.
    ///
    /// @param label its name in reports
    /// @param trigger run on the loop when its turn has come
    /// @return completed on the loop; refused, it has failed already
    public <T> CompletionStage<T> submit(String label, Trigger<T> trigger) {
        return submit(label, trigger, value -> {});
    }

    /// Adds a request without waiting.
    ///
    /// @param label its name in reports
    /// @param trigger run on the loop when its turn has come
    /// @param disposer given the value if the loop ends before it is delivered
    /// @return completed on the loop; refused, it has failed already
    public <T> CompletionStage<T> submit(String label, Trigger<T> trigger, Consumer<? super T> disposer) {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(disposer, "disposer");
        var stage = new CompletableFuture<T>();
        var refusal = enter(label);
        if (refusal != null) {
            stage.completeExceptionally(refusal);
        } else {
            queue.home.post(new DoorCall<T>(this, label, stage, to -> to.add(label, trigger, disposer)));
        }
        return stage.minimalCompletionStage();
    }

    private <T> T awaitCall(String label, long timeoutNanos, Function<RequestQueue, Request<T>> start) {
        if (queue.home.isOwner()) {
            throw new IllegalStateException("request queue " + queue.options.label + ": await " + label
                    + ": wanted a thread that may wait, got the loop's own");
        }
        if (timeoutNanos <= 0) {
            throw new RequestTimeoutException(label, "no time to wait was given");
        }
        if (Thread.currentThread().isInterrupted()) {
            throw interrupted(label);
        }
        var refusal = enter(label);
        if (refusal != null) {
            throw refusal;
        }
        var call = new DoorCall<T>(this, label, null, start);
        queue.home.post(call);
        if (!call.await(timeoutNanos)) {
            queue.home.post(new DoorCall.Withdrawal(call));
            if (Thread.currentThread().isInterrupted()) {
                throw interrupted(label);
            }
            throw new RequestTimeoutException(
                    label, "not done by " + queue.options.label + " within " + timeoutNanos + " ns");
        }
        return result(call);
    }

    private static <T> T result(DoorCall<T> call) {
        switch (call.failure()) {
            case null -> {
                return Objects.requireNonNull(call.value(), () -> "request " + call.label + ": done with null");
            }
            case QueueClosedException closed -> throw closed;
            case RequestQueueFullException full -> throw full;
            case CancellationException cancelled -> throw cancelled;
            case RequestTimeoutException late -> throw late;
            case Throwable other -> throw new RequestFailedException(call.label, other);
        }
    }

    private static CancellationException interrupted(String label) {
        return new CancellationException("request " + label + ": its waiting thread was interrupted");
    }

    private @Nullable RequestQueueFullException enter(String label) {
        int now = underWay.incrementAndGet();
        if (now <= queue.options.limit) {
            return null;
        }
        underWay.decrementAndGet();
        return new RequestQueueFullException(
                queue.options.label, label, now + " calls under way", queue.options.limit + " requests");
    }

    void ended() {
        underWay.decrementAndGet();
    }

    /** The caller's line, if the queue's watchdog wants it. */
    @Nullable
    Object place() {
        return queue.row.callerPlace();
    }
}
