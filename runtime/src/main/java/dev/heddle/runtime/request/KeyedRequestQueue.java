// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

import dev.heddle.runtime.loop.Loop;
import java.util.ArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Thousands of request queues on one loop, one per key: requests of one key follow each other, those of
/// different keys do not wait for one another.
///
/// Thread: its loop only.
/// Limit: per key that of the options, and `totalLimit` requests for all keys together.
/// Lifetime: a key costs nothing while it has no request; its queue then goes back to a pool of at most 1024.
/// Closed by its owner, or with its loop.
/// Source: docs/decisions/0041-keyed-request-queue.md
public final class KeyedRequestQueue implements OpenQueue {
    private static final int POOL = 1024;

    private final RequestLoop home;
    private final RequestQueueOptions options;
    private final int totalLimit;

    /** All keys together. */
    private final QueueFigures totals = new QueueFigures();

    /** Keys that have requests. */
    private final KeyTable busy = new KeyTable();

    /** The same, in the order in which they became busy, linked through the queues. */
    private @Nullable RequestRow firstBusy;

    private @Nullable RequestRow lastBusy;

    /** Idle queues, linked through themselves. */
    private @Nullable RequestRow pool;

    private int pooled;
    private boolean closed;

    private KeyedRequestQueue(RequestLoop home, RequestQueueOptions options, int totalLimit) {
        this.home = home;
        this.options = options;
        this.totalLimit = totalLimit;
    }

    /// An empty one.
    ///
    /// @param loop the caller's loop
    /// @param options the label, and the limits of each key
    /// @param totalLimit requests of all keys together, at least 1
    /// @return the queues; close them
    public static KeyedRequestQueue open(Loop loop, RequestQueueOptions options, int totalLimit) {
        if (totalLimit < 1) {
            throw new IllegalArgumentException(
                    "request queues " + options.label + ": totalLimit: wanted at least 1, got " + totalLimit);
        }
        var home = RequestLoop.of(loop);
        home.check(options.label);
        var queues = new KeyedRequestQueue(home, options, totalLimit);
        home.opened(queues);
        return queues;
    }

    /// Adds a request behind those of the same key.
    ///
    /// @param key any number
    /// @param label its name in reports
    /// @param trigger its work
    /// @param disposer given its value if nobody takes it
    /// @return the request; failed if it was refused
    public <T> Request<T> add(long key, String label, Trigger<T> trigger, Consumer<? super T> disposer) {
        home.check(options.label);
        return add(key, 0, 0, Promise.<T>create(home, label, disposer), trigger);
    }

    /// Adds a promise that the caller keeps and uses again: no garbage.
    ///
    /// @param key any number
    /// @param lane 0 is the first to go among those of the same key
    /// @param lengthBytes what it counts towards the key's limit in bytes, until it ends
    /// @param promise in progress, and in no queue
    /// @param trigger its work
    /// @return the promise; failed if it was refused
    public <T> Request<T> add(long key, int lane, long lengthBytes, Promise<T> promise, Trigger<T> trigger) {
        home.check(options.label);
        RequestRow queue = queue(key);
        try {
            return queue.add(lane, lengthBytes, promise, trigger);
        } finally {
            onEmpty(queue);
        }
    }

    /// The key as a lock, see [RequestQueue#turn].
    ///
    /// @param key any number
    /// @param label the holder's name
    /// @return the request for the turn
    public Request<Turn> turn(long key, String label) {
        home.check(options.label);
        return queue(key).holding(label, true, options.leaseNanos);
    }

    /// Starts no more requests of this key until [#start]; the active one goes on. The key stays in memory
    /// until then.
    ///
    /// @param key any number
    public void stop(long key) {
        home.check(options.label);
        queue(key).stop();
    }

    /// Starts requests of this key again.
    ///
    /// @param key any number
    public void start(long key) {
        home.check(options.label);
        RequestRow queue = busy.find(key);
        if (queue != null) {
            queue.start();
            onEmpty(queue);
        }
    }

    /// How many requests of this key there are, the active one included.
    ///
    /// @param key any number
    /// @return 0 for a key that has none
    public int length(long key) {
        home.check(options.label);
        RequestRow queue = busy.find(key);
        return queue == null ? 0 : queue.figures.length;
    }

    /** How many requests of all keys there are. */
    public int totalLength() {
        home.check(options.label);
        return totals.length;
    }

    /** How many keys have requests. */
    public int busyKeys() {
        home.check(options.label);
        return busy.size();
    }

    /** The figures of all keys together. */
    public RequestQueueStats stats() {
        home.check(options.label);
        return totals.snapshot(options.label);
    }

    /** Closes the queues of all keys, in the order in which they became busy. Idempotent. */
    @Override
    public void close() {
        home.check(options.label);
        if (closed) {
            return;
        }
        closed = true;
        home.closed(this);
        var all = new ArrayList<RequestRow>(busy.size());
        for (RequestRow each = firstBusy; each != null; each = each.nextBusy) {
            all.add(each);
        }
        all.forEach(RequestRow::close);
    }

    boolean isClosed() {
        return closed;
    }

    /** One more request would be too many. */
    boolean isFull() {
        return totals.length >= totalLimit;
    }

    String limits() {
        return totalLimit + " requests of all keys";
    }

    QueueFigures totals() {
        return totals;
    }

    private RequestRow queue(long key) {
        RequestRow found = busy.find(key);
        if (found != null) {
            return found;
        }
        RequestRow queue = pool;
        if (queue == null) {
            queue = new RequestRow(home, options, this);
        } else {
            pool = queue.nextBusy;
            pooled--;
        }
        queue.key = key;
        queue.isBusy = true;
        queue.nextBusy = null;
        queue.previousBusy = lastBusy;
        if (lastBusy == null) {
            firstBusy = queue;
        } else {
            lastBusy.nextBusy = queue;
        }
        lastBusy = queue;
        busy.put(queue);
        return queue;
    }

    /** Takes the key out if its queue has nothing left to do. */
    void onEmpty(RequestRow queue) {
        if (!queue.isBusy || !queue.isIdle()) {
            return;
        }
        queue.isBusy = false;
        busy.remove(queue);
        if (queue.previousBusy == null) {
            firstBusy = queue.nextBusy;
        } else {
            queue.previousBusy.nextBusy = queue.nextBusy;
        }
        if (queue.nextBusy == null) {
            lastBusy = queue.previousBusy;
        } else {
            queue.nextBusy.previousBusy = queue.previousBusy;
        }
        queue.previousBusy = null;
        queue.nextBusy = null;
        if (pooled < POOL && !closed) {
            queue.nextBusy = pool;
            pool = queue;
            pooled++;
        }
    }
}
