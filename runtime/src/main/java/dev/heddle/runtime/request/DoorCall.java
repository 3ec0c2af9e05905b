// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One request that another thread made through a [RequestQueueDoor].
// WAITING goes to ANSWERED by the loop or to LEFT by the waiter, by one CAS. Whoever loses looks at what the winner
// left:
// a waiter that lost has its answer, a loop that lost gives the value to the disposer.
final class DoorCall<T> extends Posted {
    private static final int WAITING = 0;
    private static final int ANSWERED = 1;
    private static final int LEFT = 2;
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(DoorCall.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final String label;
    private final RequestQueueDoor door;
    private final Function<RequestQueue, Request<T>> start;
    private final @Nullable CompletableFuture<T> stage;
    private final @Nullable Thread waiter;
    private final @Nullable Object place;

    /** Calls under way on the loop; owned by it. */
    @Nullable
    DoorCall<?> nextCall;

    @Nullable
    DoorCall<?> previousCall;

    /** Set and read on the loop. */
    private @Nullable Request<T> request;

    /** The answer; written before the CAS to ANSWERED, read after it. */
    private @Nullable T value;

    private @Nullable Throwable failure;

    @SuppressWarnings("unused")
    private volatile int state;

    DoorCall(
            RequestQueueDoor door,
            String label,
            @Nullable CompletableFuture<T> stage,
            Function<RequestQueue, Request<T>> start) {
        this.door = door;
        this.label = Objects.requireNonNull(label, "label");
        this.stage = stage;
        this.start = start;
        this.waiter = stage == null ? Thread.currentThread() : null;
        this.place = door.place();
    }

    /// Waits for the answer.
    ///
    /// @return true: there is one; false: the time has run out, or the thread was interrupted, and nobody
    ///     waits any more
    boolean await(long timeoutNanos) {
        long endNanos = System.nanoTime() + timeoutNanos;
        while (!isAnswered()) {
            long left = endNanos - System.nanoTime();
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return !STATE.compareAndSet(this, WAITING, LEFT);
            }
            LockSupport.parkNanos(this, left);
        }
        return true;
    }

    private boolean isAnswered() {
        return (int) STATE.getAcquire(this) == ANSWERED;
    }

    @Nullable
    T value() {
        return value;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    // on the loop

    @Override
    void run() {
        if ((int) STATE.getAcquire(this) == LEFT) {
            door.ended();
            return;
        }
        door.queue.home.began(this);
        Request<T> added = start.apply(door.queue);
        request = added;
        if (place != null) {
            added.self().place = place;
        }
        added.onEnd(this::onEnd);
    }

    /** The waiter has left: the work is asked to stop, and keeps its place until it has. */
    void withdraw() {
        Request<T> left = request;
        if (left != null && !left.state.isEnd()) {
            left.cancel();
        }
    }

    private void onEnd(Request<? super T> ended) {
        Request<T> mine = Objects.requireNonNull(request);
        door.queue.home.ended(this);
        door.ended();
        if (mine.state == RequestState.DONE) {
            value = mine.value;
        }
        failure = mine.failure();
        if (answer()) {
            mine.value = null;
        } else {
            value = null;
            mine.abandon();
        }
    }

    @Override
    void refuse() {
        door.ended();
        failure = new QueueClosedException(door.queue.options.label, label);
        answer();
    }

    /** The loop ends while the request is in progress. */
    void loopClosed() {
        door.queue.home.ended(this);
        door.ended();
        failure = new QueueClosedException(door.queue.options.label, label);
        answer();
        if (request != null) {
            request.abandon();
        }
    }

    private boolean answer() {
        if (!STATE.compareAndSet(this, WAITING, ANSWERED)) {
            return false;
        }
        if (stage == null) {
            LockSupport.unpark(waiter);
        } else if (failure != null) {
            stage.completeExceptionally(failure);
        } else {
            stage.complete(value);
        }
        return true;
    }

    /** Carries a withdrawal to the loop. */
    static final class Withdrawal extends Posted {
        private final DoorCall<?> call;

        Withdrawal(DoorCall<?> call) {
            this.call = call;
        }

        @Override
        void run() {
            call.withdraw();
        }

        @Override
        void refuse() {} // the loop's end has answered the call
    }
}
