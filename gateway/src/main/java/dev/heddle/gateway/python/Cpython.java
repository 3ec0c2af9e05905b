// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// CPython, started in this process: once, and for as long as the process runs.
///
/// What Python takes for its main thread is a thread of its own that never runs an application's code: so an
/// application cannot set signal handlers, which are the JVM's, and its threads are all alike. At the end the
/// interpreter is not torn down: what the application registered for its end is run, within a deadline, and then
/// the process ends.
///
/// Thread: any. Source: docs/decisions/0120-cpython-in-the-jvm.md
public final class Cpython {
    private static final long STACK_BYTES = 16L << 20;
    private static final int OWN_GIL = 2;

    private final PythonLibrary library;
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final Thread mainThread;
    private final List<Interpreter> interpreters = new ArrayList<>();
    private @Nullable CApi api;
    private String version = "";

    private Cpython(PythonLibrary library) {
        this.library = library;
        mainThread = new Thread(null, this::serveTasks, "python-main", STACK_BYTES);
        mainThread.setDaemon(true);
    }

    /// Loads and starts it, and makes the interpreters. The lock is free afterwards.
    ///
    /// @param library which
    /// @param interpreters how many; more than one needs Python 3.12
    /// @return started
    /// @throws PythonException when it cannot be loaded, or has no interpreters with a lock of their own
    public static Cpython start(PythonLibrary library, int interpreters) {
        if (interpreters > 1 && !library.hasOwnLocks()) {
            throw new PythonException("python: wanted Python 3." + PythonLibrary.OWN_LOCK_MINOR
                    + " or newer for " + interpreters + " interpreters with a lock of their own, got " + library
                    + "; with this one, use threads, or several processes");
        }
        var cpython = new Cpython(library);
        cpython.mainThread.start();
        cpython.call(() -> {
            cpython.initialize();
            for (int i = 1; i < interpreters; i++) {
                cpython.interpreters.add(cpython.newInterpreter(i));
            }
            return true;
        });
        return cpython;
    }

    private void serveTasks() {
        try {
            while (true) {
                tasks.take().run();
            }
        } catch (InterruptedException e) {
            // the process ends
        }
    }

    /** Runs it on Python's main thread, and waits. */
    private <T> T call(Supplier<T> task) {
        var answer = CompletableFuture.supplyAsync(task, tasks::add);
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private void initialize() {
        Libc.loadForAll(library.file());
        var loaded = CApi.load(library.file());
        api = loaded;
        // What would install signal handlers before anything of ours can run, or lead to another installation.
        for (var name : List.of("PYTHONFAULTHANDLER", "PYTHONDEVMODE", "PYTHONHOME", "PYTHONEXECUTABLE")) {
            Libc.unsetEnvironment(name);
        }
        loaded.life()
                .setWide(
                        "Py_SetPythonHome",
                        CApi.wide(Arena.global(), library.prefix().toString()).address());
        loaded.life()
                .setWide(
                        "Py_SetProgramName",
                        CApi.wide(Arena.global(), library.executable().toString())
                                .address());
        loaded.life().initialize();
        version = loaded.life().version();
        long state = loaded.life().currentThreadState();
        interpreters.add(new Interpreter(loaded, 0, loaded.life().mainInterpreter(), state));
        loaded.giveLockUp();
    }

    private Interpreter newInterpreter(int number) {
        var calls = api();
        long mainState = interpreters.getFirst().homeState();
        try (var arena = Arena.ofConfined()) {
            var stateAt = arena.allocate(JAVA_LONG);
            // use_main_obmalloc, allow_fork, allow_exec, allow_threads, allow_daemon_threads, check_multi_interp, gil
            var config = arena.allocateFrom(JAVA_INT, 0, 0, 0, 1, 1, 1, OWN_GIL);
            calls.takeLock(mainState);
            var why = calls.life().newInterpreter(stateAt.address(), config.address());
            long state = stateAt.get(JAVA_LONG, 0);
            if (state == 0) {
                calls.giveLockUp();
                throw new PythonException("python: interpreter " + number + " could not be made: " + why);
            }
            var made = new Interpreter(calls, number, calls.life().currentInterpreter(), state);
            calls.giveLockUp();
            return made;
        }
    }

    private CApi api() {
        return Objects.requireNonNull(api);
    }

    /** What it says of itself: "3.11.2 (main, ...) [GCC ...]". */
    public String version() {
        return version;
    }

    /** Which one it is. */
    public PythonLibrary library() {
        return library;
    }

    /** The main one, and the others. */
    public List<Interpreter> interpreters() {
        return List.copyOf(interpreters);
    }

    /// Runs something in an interpreter, with its lock, on Python's main thread, and waits for it.
    ///
    /// @param interpreter where
    /// @param task what
    /// @return what it answered
    public <T> T run(Interpreter interpreter, Supplier<T> task) {
        return call(() -> locked(interpreter, task));
    }

    private <T> T locked(Interpreter interpreter, Supplier<T> task) {
        var calls = api();
        calls.takeLock(interpreter.homeState());
        try {
            return task.get();
        } finally {
            calls.giveLockUp();
        }
    }

    /// The same, but waits no longer than it may. What does not end goes on; nothing else will run there.
    ///
    /// @param interpreter where
    /// @param task what
    /// @param timeoutNanos how long
    /// @return null: it has not ended
    public <T> @Nullable T run(Interpreter interpreter, Supplier<T> task, long timeoutNanos) {
        var answer = CompletableFuture.supplyAsync(() -> locked(interpreter, task), tasks::add);
        try {
            return answer.get(timeoutNanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("python: a task on the main thread threw", e.getCause());
        }
    }
}
