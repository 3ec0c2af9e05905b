// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import java.util.function.Consumer;

/// Requests that must not overlap: only the head has been started, and the next one starts when the head ends
/// or is abandoned.
///
/// Thread: its loop only; the others go through [#door()].
/// Limit: requests and bytes, see [RequestQueueOptions]; a request beyond them has failed when `add` returns
/// it.
/// Lifetime: closed by its owner, or with its loop.
/// Order: first in, first started, within a lane. However many requests end at once, none starts inside
/// another.
/// Source: docs/decisions/0040-request-queue.md
public final class RequestQueue implements OpenQueue, StatusSource {
    final RequestLoop home;
    final RequestQueueOptions options;
    final RequestRow row;
    private final RequestQueueDoor door = new RequestQueueDoor(this);

    private RequestQueue(RequestLoop home, RequestQueueOptions options) {
        this.home = home;
        this.options = options;
        this.row = new RequestRow(home, options, null);
    }

    /// A running, empty queue.
    ///
    /// @param loop the caller's loop
    /// @param options its label and limits
    /// @return the queue; close it
    public static RequestQueue open(Loop loop, RequestQueueOptions options) {
        var home = RequestLoop.of(loop);
        home.check(options.label);
        var queue = new RequestQueue(home, options);
        home.opened(queue);
        return queue;
    }

    /// Adds a request of no length to lane 0.
    ///
    /// @param label its name in reports
    /// @param trigger its work
    /// @param disposer given its value if nobody takes it
    /// @return the request; failed with [RequestQueueFullException] or [QueueClosedException] if it was refused
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
        return row.add(lane, lengthBytes, Promise.<T>create(home, label, disposer), trigger);
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
        return row.add(lane, lengthBytes, promise, trigger);
    }

    /// The queue as a lock: the request ends with a [Turn] when its turn has come, and the queue waits until
    /// that is closed.
    ///
    /// @param label the holder's name
    /// @return the request; abandoned before it is taken, it gives the turn back
    public Request<Turn> turn(String label) {
        home.check(options.label);
        return row.holding(label, true, options.leaseNanos);
    }

    /// A place in the row that holds the queue from its turn on, for as long as its owner likes: no lease, no
    /// report. Cancelled while it waits, it leaves without a trace.
    ///
    /// @param label its name in reports
    /// @return the request, which ends when the queue is held; close the [Turn] to let it go on
    public Request<Turn> block(String label) {
        home.check(options.label);
        return row.holding(label, false, 0);
    }

    /** How many requests are in it, the active one included. */
    public int length() {
        home.check(options.label);
        return row.figures.length;
    }

    @Override
    public String label() {
        return options.label;
    }

    /** Whether it starts requests: not stopped and not closed. */
    public boolean isRunning() {
        home.check(options.label);
        return row.isRunning();
    }

    @Override
    public String statusSection() {
        return REQUESTS;
    }

    /** Any thread, without waiting for the loop: plain reads of plain counters, each at worst a moment old. */
    @Override
    public void status(StatusRow into) {
        row.figures.snapshot(options.label).fill(into);
    }

    /** Its figures so far. */
    public RequestQueueStats stats() {
        home.check(options.label);
        return row.figures.snapshot(options.label);
    }

    /** Starts no more requests until [#start()]; the active one goes on. */
    public void stop() {
        home.check(options.label);
        row.stop();
    }

    /** Starts requests again, from the next pass on. A head that has been started is not started again, unless rearmed. */
    public void start() {
        home.check(options.label);
        row.start();
    }

    /// Puts the started head back to the front, so that the next [#start()] runs its trigger again. Hooks that
    /// its first run set stay until the second replaces them.
    ///
    /// @return false: the queue is not stopped, or no head is at work
    public boolean rearm() {
        home.check(options.label);
        return row.rearm();
    }

    /** The way in for the other threads. Any thread. */
    public RequestQueueDoor door() {
        return door;
    }

    /** Refuses from now on; those that wait fail with [QueueClosedException]; the active one ends itself. Idempotent. */
    @Override
    public void close() {
        home.check(options.label);
        if (row.close()) {
            home.closed(this);
        }
    }
}
