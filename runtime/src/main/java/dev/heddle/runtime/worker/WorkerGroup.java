// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Steppable;
import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.NonBlocking;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Named threads that handle exchanges which loops hand to them.
///
/// Thread: any, but the blocking calls (start, stop, close) throw on a loop's thread.
/// Lifetime: started by its owner, stopped by [#stop] or [#close]; a task that throws never ends a worker, and
/// a thread that dies all the same is replaced, later and later.
/// Limit: `capacity` exchanges per inbound queue; one more is answered FULL.
/// Source: docs/decisions/0042-workers.md
///
/// @param <Q> the requests
public final class WorkerGroup<Q> implements StatusSource, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerGroup.class.getName());

    final WorkerOptions options;
    final Faults faults;

    /** Exchanges accepted and failed without being handled. */
    final LongAdder refused = new LongAdder();

    /** Offers answered FULL or CLOSED. */
    final LongAdder turnedAway = new LongAdder();

    private final Supplier<? extends ExchangeHandler<Q>> handlers;
    private final List<Worker<Q>> workers = new ArrayList<>();
    private final @Nullable MpmcQueue<Exchange<Q>> shared;

    /** Exchanges accepted and not ended, when all workers share one queue. */
    private final AtomicInteger open = new AtomicInteger();

    private final List<ExchangePort<Q>> ports = new CopyOnWriteArrayList<>();
    private final LongAdder replaced = new LongAdder();
    private final CountDownLatch begun;
    private volatile @Nullable Throwable beginFailure;
    private final GroupStop<Q> stop;

    private WorkerGroup(
            WorkerOptions options, Supplier<? extends ExchangeHandler<Q>> handlers, boolean stepped, Faults faults) {
        this.options = options;
        this.handlers = Objects.requireNonNull(handlers, "handlers");
        this.faults = faults;
        int capacity = options.capacity + options.workers;
        shared = options.shared ? MpmcQueue.open(options.label + " inbox", capacity, Exchange::orphan) : null;
        begun = new CountDownLatch(options.workers);
        for (int i = 0; i < options.workers; i++) {
            workers.add(new Worker<>(this, i, stepped));
        }
        stop = new GroupStop<>(this, workers);
    }

    /// Starts the workers, and waits until each has made its handler.
    ///
    /// @param options label, number, capacity
    /// @param handlers called once on each worker's thread, and again for a replaced thread
    /// @return the group; stop it
    /// @throws IllegalStateException when a handler could not be made; the cause says why, and no thread is
    ///     left
    public static <Q> WorkerGroup<Q> start(WorkerOptions options, Supplier<? extends ExchangeHandler<Q>> handlers) {
        return start(options, handlers, Faults.NONE);
    }

    static <Q> WorkerGroup<Q> start(
            WorkerOptions options, Supplier<? extends ExchangeHandler<Q>> handlers, Faults faults) {
        NonBlocking.check("workers " + options.label + ": start");
        var group = new WorkerGroup<Q>(options, handlers, false, faults);
        for (Worker<Q> worker : group.workers) {
            group.newThread(worker, worker, worker.label()).start();
        }
        group.awaitBegun();
        return group;
    }

    /// Workers without threads: whoever holds them runs their steps, a [Steppable]'s scheduler for example.
    /// Nothing waits: an append without room answers TIMED_OUT at once.
    ///
    /// @param options label, number, capacity
    /// @param handlers called once per worker, now
    /// @return the group
    public static <Q> WorkerGroup<Q> stepped(WorkerOptions options, Supplier<? extends ExchangeHandler<Q>> handlers) {
        var group = new WorkerGroup<Q>(options, handlers, true, Faults.NONE);
        group.workers.forEach(Worker::begin);
        return group;
    }

    /** The workers of a [#stepped] group, and of any other for their labels. */
    public List<Steppable> steppables() {
        return List.copyOf(workers);
    }

    private void awaitBegun() {
        boolean interrupted = false;
        for (boolean waiting = true; waiting; ) {
            try {
                begun.await();
                waiting = false;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        Throwable failure = beginFailure;
        if (failure != null) {
            stop.stop(options.stopNanos);
            throw new IllegalStateException("workers " + options.label + ": a handler could not be made", failure);
        }
    }

    private Thread newThread(Worker<Q> worker, Runnable body, String name) {
        var thread = new Thread(null, body, name, options.stackBytes);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dead, thrown) -> died(worker, thrown));
        worker.thread = thread;
        return thread;
    }

    /** A worker's thread has made its handler, or could not. */
    void begun(@Nullable Throwable failure) {
        if (failure != null && begun.getCount() > 0) {
            beginFailure = failure;
        }
        begun.countDown();
    }

    ExchangeHandler<Q> newHandler() {
        return handlers.get();
    }

    private void died(Worker<Q> worker, Throwable thrown) {
        if (beginFailure == thrown) {
            return; // it is thrown to who starts the group
        }
        LOG.log(System.Logger.Level.ERROR, "worker-died worker=" + worker.label(), thrown);
        if (isInterrupting()) {
            return;
        }
        replaced.increment();
        int deaths = ++worker.deaths;
        long wait = Math.min(options.backOffMaxNanos, options.backOffNanos << Math.min(deaths - 1, 20));
        newThread(
                        worker,
                        () -> {
                            stop.awaitBegun(wait);
                            worker.run();
                        },
                        worker.label() + "." + replaced.sum())
                .start();
    }

    /// This group's port on a loop: the same one at each call.
    ///
    /// @param loop the caller's loop
    /// @return the port, which closes with its loop
    public ExchangePort<Q> port(Loop loop) {
        loop.checkOwner(options.label + " port");
        for (ExchangePort<Q> port : ports) {
            if (port.isOf(loop)) {
                return port;
            }
        }
        var port = new ExchangePort<>(this, loop);
        ports.add(port);
        return port;
    }

    void forget(ExchangePort<Q> port) {
        ports.remove(port);
    }

    /// Stops: refuses offers, lets the workers finish what was accepted, interrupts them before the time is
    /// out, fails what is left, and reports the threads that did not end. A later call waits for the first and
    /// answers its report.
    ///
    /// @param timeoutNanos the call ends in this time, whatever the handlers do
    /// @return how it went
    /// @throws IllegalStateException on a loop's thread, or on a worker's own
    public StopReport stop(long timeoutNanos) {
        NonBlocking.check("workers " + options.label + ": stop");
        for (Worker<Q> worker : workers) {
            if (worker.thread == Thread.currentThread()) {
                throw new IllegalStateException("workers " + options.label
                        + ": stop: wanted a thread that can wait for " + worker.label() + ", got itself");
            }
        }
        return stop.stop(timeoutNanos);
    }

    /** Stops with the options' deadline; survivors are logged. Idempotent. */
    @Override
    public void close() {
        var report = stop(options.stopNanos);
        if (!report.isClean()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "workers-survive group={0} survivors={1}",
                    options.label,
                    report.survivors());
        }
    }

    // offers, on the ports' loops

    Worker<Q> workerOf(long sessionKey) {
        long mixed = sessionKey * 0x9E3779B97F4A7C15L;
        return workers.get((int) ((mixed >>> 33) % workers.size()));
    }

    MpmcQueue<Exchange<Q>> shared() {
        return Objects.requireNonNull(shared);
    }

    /** Takes one of the places of the shared queue. */
    Offer enter() {
        if (open.incrementAndGet() > options.capacity + options.workers) {
            leave();
            return Offer.FULL;
        }
        if (!stop.isRunning()) {
            leave();
            return Offer.CLOSED;
        }
        return Offer.ACCEPTED;
    }

    void leave() {
        if (open.decrementAndGet() == 0) {
            stop.onNoneOpen();
        }
    }

    /** Fails an exchange that nobody will handle. Any thread, whoever holds it. */
    void refuse(Exchange<Q> exchange) {
        refused.increment();
        exchange.failUnhandled(new WorkersStoppedException(options.label, "waiting for a worker"));
    }

    int open() {
        return open.get();
    }

    boolean isInterrupting() {
        return stop.isInterrupting();
    }

    // figures

    /** Its figures now. */
    public WorkerStats stats() {
        int busy = 0;
        long handled = 0;
        long failed = 0;
        List<Integer> queued = new ArrayList<>();
        for (Worker<Q> worker : workers) {
            busy += worker.isBusy() ? 1 : 0;
            handled += worker.handled();
            failed += worker.failed();
            if (worker.inbox != null) {
                queued.add(worker.inbox.size());
            }
        }
        if (shared != null) {
            queued.add(shared.size());
        }
        return new WorkerStats(
                options.label, options.workers, busy, handled, failed, turnedAway.sum(), replaced.sum(), queued);
    }

    @Override
    public String statusSection() {
        return WORKERS;
    }

    @Override
    public String label() {
        return options.label;
    }

    @Override
    public void status(StatusRow row) {
        var now = stats();
        row.count("workers", now.workers())
                .count("busy", now.busy())
                .count(
                        "queued",
                        now.queued().stream().mapToInt(Integer::intValue).sum())
                .count("capacity", (long) options.capacity * (options.shared ? 1 : options.workers))
                .count("handled", now.handled())
                .count("failed", now.failed())
                .count("refused", now.refused())
                .count("replaced", now.replaced());
    }
}
