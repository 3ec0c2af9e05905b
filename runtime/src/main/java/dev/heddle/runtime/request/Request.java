// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Something that will have a value later: the side that waits. The side that works is its [Promise].
///
/// Thread: its loop only; elsewhere each method throws [IllegalStateException]. Other threads wait through
/// [RequestQueueDoor] or a [#toStage()] taken on the loop.
/// Lifetime: ends once, see [RequestState]. Its value is moved to whoever takes it; one that nobody took goes
/// to the disposer when the request is abandoned or used again.
/// Order: the ends of the requests of one queue are delivered in the order in which they ended. A waiter's own
/// call (`add`, `cancel`, `onEnd`) never runs its callback: what ends inside such a call is delivered on the
/// next pass.
///
/// @param <T> the value
public abstract sealed class Request<T> permits Promise {
    /** The loop's share. */
    final RequestLoop home;

    final String label;
    RequestState state = RequestState.IN_PROGRESS;

    @Nullable
    T value;

    @Nullable
    Throwable failure;

    @Nullable
    Consumer<? super Request<T>> callback;

    long createdNanos;

    /** Its own deadline, once it has had one; kept for the next use. */
    @Nullable
    Deadline deadline;

    /** The deadline was set by [#timeoutNanos]; the queue's defaults do not touch it. */
    boolean ownDeadline;

    private long tag;

    Request(RequestLoop home, String label) {
        this.home = home;
        this.label = Objects.requireNonNull(label, "label");
        this.createdNanos = home.now();
    }

    /** Where it is. */
    public RequestState state() {
        home.check(label);
        return state;
    }

    /** The name that it has in reports. Any thread. */
    public String label() {
        return label;
    }

    /// The value; it is yours from now on.
    ///
    /// @return null unless [RequestState#DONE], and null the second time
    public @Nullable T take() {
        home.check(label);
        T taken = value;
        value = null;
        return taken;
    }

    /// Why there is no value.
    ///
    /// @return null while in progress and when done; else what failed it, a [CancellationException] or a
    ///     [RequestTimeoutException]
    public @Nullable Throwable failure() {
        home.check(label);
        return switch (state) {
            case IN_PROGRESS, DONE -> null;
            case FAILED -> failure;
            case CANCELLED ->
                failure != null ? failure : (failure = new CancellationException("request " + label + ": cancelled"));
            case TIMED_OUT ->
                failure != null
                        ? failure
                        : (failure = new RequestTimeoutException(label, "still in progress at its deadline"));
        };
    }

    /// Sets the one callback for the end. It is called once, on the loop: from within the worker's `done` or
    /// `fail`, or on the next pass if the request has already ended.
    ///
    /// @param callback given this request; what it throws is reported and changes nothing
    /// @return this
    /// @throws IllegalStateException when there is a callback, or a stage, that has not been called
    public Request<T> onEnd(Consumer<? super Request<T>> callback) {
        home.check(label);
        if (this.callback != null) {
            throw new IllegalStateException("request " + label + ": wanted one onEnd, got a second");
        }
        this.callback = Objects.requireNonNull(callback);
        if (state.isEnd()) {
            self().deliverLater();
        }
        return this;
    }

    /// Asks for an early end. A request that waits in a queue ends at once; one that is being worked on is told
    /// by its `onCancel` hook, and ends when its worker says so.
    ///
    /// @return true: it will end, though not necessarily as cancelled, and not necessarily now; false: it has
    ///     ended, or its worker knows no way to stop
    public boolean cancel() {
        home.check(label);
        return self().cancelNow();
    }

    /// Nobody waits any more: it ends now as [RequestState#CANCELLED] unless it has ended, its clean-up hook
    /// runs, its callback does not. A value that nobody took, and one that comes late, goes to the disposer.
    /// Its queue goes on.
    public void abandon() {
        home.check(label);
        self().abandonNow();
    }

    /// Sets the deadline of the whole request, waiting and active. At it, the `onCancel` hook runs, and if that
    /// does not end the request, it ends as [RequestState#TIMED_OUT].
    ///
    /// @param timeoutNanos from now; zero or less: on the next pass of the timers. A second call replaces the
    ///     first
    /// @return this
    public Request<T> timeoutNanos(long timeoutNanos) {
        home.check(label);
        if (!state.isEnd()) {
            ownDeadline = true;
            setDeadline(timeoutNanos);
        }
        return this;
    }

    final void setDeadline(long timeoutNanos) {
        if (deadline == null) {
            deadline = new Deadline(self()::onDeadline);
        }
        home.setDeadline(deadline, timeoutNanos);
    }

    /// The request as a stage, completed on the loop. It takes the value, and it is the one callback.
    ///
    /// @return a stage that fails with [#failure()]; it cannot be completed from outside
    public CompletionStage<T> toStage() {
        var stage = new CompletableFuture<T>();
        onEnd(ended -> {
            if (ended.state == RequestState.DONE) {
                stage.complete(ended.take());
            } else {
                stage.completeExceptionally(Objects.requireNonNull(ended.failure()));
            }
        });
        return stage.minimalCompletionStage();
    }

    /** A number of the user's choice, for traces; 0 at first. */
    public long tag() {
        return tag;
    }

    /// @param tag any number; the library does not read it
    /// @return this
    public Request<T> tag(long tag) {
        home.check(label);
        this.tag = tag;
        return this;
    }

    /// The timings of this request and of those below it.
    ///
    /// @return a copy that survives the request
    public RequestProfile profile() {
        home.check(label);
        return self().profileNow();
    }

    /** Label and state. */
    @Override
    public String toString() {
        return label + " " + state;
    }

    final Promise<T> self() {
        return (Promise<T>) this;
    }
}
