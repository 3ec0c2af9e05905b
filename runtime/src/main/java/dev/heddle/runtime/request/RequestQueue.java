// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.Loop;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests that must not overlap: only the head has been started, and the next one starts when the head ends
/// or is
/// abandoned.
///
/// Thread: its loop only; the others go through [#door()].
/// Limit: requests and bytes, see [RequestQueueOptions]; a request beyond them has failed when `add` returns
/// it.
/// Lifetime: closed by its owner, or with its loop.
/// Order: first in, first started, within a lane. However many requests end at once, none starts inside
/// another.
/// Source: docs/decisions/0040-request-queue.md
// One flag makes the trampoline: while `pump` runs, whoever ends the head only clears `active`, and the loop in `pump`
// starts the next. A pump that has started BUDGET requests goes on in the next pass.
public final class RequestQueue implements OpenQueue {
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
    RequestQueue nextBusy;

    @Nullable
    RequestQueue previousBusy;

    private final Lane[] lanes;
    private @Nullable Promise<?> active;

    /** The head that is to be started again, at the front of its lane; it goes before every lane. */
    private @Nullable Promise<?> rearmed;

    private boolean running = true;
    private boolean pumping;
    private boolean passAsked;
    private boolean closed;
    private final @Nullable HeadWatch watch;
    private @Nullable RequestQueueDoor door;

    RequestQueue(RequestLoop home, RequestQueueOptions options, @Nullable KeyedRequestQueue owner) {
        this.home = home;
        this.options = options;
        this.owner = owner;
        lanes = new Lane[options.lanes];
        for (int i = 0; i < lanes.length; i++) {
            lanes[i] = new Lane();
        }
        watch = options.headTimeoutNanos > 0 ? new HeadWatch(this) : null;
    }

    /// A running, empty queue.
    ///
    /// @param loop the caller's loop
    /// @param options its label and limits
    /// @return the queue; close it
    public static RequestQueue open(Loop loop, RequestQueueOptions options) {
        var home = RequestLoop.of(loop);
        home.check(options.label);
        var queue = new RequestQueue(home, options, null);
        home.opened(queue);
        return queue;
    }

    /// Adds a request of no length to lane 0.
    ///
    /// @param label its name in reports
    /// @param trigger its work
    /// @param disposer given its value if nobody takes it
    /// @return the request; failed with [RequestQueueFullException] or [QueueClosedException] if it was
    ///     refused
    public <T> Request<T> add(String label, Trigger<T> trigger, Consumer<? super T> disposer) {
        return add(0, label, 0, trigger, disposer);
    }

    /// Adds a request to lane 0.
    ///
    /// @param label its name in reports
    /// @param lengthBytes what it counts towards the limit in bytes, until it ends
    /// @param trigger its work
    /// @param disposer given its value if nobody takes it
    /// @return the request; failed if it was refused
    public <T> Request<T> add(String label, long lengthBytes, Trigger<T> trigger, Consumer<? super T> disposer) {
        return add(0, label, lengthBytes, trigger, disposer);
    }

    /// Adds a request.
    ///
    /// @param lane 0 is the first to go
    /// @param label its name in reports
    /// @param lengthBytes what it counts towards the limit in bytes, until it ends
    /// @param trigger its work
    /// @param disposer given its value if nobody takes it
    /// @return the request; failed if it was refused
    public <T> Request<T> add(
            int lane, String label, long lengthBytes, Trigger<T> trigger, Consumer<? super T> disposer) {
        home.check(options.label);
        return add(lane, lengthBytes, Promise.<T>create(home, label, disposer), trigger);
    }

    /// Adds a promise that the caller keeps and uses again: no garbage.
    ///
    /// @param promise in progress, and in no queue
    /// @param trigger its work
    /// @return the promise; failed if it was refused
    public <T> Request<T> add(Promise<T> promise, Trigger<T> trigger) {
        return add(0, 0, promise, trigger);
    }

    /// Adds a promise that the caller keeps and uses again, with a lane and a length.
    ///
    /// @param lane 0 is the first to go
    /// @param lengthBytes what it counts towards the limit in bytes, until it ends
    /// @param promise in progress, and in no queue
    /// @param trigger its work
    /// @return the promise; failed if it was refused
    public <T> Request<T> add(int lane, long lengthBytes, Promise<T> promise, Trigger<T> trigger) {
        home.check(options.label);
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

    /// The queue as a lock: the request ends with a [Turn] when its turn has come, and the queue waits until
    /// that is closed.
    ///
    /// @param label the holder's name
    /// @return the request; abandoned before it is taken, it gives the turn back
    public Request<Turn> turn(String label) {
        return holding(label, true, options.leaseNanos);
    }

    /// A place in the row that holds the queue from its turn on, for as long as its owner likes: no lease, no
    /// report.
    /// Cancelled while it waits, it leaves without a trace.
    ///
    /// @param label its name in reports
    /// @return the request, which ends when the queue is held; close the [Turn] to let it go on
    public Request<Turn> block(String label) {
        return holding(label, false, 0);
    }

    private Request<Turn> holding(String label, boolean reported, long leaseNanos) {
        home.check(options.label);
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

    /** How many requests are in it, the active one included. */
    public int length() {
        home.check(options.label);
        return figures.length;
    }

    /** The name given by its options. Any thread. */
    public String label() {
        return options.label;
    }

    /** Whether it starts requests: not stopped and not closed. */
    public boolean isRunning() {
        home.check(options.label);
        return running && !closed;
    }

    /** Its figures so far. */
    public RequestQueueStats stats() {
        home.check(options.label);
        return figures.snapshot(options.label);
    }

    /** Starts no more requests until [#start()]; the active one goes on. */
    public void stop() {
        home.check(options.label);
        running = false;
    }

    /** Starts requests again, from the next pass on. A head that has been started is not started again, unless rearmed. */
    public void start() {
        home.check(options.label);
        if (!running && !closed) {
            running = true;
            if (active == null && figures.length > 0) {
                askPass();
            }
        }
    }

    /// Puts the started head back to the front, so that the next [#start()] runs its trigger again. Hooks
    /// that its first run
    /// set stay until the second replaces them.
    ///
    /// @return false: the queue is not stopped, or no head is at work
    public boolean rearm() {
        home.check(options.label);
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

    /** The way in for the other threads. */
    public RequestQueueDoor door() {
        home.check(options.label);
        if (door == null) {
            door = new RequestQueueDoor(this);
        }
        return door;
    }

    /** Refuses from now on; those that wait fail with [QueueClosedException]; the active one ends itself. Idempotent. */
    @Override
    public void close() {
        home.check(options.label);
        if (closed) {
            return;
        }
        closed = true;
        if (owner == null) {
            home.closed(this);
        }
        for (Lane lane : lanes) {
            while (lane.first != null) {
                Promise<?> waiter = lane.first;
                boolean before = waiter.held;
                waiter.held = true;
                waiter.end(RequestState.FAILED, new QueueClosedException(options.label, waiter.label));
                waiter.held = before;
            }
        }
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
