// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.net.Endpoint;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The parent of serving processes: starts one, starts another when it has crashed, and, when the application is to be
/// loaded again, starts the next one beside it and lets the old one go when the next one listens.
///
/// ```
///            start            it listens             the next one listens
///  (none) ─────────▶ next ────────────────▶ current ──────────────────────▶ leaving ──▶ (ended)
///     ▲                │ it ended first          │ it ended
///     └── back-off ────┴─────────────────────────┘
/// ```
///
/// Runs no Python. Thread: the one that calls [#run()]. Limits: starts again after 0.1 s, doubled at each failure in
/// a row up to 30 s; a process that leaves has its stop time and 5 s, then it is killed.
final class Supervisor {
    private static final long FIRST_WAIT_NANOS = 100_000_000L;
    private static final long LONGEST_WAIT_NANOS = 30_000_000_000L;
    private static final long STEADY_NANOS = 60_000_000_000L;
    private static final long LOOK_NANOS = 20_000_000L;
    private static final long KILL_NANOS = 5_000_000_000L;

    private sealed interface Event {}

    private record Signal(String name) implements Event {}

    private record Ended(Generation which) implements Event {}

    private record Changed(Path file) implements Event {}

    private record Leaving(Generation which, long killNanos) {}

    private final WsgiArguments arguments;
    private final String[] args;
    private final PrintStream out;
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private List<String> nextArgs;
    private @Nullable Generation current;
    private @Nullable Generation next;
    private boolean hasServed;
    private boolean stopping;
    private boolean waitsForChange;
    private long waitNanos = FIRST_WAIT_NANOS;
    private long startAtNanos = System.nanoTime();

    /// For this process.
    ///
    /// @param args what followed "wsgi"
    Supervisor(WsgiArguments arguments, String[] args, PrintStream out) {
        this.arguments = arguments;
        this.args = args;
        this.out = out;
        nextArgs = List.of(args);
    }

    /// Runs until it is told to stop.
    ///
    /// @return 0; 2 when the first process could not start
    int run() throws IOException {
        var directory = Files.createTempDirectory("heddle-wsgi");
        FileWatch watch = null;
        try (var signals = LoopThread.start("signals", LoopOptions.defaults(), this::listen)) {
            if (arguments.reload()) {
                var root = arguments.directory() == null ? Path.of("").toAbsolutePath() : arguments.directory();
                watch = FileWatch.start(root, file -> events.add(new Changed(file)));
                say("watching: " + watch.directories() + " directories under " + root);
            }
            say("supervisor: process " + ProcessHandle.current().pid());
            return supervise(directory);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            if (watch != null) {
                watch.close();
            }
            killAll();
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
    }

    private void listen(Loop loop) {
        for (var name : List.of("TERM", "INT", "HUP", "USR1")) {
            loop.signal(name, () -> events.add(new Signal(name))).start();
        }
    }

    private int supervise(Path directory) throws IOException, InterruptedException {
        while (true) {
            if (next == null
                    && current == null
                    && !stopping
                    && !waitsForChange
                    && startAtNanos - System.nanoTime() <= 0) {
                start(directory);
            }
            var event = events.poll(untilLookNanos(), TimeUnit.NANOSECONDS);
            if (event != null && !handle(event, directory)) {
                return 2;
            }
            lookAtNext();
            leaving.removeIf(one -> !one.which().isAlive());
            leaving.stream()
                    .filter(one -> one.killNanos() - System.nanoTime() < 0)
                    .forEach(one -> one.which().kill());
            if (stopping && current == null && next == null && leaving.isEmpty()) {
                say("supervisor: stopped");
                return 0;
            }
        }
    }

    private long untilLookNanos() {
        if (next != null || !leaving.isEmpty()) {
            return LOOK_NANOS;
        }
        return current == null && !waitsForChange ? Math.max(1, startAtNanos - System.nanoTime()) : LONGEST_WAIT_NANOS;
    }

    private void start(Path directory) throws IOException {
        waitsForChange = false;
        next = Generation.start(args.length, nextArgs, directory, which -> events.add(new Ended(which)));
    }

    /** False: nothing could ever be started. */
    private boolean handle(Event event, Path directory) throws IOException {
        switch (event) {
            case Signal(var name) -> {
                switch (name) {
                    case "HUP" -> replace("SIGHUP", directory);
                    case "USR1" -> {
                        if (current != null) {
                            current.status();
                        }
                    }
                    default -> stop();
                }
            }
            case Changed(var file) -> replace(file + " has changed", directory);
            case Ended(var which) -> {
                if (which == next) {
                    next = null;
                    return nextEnded(which);
                }
                if (which == current) {
                    current = null;
                    currentEnded(which);
                }
            }
        }
        return true;
    }

    private void replace(String why, Path directory) throws IOException {
        if (stopping) {
            return;
        }
        if (next != null) {
            leave(next); // what it has imported may be older than what has just changed
        }
        say("loading again: " + why);
        start(directory);
    }

    private void lookAtNext() throws IOException {
        var ready = next;
        if (ready == null || !ready.isReady()) {
            return;
        }
        hasServed = true;
        next = null;
        keepPorts(ready.listening());
        if (current != null) {
            leave(current);
        }
        current = ready;
        if (stopping) {
            stop();
        }
    }

    /** A port that was any free one is the same for all that follow. */
    private void keepPorts(List<String> listening) {
        if (arguments.bind().stream().mapToInt(Endpoint::port).allMatch(port -> port != 0)) {
            return;
        }
        List<String> fixed = new ArrayList<>();
        for (int i = 0; i < arguments.bind().size(); i++) {
            fixed.addAll(List.of("--bind", listening.get(i)));
        }
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--bind")) {
                i++;
            } else {
                fixed.add(args[i]);
            }
        }
        nextArgs = fixed;
    }

    private boolean nextEnded(Generation which) {
        if (stopping) {
            return true;
        }
        if (current != null) {
            say("not started: process " + which.pid() + " ended " + which.end() + "; the one before goes on");
            return true;
        }
        if (arguments.reload()) {
            waitsForChange = true;
            say("not started: process " + which.pid() + " ended " + which.end() + "; waiting for a change");
            return true;
        }
        if (!hasServed) {
            return false;
        }
        startLater(which);
        return true;
    }

    private void currentEnded(Generation which) {
        if (!stopping && next == null) {
            startLater(which);
        }
    }

    private void startLater(Generation which) {
        if (which.ageNanos() > STEADY_NANOS) {
            waitNanos = FIRST_WAIT_NANOS;
        }
        startAtNanos = System.nanoTime() + waitNanos;
        say("process " + which.pid() + " ended " + which.end() + "; starting again in "
                + TimeUnit.NANOSECONDS.toMillis(waitNanos) + " ms");
        waitNanos = Math.min(LONGEST_WAIT_NANOS, waitNanos * 2);
    }

    private void stop() {
        stopping = true;
        for (var one : Arrays.asList(current, next)) {
            if (one != null) {
                leave(one);
            }
        }
        current = null;
        next = null;
    }

    private void leave(Generation which) {
        which.leave();
        leaving.add(new Leaving(which, System.nanoTime() + arguments.stopTime().toNanos() + KILL_NANOS));
    }

    private void killAll() {
        leaving.forEach(one -> one.which().kill());
        for (var one : Arrays.asList(current, next)) {
            if (one != null) {
                one.kill();
            }
        }
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
