// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.exchange.Call;
import dev.heddle.gateway.python.Cpython;
import dev.heddle.gateway.python.PythonException;
import dev.heddle.gateway.python.PythonLibrary;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/// Python threads that answer calls with an application: the worker group, and the Python behind it.
///
/// Thread: any but a loop's. Lifetime: started once in a process, stopped by [#stop]; Python itself stays.
/// Limit: [#WAITING] requests may wait for a thread; one more is refused.
public final class WsgiWorkers {
    /** How many requests may wait. */
    public static final int WAITING = 2048;

    /// How the end went.
    ///
    /// @param finished requests answered while it stopped
    /// @param refused requests accepted and not answered
    /// @param survivors threads of ours that are still inside the application, with their stacks
    /// @param pythonThreads threads of the application's that have not ended
    /// @param ended whether what the application registered for its end has run
    public record End(int finished, int refused, List<String> survivors, List<String> pythonThreads, boolean ended) {
        /** Whether nothing is left behind. */
        public boolean isClean() {
            return refused == 0 && survivors.isEmpty() && pythonThreads.isEmpty() && ended;
        }
    }

    private static final System.Logger LOG = System.getLogger(WsgiWorkers.class.getName());
    private static final long STACK_BYTES = 16L << 20;
    private static final long MAX_GRACE_NANOS = 1_500_000_000L;
    private static final long INTERRUPT_NANOS = 2_000_000_000L;
    private static final long MAX_REPORT_NANOS = 500_000_000L;

    private final Cpython cpython;
    private final WsgiOptions options;
    private final WsgiCallbacks callbacks;
    private final List<WsgiApplication> applications;
    private final int[] handlersOf;
    private final WorkerGroup<Call> group;

    private WsgiWorkers(Cpython cpython, WsgiOptions options, UnitHeap heap) {
        this.cpython = cpython;
        this.options = options;
        var interpreters = cpython.interpreters();
        callbacks = new WsgiCallbacks(interpreters.getFirst().api());
        applications = interpreters.stream()
                .map(each -> cpython.run(each, () -> new WsgiApplication(each, options, callbacks)))
                .toList();
        handlersOf = new int[interpreters.size()];
        int workers = options.threads() * options.interpreters();
        var group = WorkerOptions.of("wsgi", workers, WAITING, heap).stackBytes(STACK_BYTES);
        this.group = WorkerGroup.start(workers == 1 ? group : group.sharedQueue(), this::newHandler);
    }

    /// Starts Python and imports the application.
    ///
    /// @param library which Python
    /// @param options the application and its threads
    /// @param heap the parts of the answers; outlives this
    /// @return started
    /// @throws PythonException with what the operator should read, Python's traceback perhaps
    public static WsgiWorkers start(PythonLibrary library, WsgiOptions options, UnitHeap heap) {
        var cpython = Cpython.start(library, options.interpreters());
        try {
            return new WsgiWorkers(cpython, options, heap);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof PythonException why) {
                throw why;
            }
            throw e;
        }
    }

    /** On a worker's thread. The interpreter with the fewest gets one more. */
    private WsgiHandler newHandler() {
        int fewest = 0;
        synchronized (handlersOf) {
            for (int i = 1; i < handlersOf.length; i++) {
                fewest = handlersOf[i] < handlersOf[fewest] ? i : fewest;
            }
            handlersOf[fewest]++;
        }
        int mine = fewest;
        return new WsgiHandler(applications.get(mine), callbacks, options.application(), () -> gone(mine));
    }

    private void gone(int interpreter) {
        synchronized (handlersOf) {
            handlersOf[interpreter]--;
        }
    }

    /// Tells all environs where the server listens.
    ///
    /// @param at with the real port
    void listeningAt(Endpoint at) {
        for (var application : applications) {
            cpython.run(application.interpreter(), () -> {
                application.listeningAt(at);
                return true;
            });
        }
    }

    /** What Python says of itself. */
    public String pythonVersion() {
        return cpython.version();
    }

    /** For the loops: each offers through its port. */
    public WorkerGroup<Call> group() {
        return group;
    }

    /// Stops: lets what was accepted finish; what has not finished near the deadline gets an exception in Python;
    /// then what the application registered for its end is run. Whatever the application does, this ends in time.
    ///
    /// @param timeoutNanos for all of it
    /// @return how it went
    public End stop(long timeoutNanos) {
        long endNanos = System.nanoTime() + timeoutNanos;
        long reserve = Math.min(timeoutNanos / 4, MAX_GRACE_NANOS);
        long forWorkers = timeoutNanos - reserve;
        // Well before the group interrupts its threads, which Python does not notice.
        var interrupts = later(forWorkers - Math.min(forWorkers / 2, INTERRUPT_NANOS), this::interruptAll);
        var report = group.stop(forWorkers);
        interrupts.interrupt();
        boolean ended = true;
        List<String> left = List.of();
        for (var application : applications) {
            long time = Math.max(1, endNanos - System.nanoTime() - MAX_REPORT_NANOS / 2);
            Boolean done = cpython.run(
                    application.interpreter(),
                    () -> {
                        application.finish();
                        return true;
                    },
                    time);
            if (done == null) {
                ended = false;
                left = threadsOf(application, Math.max(1, endNanos - System.nanoTime()));
                break;
            }
        }
        return new End(report.finished(), report.refused(), report.survivors(), left, ended);
    }

    private static Thread later(long nanos, Runnable task) {
        var thread = new Thread(
                () -> {
                    try {
                        TimeUnit.NANOSECONDS.sleep(nanos);
                        task.run();
                    } catch (InterruptedException e) {
                        // it stopped in time
                    }
                },
                "wsgi-stop");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void interruptAll() {
        for (var application : applications) {
            try (var lock = application.interpreter().attach()) {
                lock.takeLock();
                long exception = application.interruptException();
                callbacks.handlers().stream()
                        .filter(handler -> handler.isOf(application))
                        .forEach(handler -> handler.interrupt(exception));
            }
        }
    }

    /** May not be told: whoever keeps the lock keeps it from this too. */
    private List<String> threadsOf(WsgiApplication application, long timeoutNanos) {
        Supplier<List<String>> ask = () -> {
            try (var lock = application.interpreter().attach()) {
                lock.takeLock();
                return application.threads();
            }
        };
        var names = CompletableFuture.supplyAsync(ask, task -> later(0, task));
        try {
            return names.get(Math.min(timeoutNanos, MAX_REPORT_NANOS), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "wsgi-threads-untold", e.getCause());
        } catch (TimeoutException e) {
            // told below
        }
        return List.of("(unknown: the interpreter's lock is not given up)");
    }
}
