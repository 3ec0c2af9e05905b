// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.loop.Owner;
import dev.heddle.runtime.loop.Steppable;
import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.unit.LocalHeap;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One worker: takes exchanges, runs its handler, lives on whatever that throws.
///
/// Thread: its own, or a stepper's; [#unpark], [#seize] and the figures: any.
// POLLING: the worker owns the consumer's end of its inbox. HANDLING: it is inside the handler, which may never return,
// and
// has not ended its exchange. ENDED: likewise, but it has. A stop that has come to its deadline turns HANDLING or ENDED
// into
// SEIZED by CAS and owns the inbox then, and in the first case the exchange; the worker finds out because its own CAS
// fails,
// and ends without looking at either again. So each exchange is ended by one side.
final class Worker<Q> implements Steppable, Runnable {
    /** How often it gives up the processor before it waits for a part or for room. */
    static final int YIELDS = 8;

    private static final int POLLING = 0;
    private static final int HANDLING = 1;
    private static final int ENDED = 2;
    private static final int SEIZED = 3;
    private static final long MAX_PARK_NANOS = 100_000_000;
    private static final System.Logger LOG = System.getLogger(WorkerGroup.class.getName());
    private static final VarHandle STATE;
    private static final VarHandle HANDLED;
    private static final VarHandle FAILED;

    static {
        try {
            var lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Worker.class, "state", int.class);
            HANDLED = lookup.findVarHandle(Worker.class, "handled", long.class);
            FAILED = lookup.findVarHandle(Worker.class, "failed", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final WorkerGroup<Q> group;
    private final String label;
    private final Owner owner;
    private final boolean stepped;
    private final BodyReader reader;
    private final BodyWriter writer;

    /** Its own inbox; null: the group has one for all. */
    final @Nullable MpscQueue<Exchange<Q>> inbox;

    /** Set by the group before it starts; replaced when it has died. */
    volatile @Nullable Thread thread;

    /** How many of its threads have died in a row. The worker's. */
    int deaths;

    private @Nullable LocalHeap heap;
    private @Nullable ExchangeHandler<Q> handler;

    /** What it handles, until it has signalled the end; written before HANDLING, read by a stop after SEIZED. */
    private @Nullable Exchange<Q> current;

    @SuppressWarnings("unused")
    private volatile int state;

    // written by the worker only
    private long handled;
    private long failed;

    Worker(WorkerGroup<Q> group, int index, boolean stepped) {
        this.group = group;
        this.stepped = stepped;
        label = group.options.label + "-" + index;
        owner = Owner.named(label);
        inbox = group.options.shared
                ? null
                : MpscQueue.open(label + " inbox", group.options.capacity, Exchange::orphan);
        reader = new BodyReader(this);
        writer = new BodyWriter(this, group.options.partsWaitNanos);
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public Owner owner() {
        return owner;
    }

    LocalHeap heap() {
        return Objects.requireNonNull(heap);
    }

    boolean mayWait() {
        return !stepped;
    }

    boolean isInterrupting() {
        return group.isInterrupting();
    }

    // its thread

    /** Makes what belongs to the worker's thread. */
    void begin() {
        owner.take();
        heap = group.options.heap.local();
        handler = Objects.requireNonNull(group.newHandler(), "handler");
    }

    @Override
    public void run() {
        boolean begun = false;
        try {
            begin();
            begun = true;
            group.begun(null);
            work();
        } catch (Throwable thrown) {
            if (!begun) {
                group.begun(thrown);
            }
            failCurrent(thrown);
            throw thrown;
        } finally {
            end();
        }
    }

    void end() {
        var closing = handler;
        handler = null;
        if (closing instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception thrown) {
                LOG.log(System.Logger.Level.WARNING, "worker-handler-close worker=" + label, thrown);
            }
        }
        if (heap != null && !stepped) {
            heap.close();
        }
        owner.leave();
    }

    private void work() {
        for (Exchange<Q> next = next(); next != null; next = next()) {
            if (!handle(next)) {
                return;
            }
        }
    }

    /** Waits for the next exchange; null: there will be none. */
    private @Nullable Exchange<Q> next() {
        for (; ; ) {
            group.faults.at(Faults.Point.NEXT);
            Exchange<Q> next = poll();
            if (next != null) {
                return next;
            }
            Objects.requireNonNull(handler).onIdle();
            LocalHeap.flushThread();
            if (inbox == null) {
                next = group.shared().take(Long.MAX_VALUE);
                if (next != null) {
                    return next;
                }
                if (group.shared().isFinished()) {
                    return null;
                }
            } else if (inbox.await(Long.MAX_VALUE) == Wait.CLOSED) {
                return null;
            }
            Thread.interrupted(); // the last exchange's, or a stop's: then the inbox is closed and its rest is failed
        }
    }

    private @Nullable Exchange<Q> poll() {
        return inbox == null ? group.shared().poll() : inbox.poll();
    }

    /** False: the inbox is no longer this worker's. */
    private boolean handle(Exchange<Q> exchange) {
        exchange.worker = this;
        current = exchange;
        WorkerHandOverEvent.report(label, exchange.offeredNanos);
        group.faults.at(Faults.Point.TAKEN);
        if (group.isInterrupting()) {
            current = null;
            group.refuse(exchange);
            return true;
        }
        STATE.setRelease(this, HANDLING);
        Throwable why = runHandler(exchange);
        if (current != null) {
            fail(exchange, Objects.requireNonNull(why));
        }
        HANDLED.setOpaque(this, handled + 1);
        if (why != null) {
            FAILED.setOpaque(this, failed + 1);
        }
        deaths = 0;
        return STATE.compareAndSet(this, ENDED, POLLING);
    }

    private @Nullable Throwable runHandler(Exchange<Q> exchange) {
        reader.begin(exchange);
        writer.begin(exchange);
        try {
            Objects.requireNonNull(handler).handle(exchange.request(), reader, writer);
            return writer.isEnded() ? null : new IllegalStateException(label + ": the handler returned before done");
        } catch (Throwable thrown) {
            if (writer.isEnded()) {
                LOG.log(System.Logger.Level.WARNING, "worker-threw-after-done worker=" + label, thrown);
            }
            return thrown;
        } finally {
            reader.begin(null);
            writer.begin(null);
        }
    }

    private void failCurrent(Throwable why) {
        Exchange<Q> unended = current;
        if (unended != null) {
            STATE.compareAndSet(this, POLLING, HANDLING);
            fail(unended, why);
        }
        STATE.compareAndSet(this, ENDED, POLLING);
    }

    private void fail(Exchange<Q> exchange, Throwable why) {
        exchange.failure = why;
        signal(exchange, Signals.FAILED);
    }

    // what happens to its exchange

    /** Tells the loop. After DONE and FAILED the exchange may belong to somebody else. */
    void signal(Exchange<?> exchange, int bits) {
        if ((bits & (Signals.DONE | Signals.FAILED)) != 0) {
            current = null;
            reader.finish();
            if (!STATE.compareAndSet(this, HANDLING, ENDED)) {
                Objects.requireNonNull(exchange.answer).releaseAll();
                return; // a stop has ended it
            }
        }
        exchange.signal(bits);
    }

    /** Sleeps until [#unpark], for at most a tenth of a second: a wake-up that is lost is found then. */
    void park(long nanos) {
        LocalHeap.flushThread();
        LockSupport.parkNanos(this, Math.min(nanos, MAX_PARK_NANOS));
    }

    void unpark() {
        group.faults.at(Faults.Point.WAKE);
        LockSupport.unpark(thread);
    }

    // from a stop

    /// Takes the inbox and the exchange away from a worker whose handler does not return.
    ///
    /// @return false: it is not inside its handler, and will end by itself
    boolean seize() {
        Exchange<Q> held = null;
        if (STATE.compareAndSet(this, HANDLING, SEIZED)) {
            held = current;
        } else if (!STATE.compareAndSet(this, ENDED, SEIZED)) {
            return (int) STATE.getAcquire(this) == SEIZED;
        }
        if (held != null) {
            held.abandon(new WorkersStoppedException(group.options.label, "being handled"));
        }
        if (inbox != null) {
            for (Exchange<Q> left = inbox.poll(); left != null; left = inbox.poll()) {
                group.refuse(left);
            }
        }
        return true;
    }

    boolean isBusy() {
        return (int) STATE.getAcquire(this) != POLLING;
    }

    long handled() {
        return (long) HANDLED.getOpaque(this);
    }

    long failed() {
        return (long) FAILED.getOpaque(this);
    }

    // stepped

    @Override
    public int step() {
        owner.check(label, "step");
        Exchange<Q> next = poll();
        if (next == null) {
            Objects.requireNonNull(handler).onIdle();
            return 0;
        }
        handle(next);
        return 1;
    }

    @Override
    public long nextDeadlineNanos() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean hasWork() {
        return (inbox == null ? group.shared().size() : inbox.size()) > 0;
    }
}
