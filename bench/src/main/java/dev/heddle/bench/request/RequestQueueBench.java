// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.request;

import com.google.common.util.concurrent.ExecutionSequencer;
import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.SettableFuture;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.RequestQueue;
import dev.heddle.runtime.request.RequestQueueOptions;
import dev.heddle.runtime.request.Trigger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A thousand requests one after the other: immediate ones end inside their trigger, deferred ones when somebody
/// ends the head. Single: each is added to an empty queue. Row: all are added first. Nanoseconds per request. A
/// method's name is the contestant and the row.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestQueueBench {
    private static final int N = 1000;

    private Loop loop;
    private RequestQueue queue;
    private final List<Promise<Integer>> promises = new ArrayList<>();
    private Promise<Integer> head;
    private final Trigger<Integer> atOnce = promise -> promise.done(1);
    private final Trigger<Integer> keep = promise -> head = promise;

    /** Opens a loop on the benchmark's thread. */
    @Setup
    public void open() {
        loop = Loop.open("bench", LoopOptions.defaults());
        queue = RequestQueue.open(loop, RequestQueueOptions.of("bench", N + 1));
        for (int i = 0; i < N; i++) {
            promises.add(Promise.create(loop, "r", value -> {}));
        }
    }

    /** Closes it. */
    @TearDown
    public void close() {
        loop.close();
    }

    private static void use(Promise<Integer> promise) {
        if (promise.take() == null) {
            throw new AssertionError("not done");
        }
        promise.reset();
    }

    /** Heddle, one at a time, ended inside the trigger. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void heddle_immediateSingle() {
        Promise<Integer> promise = promises.getFirst();
        for (int i = 0; i < N; i++) {
            queue.add(promise, atOnce);
            use(promise);
        }
    }

    /** Heddle, a row of them, ended inside the trigger. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void heddle_immediateRow() {
        queue.stop();
        for (int i = 0; i < N; i++) {
            queue.add(promises.get(i), atOnce);
        }
        queue.start();
        loop.turn(0);
        promises.forEach(RequestQueueBench::use);
    }

    /** Heddle, one at a time, ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void heddle_deferredSingle() {
        Promise<Integer> promise = promises.getFirst();
        for (int i = 0; i < N; i++) {
            queue.add(promise, keep);
            head.done(1);
            use(promise);
        }
    }

    /** Heddle, a row of them, each ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void heddle_deferredRow() {
        for (int i = 0; i < N; i++) {
            queue.add(promises.get(i), keep);
        }
        for (int i = 0; i < N; i++) {
            head.done(1);
        }
        promises.forEach(RequestQueueBench::use);
    }

    /** Guava, a row of them, each ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void guava_deferredRow() {
        var sequencer = ExecutionSequencer.create();
        List<SettableFuture<Integer>> heads = new ArrayList<>(N);
        for (int i = 0; i < N; i++) {
            SettableFuture<Integer> mine = SettableFuture.create();
            heads.add(mine);
            sequencer.submitAsync(() -> mine, Runnable::run);
        }
        heads.forEach(each -> each.set(1));
    }

    /** Guava, one at a time, ended inside the task. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void guava_immediateSingle() {
        var sequencer = ExecutionSequencer.create();
        for (int i = 0; i < N; i++) {
            sequencer.submitAsync(() -> Futures.immediateFuture(1), Runnable::run);
        }
    }

    /** A chain of completable futures, a row of them, each ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public CompletableFuture<Integer> chain_deferredRow() {
        var last = CompletableFuture.completedFuture(1);
        List<CompletableFuture<Integer>> heads = new ArrayList<>(N);
        for (int i = 0; i < N; i++) {
            var mine = new CompletableFuture<Integer>();
            heads.add(mine);
            last = last.thenCompose(before -> mine);
        }
        heads.forEach(each -> each.complete(1));
        return last;
    }

    /** A chain of completable futures, one at a time, ended inside the step. */
    @Benchmark
    @OperationsPerInvocation(N)
    public CompletableFuture<Integer> chain_immediateSingle() {
        var last = CompletableFuture.completedFuture(1);
        for (int i = 0; i < N; i++) {
            last = last.thenCompose(before -> CompletableFuture.completedFuture(1));
        }
        return last;
    }

    /** Guava, one at a time, ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void guava_deferredSingle() {
        var sequencer = ExecutionSequencer.create();
        for (int i = 0; i < N; i++) {
            SettableFuture<Integer> mine = SettableFuture.create();
            sequencer.submitAsync(() -> mine, Runnable::run);
            mine.set(1);
        }
    }

    /** Guava, a row of them behind one that waits, ended inside the task. */
    @Benchmark
    @OperationsPerInvocation(N)
    public void guava_immediateRow() {
        var sequencer = ExecutionSequencer.create();
        SettableFuture<Integer> first = SettableFuture.create();
        sequencer.submitAsync(() -> first, Runnable::run);
        for (int i = 1; i < N; i++) {
            sequencer.submitAsync(() -> Futures.immediateFuture(1), Runnable::run);
        }
        first.set(1);
    }

    /** A chain of completable futures, one at a time, ended later. */
    @Benchmark
    @OperationsPerInvocation(N)
    public CompletableFuture<Integer> chain_deferredSingle() {
        var last = CompletableFuture.completedFuture(1);
        for (int i = 0; i < N; i++) {
            var mine = new CompletableFuture<Integer>();
            last = last.thenCompose(before -> mine);
            mine.complete(1);
        }
        return last;
    }

    /** A chain of completable futures, a row of them behind one that waits, ended inside the step. */
    @Benchmark
    @OperationsPerInvocation(N)
    public CompletableFuture<Integer> chain_immediateRow() {
        var first = new CompletableFuture<Integer>();
        CompletableFuture<Integer> last = first;
        for (int i = 1; i < N; i++) {
            last = last.thenCompose(before -> CompletableFuture.completedFuture(1));
        }
        first.complete(1);
        return last;
    }
}
