// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Scram;
import dev.heddle.chat.store.Store;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A running chat server: its loops, its listeners, its hub.
///
/// Thread: any, one at a time. Lifetime: [#start] to [#stop]; the store and the heaps are the caller's, to be
/// closed afterwards.
public final class ChatServer {
    private static final int HASHES_WAITING = 256;
    private static final long POST_NANOS = 5_000_000_000L;
    private static final long POLL_NANOS = 2_000_000L;
    private static final long HASHERS_NANOS = 2_000_000_000L;

    /// One loop with what it serves.
    private record Running(LoopThread thread, ServerLoop side) {
        /// Runs something on the loop and waits for it; false when the loop did not take it in time.
        boolean call(Runnable task) {
            return thread.door().postAndWait(task, POST_NANOS) == Wait.READY;
        }
    }

    private final ServerBuild build;
    private final WorkerGroup<HashWorkers.Job> hashers;
    private final List<Running> loops = new ArrayList<>();
    private final List<Endpoint> listening = new ArrayList<>();
    private final StatusReport report = StatusReport.open("heddle");
    private @Nullable HubHost host;

    private ChatServer(ServerBuild build, WorkerGroup<HashWorkers.Job> hashers) {
        this.build = build;
        this.hashers = hashers;
    }

    /// Starts the loops and listens. Comes back when every listener accepts and everybody is let in.
    ///
    /// @param plan what to start
    /// @param store null: nothing is kept
    /// @param heaps where messages live
    /// @return the running server
    /// @throws RuntimeException with the system's reason when a listener cannot be opened; nothing is left
    ///     running
    public static ChatServer start(ServerPlan plan, @Nullable Store store, ServerHeaps heaps) {
        var random = new SecureRandom();
        var scram = new Scram(Scram.ITERATIONS_MIN, random::nextBytes);
        var hashers = WorkerGroup.<HashWorkers.Job>start(
                WorkerOptions.of("hashers", plan.hashers(), HASHES_WAITING, heaps.line())
                        .sharedQueue(),
                () -> new HashWorkers.Handler(new PasswordHasher(plan.passwordCost(), random::nextBytes), scram));
        var server = new ChatServer(new ServerBuild(plan, store, heaps, new RandomPool(random)), hashers);
        try {
            server.startLoops();
        } catch (RuntimeException e) {
            server.end();
            throw e;
        }
        return server;
    }

    private void startLoops() {
        var letIn = new CompletableFuture<Boolean>();
        var made = new CompletableFuture<ServerLoop>();
        var options = build.plan().loopOptions();
        var thread = LoopThread.start(
                "loop-0",
                options,
                loop -> complete(made, () -> {
                    var hub = build.hub(loop, hashers, () -> letIn.complete(true));
                    host = hub;
                    return build.serve(loop, hub);
                }));
        loops.add(new Running(thread, join(made)));
        for (int i = 1; i < build.plan().loops(); i++) {
            startFarLoop("loop-" + i);
        }
        join(letIn);
        for (var listener : build.plan().listeners()) {
            listening.add(listen(listener));
        }
    }

    /// Opens one more listener, on every loop. Not before [#start] has come back.
    ///
    /// @param listener where, and what is spoken
    /// @return where it really listens
    /// @throws RuntimeException with the system's reason when it cannot be opened
    public Endpoint listen(ListenerPlan listener) {
        var at = listener.at();
        for (var running : loops) {
            var port = new CompletableFuture<Endpoint>();
            var plan = listener.at(at);
            running.thread()
                    .door()
                    .execute(() -> complete(port, () -> running.side().listen(plan)));
            at = join(port); // the first loop may have been given a free port: the others share it
        }
        return at;
    }

    /// Opens the operator's socket. Not before [#start] has come back.
    ///
    /// @param socket its file, in a directory that is for the server's own user only
    /// @param carriesOut what the program around the server does for an operator
    /// @throws RuntimeException with the system's reason when it cannot be opened
    public void listenOperators(Path socket, Operations carriesOut) {
        var opened = new CompletableFuture<Boolean>();
        build.operations(carriesOut);
        var first = loops.getFirst();
        first.thread()
                .door()
                .execute(() -> complete(opened, () -> {
                    first.side().listenOperators(socket);
                    return true;
                }));
        join(opened);
    }

    private void startFarLoop(String label) {
        var hub = hubHost();
        var made = new CompletableFuture<ServerLoop>();
        var far = new CompletableFuture<FarLoop>();
        var thread = LoopThread.start(
                label,
                build.plan().loopOptions(),
                loop -> complete(made, () -> {
                    var side = new FarLoop(loop, hub.inbound());
                    far.complete(side);
                    return build.serve(loop, side, hub);
                }));
        loops.add(new Running(thread, join(made)));
        var port = new CompletableFuture<RemoteLoop>();
        loops.getFirst()
                .thread()
                .door()
                .execute(() -> complete(port, () -> hub.addLoop(join(far).queue())));
        join(far).port(join(port));
    }

    private static <T> void complete(CompletableFuture<T> future, Supplier<T> made) {
        try {
            future.complete(made.get());
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private HubHost hubHost() {
        var there = host;
        if (there == null) {
            throw new IllegalStateException("server: its first loop has no hub");
        }
        return there;
    }

    /// Where it listens, in the order of the plan, with the ports really bound.
    ///
    /// @return one for each listener
    public List<Endpoint> listening() {
        return List.copyOf(listening);
    }

    /// Does something at each signal of the process; on the first loop, so it must be short.
    ///
    /// @param name such as "TERM"
    /// @param what is done
    public void onSignal(String name, Runnable what) {
        var first = loops.getFirst();
        first.thread().door().execute(() -> first.side().onSignal(name, what));
    }

    /// Loads the configuration again, as REHASH does.
    ///
    /// @return lines that say what changed and what did not
    public List<String> reload() {
        var lines = new CompletableFuture<List<String>>();
        loops.getFirst().thread().door().execute(() -> complete(lines, hubHost()::rehash));
        return join(lines);
    }

    /// A new one-time code that makes the first administrator, with CLAIM; one from before is worth nothing
    /// then.
    ///
    /// @return empty when there is an administrator, or nothing is kept
    public String firstAdministratorCode() {
        var code = new CompletableFuture<String>();
        hubHost().execute(() -> complete(code, build::firstAdministratorCode));
        return join(code);
    }

    /// What goes on inside: heaps, loops, workers, sessions, a row for each.
    ///
    /// @return a report that reads the figures when it is asked for its text or JSON
    public StatusReport status() {
        build.heaps().all().forEach(report::add);
        loops.forEach(running -> report.add(running.thread().door()));
        loops.forEach(running -> running.side().sources().forEach(report::add));
        hubHost().report(report);
        report.add(hashers);
        return report;
    }

    /// Refuses newcomers, tells everybody, sends what is pending, commits, and ends the loops.
    ///
    /// @param reason what clients read
    /// @param timeoutNanos how long clients may take to read the rest
    /// @return how many had not read it and were cut off
    public int stop(String reason, long timeoutNanos) {
        long deadline = System.nanoTime() + timeoutNanos;
        loops.forEach(running -> running.call(running.side()::stopListening));
        loops.getFirst().call(() -> hubHost().closeAll(reason));
        while (links() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        int left = links();
        end();
        return left;
    }

    private int links() {
        var count = new int[1];
        for (var running : loops) {
            running.call(() -> count[0] += running.side().linkCount());
        }
        return count[0];
    }

    private void end() {
        for (var running : loops) {
            running.call(running.side()::cutAll);
        }
        if (!loops.isEmpty()) {
            loops.getFirst().call(() -> hubHost().close());
        }
        for (var running : loops.reversed()) {
            running.thread().close();
        }
        hashers.stop(HASHERS_NANOS);
    }
}
