// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.MemoryStore;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.Snapshot;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.StoreFailure;
import dev.heddle.runtime.loop.Owner;
import dev.heddle.runtime.loop.Steppable;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wakeup;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The store of a simulation: commits after delays and in pieces drawn from the seed, some of which fail; and
/// remembers what it was given.
final class SimStore implements Store, Steppable {
    private static final long DELAY_NANOS_MAX = 12_000_000;
    private static final int PIECE_MAX = 24;

    private final MemoryStore inner = MemoryStore.create(Casemapping.ASCII);
    private final SplittableRandom random;
    private final VirtualTime time;
    private final SimFault fault;
    private final int failPercent;
    private final Owner owner = Owner.named("store").take();
    private final TreeMap<Long, StoreEvent.Posted> posted = new TreeMap<>();
    private long lastAppended;
    private long dueNanos = Long.MAX_VALUE;

    SimStore(long seed, VirtualTime time, int failPercent, SimFault fault) {
        random = new SplittableRandom(seed);
        this.time = time;
        this.failPercent = failPercent;
        this.fault = fault;
    }

    // --- what really happened

    /// Whether the store was given a message under this sequence.
    boolean isPosted(long sequence) {
        return posted.containsKey(sequence);
    }

    /// Whether it is on the (imagined) disk.
    boolean isCommitted(long sequence) {
        return sequence <= inner.settled() && inner.failureOf(sequence) == null;
    }

    boolean hasFailed(long sequence) {
        return sequence <= inner.settled() && inner.failureOf(sequence) != null;
    }

    /// The answer to a question at rest; nothing else may be under way.
    <T> T now(Query<T> query) {
        List<T> answers = new ArrayList<>(1);
        inner.ask(0, query, Answer.of(answers::add, why -> {
            throw new AssertionError("store refused " + query + ": " + why);
        }));
        inner.settle();
        return answers.getFirst();
    }

    // --- the store

    private void schedule() {
        if (dueNanos == Long.MAX_VALUE) {
            dueNanos = time.nanoTime() + random.nextLong(DELAY_NANOS_MAX);
        }
    }

    @Override
    public Offer append(long sequence, StoreEvent event) {
        lastAppended = sequence;
        schedule();
        if (event instanceof StoreEvent.Posted message) {
            posted.put(sequence, message);
            if (fault == SimFault.FORGOTTEN_MESSAGE && posted.size() % 40 == 39) {
                return Offer.ACCEPTED;
            }
        }
        return inner.append(sequence, event);
    }

    @Override
    public long settled() {
        return fault == SimFault.ECHO_BEFORE_COMMIT ? lastAppended : inner.settled();
    }

    @Override
    public <T> void ask(long atSequence, Query<T> query, Answer<? super T> answer) {
        inner.ask(atSequence, query, answer);
        schedule();
    }

    @Override
    public Snapshot snapshot() {
        return inner.snapshot();
    }

    @Override
    public boolean isSettled() {
        return inner.isSettled();
    }

    @Override
    public @Nullable StoreFailure failureOf(long sequence) {
        return inner.failureOf(sequence);
    }

    @Override
    public void onSettled(Wakeup wakeup) {
        inner.onSettled(wakeup);
    }

    @Override
    public boolean isBehind() {
        return inner.isBehind();
    }

    @Override
    public void close() {
        inner.close();
    }

    // --- the steps

    @Override
    public String label() {
        return "store";
    }

    @Override
    public Owner owner() {
        return owner;
    }

    @Override
    public int step() {
        if (time.nanoTime() < dueNanos) {
            return 0;
        }
        dueNanos = Long.MAX_VALUE;
        if (!inner.isSettled() && random.nextInt(100) < failPercent) {
            inner.failCommitAfter(0, new StoreFailure(StoreFailure.Kind.DISK_FULL, "simulated"));
        }
        int done = inner.step(1 + random.nextInt(PIECE_MAX));
        if (done > 0 || !inner.isSettled()) {
            schedule();
        }
        return done;
    }

    @Override
    public long nextDeadlineNanos() {
        return dueNanos;
    }

    @Override
    public boolean hasWork() {
        return time.nanoTime() >= dueNanos;
    }
}
