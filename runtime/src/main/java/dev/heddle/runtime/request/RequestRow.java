// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a [RequestQueue] does: one row of requests, whether it stands alone or belongs to a
/// [KeyedRequestQueue].
///
/// Thread: its loop; the public classes check that.
// One flag makes the trampoline: while `pump` runs, whoever ends the head only clears `active`, and the loop in `pump`
// starts the next. A pump that has started BUDGET requests goes on in the next pass.
final class RequestRow {
    final RequestLoop home;
    final RequestQueueOptions options;
    final QueueFigures figures = new QueueFigures();

    /** Ends that wait for the next pass; while there are any, later ends wait behind them. */
    int undelivered;

    /** What holds this queue if it is one of many, and what that knows it by; owned by it. */
    private final @Nullable KeyedRequestQueue owner;

    long key;
    boolean isBusy;

    @Nullable
    RequestRow nextBusy;

    @Nullable
    RequestRow previousBusy;

    private final Lane[] lanes;
    private @Nullable Promise<?> active;

    /** The head that is to be started again, at the front of its lane; it goes before every lane. */
    private @Nullable Promise<?> rearmed;

    private boolean running = true;
    private boolean pumping;
    private boolean passAsked;
    private boolean closed;
    private final @Nullable HeadWatch watch;

    RequestRow(RequestLoop home, RequestQueueOptions options, @Nullable KeyedRequestQueue owner) {
        this.home = home;
        this.options = options;
        this.owner = owner;
        lanes = new Lane[options.lanes];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane();
        }
        watch = options.headTimeoutNanos > 0 ? new HeadWatch(this) : null;
    }

    <T> Request<T> add(int lane, long lengthBytes, Promise<T> promise, Trigger<T> trigger) {
        checkAdd(lane, lengthBytes, promise);
        promise.trigger = Objects.requireNonNull(trigger);
        promise.held = true;
        Throwable refusal = refusal(promise.label, lengthBytes);
        if (refusal != null) {
            figures.refused++;
            if (owner != null) {
                owner.totals().refused++;
            }
            promise.end(RequestState.FAILED, refusal);
        } else {
            join(promise, lane, lengthBytes);
        }
        promise.held = false;
        onEmptyIfSo();
        return promise;
    }

    private void checkAdd(int lane, long lengthBytes, Promise<?> promise) {
        if (promise.home != home || promise.queue != null || promise.state.isEnd()) {
            throw new IllegalStateException("request queue " + options.label + ": add " + promise.label
                    + ": wanted a promise of this loop, in progress and in no queue, got "
                    + (promise.home != home
                            ? "one of another loop"
                            : promise.queue != null ? "one in " + promise.queue.options.label : promise.state));
        }
        if (lane < 0 || lane >= lanes.length || lengthBytes < 0) {
            throw new IllegalArgumentException("request queue " + options.label + ": add " + promise.label
                    + ": wanted a lane below " + lanes.length + " and a length of 0 or more, got lane " + lane
                    + ", length " + lengthBytes);
        }
    }

    private @Nullable Throwable refusal(String label, long lengthBytes) {
        if (closed || home.isClosed() || (owner != null && owner.isClosed())) {
            return new QueueClosedException(options.label, label);
        }
        if (owner != null && owner.isFull()) {
            return new RequestQueueFullException(options.label, label, "one more of any key", owner.limits());
        }
        if (figures.length >= options.limit) {
            return new RequestQueueFullException(
                    options.label, label, figures.length + 1 + " requests", options.limit + " requests");
        }
        if (lengthBytes > options.limitBytes - figures.lengthBytes) {
            return new RequestQueueFullException(
                    options.label,
                    label,
                    figures.lengthBytes + " bytes and " + lengthBytes,
                    options.limitBytes + " bytes");
        }
        return null;
    }

    private void join(Promise<?> promise, int lane, long lengthBytes) {
        boolean wasEmpty = figures.length == 0;
        promise.join(this);
        promise.lane = lane;
        promise.lengthBytes = lengthBytes;
        promise.place = watch == null ? null : watch.place(promise);
        figures.joined(lengthBytes);
        if (owner != null) {
            owner.totals().joined(lengthBytes);
        }
        lanes[lane].append(promise);
        if (options.waitTimeoutNanos > 0 && !promise.ownDeadline) {
            promise.setDeadline(options.waitTimeoutNanos);
        }
        trace(RequestTrace.Point.ATTACHED, promise);
        if (wasEmpty && running && !pumping && home.inlineDepth < options.inlineDepth) {
            home.inlineDepth++;
            try {
                pump();
            } finally {
                home.inlineDepth--;
            }
        } else if (active == null && running && !pumping) {
            askPass();
        }
    }

    /** A request whose value keeps its place until it is closed. */
    Request<Turn> holding(String label, boolean reported, long leaseNanos) {
        var promise = Promise.<Turn>create(home, label, Turn::close);
        promise.holdsPlace = true;
        promise.reported = reported;
        return add(0, 0, promise, place -> {
            var turn = new Turn(this, place);
            if (leaseNanos > 0) {
                home.setDeadline(place.lease = new Deadline(() -> leaseEnded(turn, leaseNanos)), leaseNanos);
            }
            place.done(turn);
        });
    }

    private void leaseEnded(Turn turn, long leaseNanos) {
        if (turn.revoke()) {
            home.uncaught(
                    options.label,
                    new RequestTimeoutException(
                            turn.holder(), "its turn in " + options.label + " was held for " + leaseNanos + " ns"));
        }
    }

    boolean isRunning() {
        return running && !closed;
    }

    void stop() {
        running = false;
    }

    void start() {
        if (!running && !closed) {
            running = true;
            if (active == null && figures.length > 0) {
                askPass();
            }
        }
    }

    boolean rearm() {
        Promise<?> head = active;
        if (running || closed || head == null || head.state.isEnd()) {
            return false;
        }
        active = null;
        rearmed = head;
        head.startedNanos = -1;
        lanes[head.lane].prepend(head);
        return true;
    }

    /** False: it was closed already. */
    boolean close() {
        if (closed) {
            return false;
        }
        closed = true;
        for (Lane lane : lanes) {
            while (lane.first != null) {
                Promise<?> waiter = lane.first;
                boolean before = waiter.held;
                waiter.held = true;
                waiter.end(RequestState.FAILED, new QueueClosedException(options.label, waiter.label));
                waiter.held = before;
            }
        }
        return true;
    }

    // how it goes on

    boolean isActive(Promise<?> promise) {
        return active == promise;
    }

    /** It has nothing to do, now or on the next pass, and nothing to remember. */
    boolean isIdle() {
        return figures.length == 0 && undelivered == 0 && !passAsked && !pumping && running;
    }

    /** The line of the present call from outside of the library, or the class of the trigger; null without a watchdog. */
    @Nullable
    Object callerPlace() {
        return watch == null || !options.places ? null : HeadWatch.callerPlace();
    }

    @Nullable
    Promise<?> active() {
        return active;
    }

    /** Takes an ended request out. True: it was the active one, and [#advance] is due. */
    boolean leave(Promise<?> promise) {
        boolean wasActive = active == promise;
        if (wasActive) {
            active = null;
        } else {
            rearmed = rearmed == promise ? null : rearmed;
            lanes[promise.lane].remove(promise);
        }
        promise.queue = null;
        promise.trigger = null;
        figures.left(promise);
        if (owner != null) {
            owner.totals().left(promise);
        }
        trace(RequestTrace.Point.DETACHED, promise);
        if (!wasActive) {
            onEmptyIfSo();
        }
        return wasActive;
    }

    /** The place of a request that had ended as a [Turn] is free. */
    void release(Promise<Turn> place) {
        if (place.queue == this) {
            if (place.lease != null) {
                home.removeDeadline(place.lease);
            }
            leave(place);
            advance();
        }
    }

    void advance() {
        pump();
        onEmptyIfSo();
    }

    void onPass() {
        passAsked = false;
        pump();
        onEmptyIfSo();
    }

    void onDelivered() {
        undelivered--;
        onEmptyIfSo();
    }

    private void onEmptyIfSo() {
        if (owner != null) {
            owner.onEmpty(this);
        }
    }

    private void askPass() {
        if (!passAsked) {
            passAsked = true;
            home.later(this);
        }
    }

    private void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            for (int budget = RequestLoop.BUDGET; running && active == null; budget--) {
                Promise<?> head = select();
                if (head == null) {
                    return;
                }
                if (budget == 0) {
                    askPass();
                    return;
                }
                start(head);
            }
        } finally {
            pumping = false;
        }
    }

    private @Nullable Promise<?> select() {
        if (rearmed != null) {
            return rearmed;
        }
        Promise<?> best = lanes[0].first;
        for (int i = 1; i < lanes.length; i++) {
            Promise<?> front = lanes[i].first;
            if (front != null && (best == null || rank(front) - rank(best) < 0)) {
                best = front;
            }
        }
        return best;
    }

    private long rank(Promise<?> waiting) {
        return waiting.queuedNanos + waiting.lane * options.ageingNanos;
    }

    private void start(Promise<?> head) {
        lanes[head.lane].remove(head);
        rearmed = null;
        active = head;
        head.startedNanos = home.now();
        figures.waited(head);
        if (owner != null) {
            owner.totals().waited(head);
        }
        RequestWaitEvent.report(options.label, head);
        if (!head.ownDeadline) {
            startDeadline(head);
        }
        if (watch != null) {
            watch.began(head);
        }
        trace(RequestTrace.Point.BEFORE, head);
        head.startNow();
        trace(RequestTrace.Point.AFTER, head);
    }

    private void startDeadline(Promise<?> head) {
        if (options.activeTimeoutNanos > 0) {
            head.setDeadline(options.activeTimeoutNanos);
        } else if (options.waitTimeoutNanos > 0 && head.deadline != null) {
            home.removeDeadline(head.deadline);
        }
    }

    private void trace(RequestTrace.Point point, Promise<?> promise) {
        RequestTrace hook = options.trace;
        if (hook != null) {
            try {
                hook.onTrace(point, options.label, promise);
            } catch (Throwable thrown) {
                home.uncaught(options.label, thrown);
            }
        }
    }
}
