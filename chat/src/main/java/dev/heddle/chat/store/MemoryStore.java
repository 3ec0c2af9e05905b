// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wakeup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The store without a disk, for simulation: nothing happens until somebody calls [#step], so that a seed
/// repeats a run.
///
/// Thread: confined to the simulator's, for all methods.
/// Limits: [#CAPACITY] events wait; behind from [#HIGH_WATER] until [#LOW_WATER].
public final class MemoryStore implements Store {
    /// More waiting events than this are refused.
    public static final int CAPACITY = 65_536;
    /// From here on the store is behind.
    public static final int HIGH_WATER = 8_192;
    /// Down to here it stays behind.
    public static final int LOW_WATER = 4_096;

    private record Waiting(long sequence, StoreEvent event) {}

    private record Asked<T>(long target, Query<T> query, Answer<? super T> answer) {}

    private final MemoryTables tables;
    private final Snapshot snapshot;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final ArrayDeque<Asked<?>> asked = new ArrayDeque<>();
    private final List<Wakeup> wakeups = new ArrayList<>();
    private CommitFailures failures = CommitFailures.NONE;
    private long lastAppended;
    private long settled;
    private boolean behind;
    private boolean closed;
    /// The failure to come, and after how many more commits.
    private @Nullable StoreFailure planned;

    private long plannedAfter;

    private MemoryStore(MemoryTables tables, boolean created) {
        this.tables = tables;
        this.snapshot = tables.snapshot(created);
        lastAppended = snapshot.lastSequence();
        settled = lastAppended;
    }

    /// An empty store.
    public static MemoryStore create(Casemapping casemapping) {
        return new MemoryStore(new MemoryTables(casemapping), true);
    }

    /// What a new process finds after this one was killed: everything committed, nothing else. This store is
    /// closed.
    public MemoryStore reopen() {
        closed = true;
        waiting.clear();
        return new MemoryStore(tables, false);
    }

    /// Makes the commit after the next `commits` ones fail.
    public void failCommitAfter(long commits, StoreFailure why) {
        planned = why;
        plannedAfter = commits;
    }

    /// Commits up to `eventsMax` waiting events as one transaction, then answers the questions that need not
    /// wait any more. Answers how much was done; 0 means that nothing is left to do.
    public int step(int eventsMax) {
        var work = commit(eventsMax);
        for (var i = asked.size(); i > 0; i--) {
            var next = asked.remove();
            if (next.target <= settled || waiting.isEmpty()) {
                answer(next);
                work++;
            } else {
                asked.add(next);
            }
        }
        return work;
    }

    /// Steps until nothing is left to do.
    public void settle() {
        while (step(Integer.MAX_VALUE) > 0) {
            // each step does all there is, but answers may have asked again
        }
    }

    private int commit(int eventsMax) {
        var batch = new ArrayList<Waiting>();
        while (batch.size() < eventsMax && !waiting.isEmpty()) {
            batch.add(waiting.remove());
        }
        if (batch.isEmpty()) {
            return 0;
        }
        if (planned != null && plannedAfter-- == 0) {
            failures = failures.with(batch.getFirst().sequence, batch.getLast().sequence, planned);
            planned = null;
        } else {
            batch.forEach(this::apply);
        }
        settled = batch.getLast().sequence;
        behind &= waiting.size() > LOW_WATER;
        wakeups.forEach(Wakeup::wake);
        return batch.size();
    }

    private void apply(Waiting item) {
        var why = tables.apply(item.sequence, item.event);
        if (why != null) {
            failures = failures.with(item.sequence, item.sequence, why);
        }
    }

    private <T> void answer(Asked<T> question) {
        question.answer.done(result(question.query));
    }

    @SuppressWarnings("unchecked") // each case answers what its query's type parameter says
    private <T> T result(Query<T> query) {
        return (T)
                switch (query) {
                    case Query.History history -> HistoryPages.page(tables, history);
                    case Query.Targets targets -> HistoryPages.targets(tables, targets);
                    case Query.Unread unread -> HistoryPages.unread(tables, unread);
                    case Query.AccountNamed(var folded) -> Optional.ofNullable(tables.account(folded));
                    case Query.AccountWithFingerprint(var print) ->
                        Optional.ofNullable(tables.accountWithFingerprint(print));
                    case Query.AccountNames() -> tables.accountNames();
                    case Query.ReadPositions(var account) -> tables.readPositions(account);
                    case Query.Stays(var account) -> tables.stays(account);
                    case Query.FirstWithNonce(var nonce) -> tables.firstWithNonce(nonce);
                };
    }

    @Override
    public Snapshot snapshot() {
        return snapshot;
    }

    @Override
    public Offer append(long sequence, StoreEvent event) {
        if (sequence <= lastAppended) {
            throw new IllegalArgumentException(
                    "store: wanted a sequence above " + lastAppended + ", got " + sequence + " for " + event);
        }
        if (closed) {
            return Offer.CLOSED;
        }
        if (waiting.size() >= CAPACITY) {
            return Offer.FULL;
        }
        lastAppended = sequence;
        waiting.add(new Waiting(sequence, event));
        behind |= waiting.size() >= HIGH_WATER;
        return Offer.ACCEPTED;
    }

    @Override
    public long settled() {
        return settled;
    }

    @Override
    public boolean isSettled() {
        return waiting.isEmpty();
    }

    @Override
    public @Nullable StoreFailure failureOf(long sequence) {
        return failures.of(sequence);
    }

    @Override
    public void onSettled(Wakeup wakeup) {
        wakeups.add(wakeup);
    }

    @Override
    public boolean isBehind() {
        return behind;
    }

    @Override
    public <T> void ask(long atSequence, Query<T> query, Answer<? super T> answer) {
        if (closed) {
            answer.failed(new StoreFailure(StoreFailure.Kind.CLOSED, "the store is closed"));
        } else {
            asked.add(new Asked<>(Math.min(atSequence, lastAppended), query, answer));
        }
    }

    @Override
    public void close() {
        if (!closed) {
            settle();
            closed = true;
        }
    }
}
