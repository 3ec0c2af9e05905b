// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.Loop;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A request as its worker sees it: what will end it.
///
/// Thread: its loop only.
/// Lifetime: may be kept and used again with [#reset()], which makes no garbage.
///
/// @param <T> the value
// At an end, in this order: state, deadline, clean-up hook, children, place in the queue, callback, the queue goes on.
// The place is given up before the callback, so that a callback may reset the promise and add it again; the queue goes
// on
// after it, so that an answer is out before the next request starts.
public final class Promise<T> extends Request<T> {
    private final Consumer<? super T> disposer;
    private @Nullable Runnable onCancel;
    private @Nullable Runnable onCleanup;

    /** Inside a waiter's own call: an end goes to the next pass. */
    boolean held;

    /** The cancel hook of this use has run. */
    private boolean stopAsked;

    /** On the list of the next pass. */
    private boolean deliveryPending;

    // its place in a queue; all owned by that queue
    @Nullable
    RequestRow queue;

    @Nullable
    Promise<?> previous;

    @Nullable
    Promise<?> next;

    @Nullable
    Trigger<T> trigger;

    @Nullable
    Object place;

    long lengthBytes;
    int lane;
    long startedNanos;

    /** When it joined its queue: a promise may be made long before. */
    long queuedNanos;

    /** How long its [Turn] may be held. */
    @Nullable
    Deadline lease;

    /** The watchdog reports it; not so a blocker. */
    boolean reported = true;

    /** When it ends as done, its place in the queue stays taken until its [Turn] is closed. */
    boolean holdsPlace;

    /** Whose order of ends it keeps; set when it joins a queue. */
    private @Nullable RequestRow orderedBy;

    /** What is below it; null until it has had a child. */
    private @Nullable RequestTree below;

    /** What it is below of, until it ends. */
    private @Nullable RequestTree above;

    private long endedNanos = -1;

    private Promise(RequestLoop home, String label, Consumer<? super T> disposer) {
        super(home, label);
        this.disposer = Objects.requireNonNull(disposer, "disposer");
        this.startedNanos = createdNanos;
    }

    /// A promise that belongs to no queue yet.
    ///
    /// @param loop the caller's loop
    /// @param label its name in reports
    /// @param disposer given the values that nobody took
    /// @return a promise in progress
    public static <T> Promise<T> create(Loop loop, String label, Consumer<? super T> disposer) {
        var home = RequestLoop.of(loop);
        home.check(label);
        return new Promise<>(home, label, disposer);
    }

    static <T> Promise<T> create(RequestLoop home, String label, Consumer<? super T> disposer) {
        return new Promise<>(home, label, disposer);
    }

    /// Ends the request with a value, which moves to the waiter. Late or second, the value goes to the
    /// disposer.
    ///
    /// @param value the value
    public void done(T value) {
        home.check(label);
        if (state.isEnd()) {
            dispose(value);
            return;
        }
        this.value = value;
        end(RequestState.DONE, null);
    }

    /// Ends the request without a value: as cancelled if `why` is a [CancellationException], else as failed.
    /// Late or second, it does nothing.
    ///
    /// @param why what [#failure()] will say
    public void fail(Throwable why) {
        home.check(label);
        Objects.requireNonNull(why, "why");
        if (!state.isEnd()) {
            end(why instanceof CancellationException ? RequestState.CANCELLED : RequestState.FAILED, why);
        }
    }

    /// Sets how to stop the work early; without it a request that is being worked on cannot be cancelled. It
    /// runs at most once: at [#cancel()], at the deadline, or when abandoned.
    ///
    /// @param attempt begins to stop; it may end the promise now or let it end later; replaces the one before
    public void onCancel(Runnable attempt) {
        home.check(label);
        onCancel = state.isEnd() ? null : Objects.requireNonNull(attempt);
    }

    /// Sets what gives back what the work holds. It runs exactly once, before the waiter hears of the end,
    /// however the request ends; now, if it has ended.
    ///
    /// @param cleanup replaces the one before; it may call `done` or `fail`, which are late by then
    public void onCleanup(Runnable cleanup) {
        home.check(label);
        onCleanup = Objects.requireNonNull(cleanup);
        if (state.isEnd()) {
            cleanUp();
        }
    }

    /// A request below this one: when this one ends, it ends too, as cancelled. Its timings become part of
    /// this one's profile.
    ///
    /// @param label its name in reports
    /// @param disposer given its value if nobody took it
    /// @return a promise in progress, or a cancelled one if this one has ended
    public <S> Promise<S> child(String label, Consumer<? super S> disposer) {
        home.check(this.label);
        var child = new Promise<S>(home, label, disposer);
        if (state.isEnd()) {
            child.end(RequestState.CANCELLED, null);
            return child;
        }
        if (below == null) {
            below = new RequestTree();
        }
        child.above = below;
        below.add(child);
        return child;
    }

    /// Makes it ready for its next use. A value that nobody took goes to the disposer.
    ///
    /// @return this, in progress, with the same label and no callback, hook or deadline
    /// @throws IllegalStateException when it is in progress, or ended but its callback has not been called yet
    public Promise<T> reset() {
        home.check(label);
        if (!state.isEnd() || deliveryPending || queue != null) {
            throw new IllegalStateException("promise " + label + ": reset: wanted an ended, delivered request, got "
                    + state
                    + (deliveryPending ? " with its end not delivered" : queue != null ? " still in its queue" : ""));
        }
        disposeValue();
        state = RequestState.IN_PROGRESS;
        failure = null;
        callback = null;
        ownDeadline = false;
        stopAsked = false;
        below = null;
        orderedBy = null;
        createdNanos = home.now();
        startedNanos = createdNanos;
        endedNanos = -1;
        return this;
    }

    void end(RequestState next, @Nullable Throwable why) {
        state = state.to(next);
        failure = why;
        onCancel = null;
        endedNanos = home.now();
        if (deadline != null && deadline.isSet()) {
            home.removeDeadline(deadline);
        }
        cleanUp();
        endChildren();
        RequestRow left = queue;
        boolean wasActive = left != null && !(holdsPlace && next == RequestState.DONE) && left.leave(this);
        deliver();
        if (wasActive && left != null) {
            left.advance();
        }
    }

    private void cleanUp() {
        Runnable cleanup = onCleanup;
        if (cleanup != null) {
            onCleanup = null;
            run(cleanup);
        }
    }

    private void endChildren() {
        if (below != null) {
            below.end();
        }
        if (above != null) {
            above.ended(this);
            above = null;
        }
    }

    /** Its parent has ended. */
    void endWithParent() {
        if (!state.isEnd()) {
            stopWork();
        }
        if (!state.isEnd()) {
            end(RequestState.CANCELLED, null);
        }
    }

    private void deliver() {
        if (callback == null) {
            return;
        }
        if (held || (orderedBy != null && orderedBy.undelivered > 0) || !home.mayDeliver()) {
            deliverLater();
            return;
        }
        call();
        home.delivered();
    }

    void deliverLater() {
        if (!deliveryPending) {
            deliveryPending = true;
            if (orderedBy != null) {
                orderedBy.undelivered++;
            }
            home.later(this);
        }
    }

    void deliverNow() {
        deliveryPending = false;
        RequestRow ordered = orderedBy;
        call();
        if (ordered != null) {
            ordered.onDelivered();
        }
    }

    private void call() {
        Consumer<? super Request<T>> called = callback;
        callback = null;
        if (called != null) {
            try {
                called.accept(this);
            } catch (Throwable thrown) {
                home.uncaught(label, thrown);
            }
        }
    }

    boolean cancelNow() {
        if (state.isEnd()) {
            return false;
        }
        boolean before = held;
        held = true;
        try {
            if (isWaiting()) {
                end(RequestState.CANCELLED, null);
                return true;
            }
            return stopWork();
        } finally {
            held = before;
        }
    }

    void abandonNow() {
        if (!deliveryPending) {
            callback = null;
        } else {
            callback = ignored -> {};
        }
        if (!state.isEnd() && !isWaiting()) {
            stopWork();
        }
        if (!state.isEnd()) {
            end(RequestState.CANCELLED, null);
        }
        disposeValue();
    }

    void onDeadline() {
        if (!state.isEnd() && !isWaiting()) {
            stopWork();
        }
        if (!state.isEnd()) {
            end(RequestState.TIMED_OUT, null);
        }
    }

    private boolean stopWork() {
        Runnable attempt = onCancel;
        if (attempt == null) {
            return stopAsked;
        }
        onCancel = null;
        stopAsked = true;
        run(attempt);
        return true;
    }

    private boolean isWaiting() {
        return queue != null && !queue.isActive(this);
    }

    void join(RequestRow joined) {
        queue = joined;
        orderedBy = joined;
        queuedNanos = home.now();
        startedNanos = -1;
    }

    /** Runs its trigger; what that throws fails it. */
    void startNow() {
        try {
            Objects.requireNonNull(trigger).start(this);
        } catch (Throwable thrown) {
            if (state.isEnd()) {
                home.uncaught(label, thrown);
            } else {
                end(RequestState.FAILED, thrown);
            }
        }
    }

    RequestProfile profileNow() {
        return new RequestProfile(
                label,
                state,
                createdNanos,
                startedNanos,
                endedNanos,
                below == null ? List.of() : below.profiles(),
                below == null ? 0 : below.omitted());
    }

    private void run(Runnable hook) {
        try {
            hook.run();
        } catch (Throwable thrown) {
            home.uncaught(label, thrown);
        }
    }

    private void disposeValue() {
        T untaken = value;
        if (untaken != null) {
            value = null;
            dispose(untaken);
        }
    }

    private void dispose(T unwanted) {
        try {
            disposer.accept(unwanted);
        } catch (Throwable thrown) {
            home.uncaught(label, thrown);
        }
    }
}
