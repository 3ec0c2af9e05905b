// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wakeup;
import dev.heddle.runtime.unit.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/// The durable side of the hub: events go in, in the hub's order; what was settled is published; questions are
/// answered later.
///
/// ```
///  hub ── append(sequence, event) ──▶ queue ──▶ writer: one transaction for many events ──▶ settled() ──▶
///  wake-ups
///  anyone ── ask(sequence, query) ──▶ (waits until that sequence is settled) ──▶ reader ──▶ Answer
/// ```
///
/// Thread: [#append] from the hub's owner only; everything else from any thread.
/// Limits: [#isBehind()] tells when the hub should stop taking message commands; beyond the hard limit `append`
/// answers FULL.
/// Lifetime: whoever opened it closes it; closing commits what was accepted.
public interface Store extends AutoCloseable {
    /// What the store knew when it was opened: the hub starts from this.
    Snapshot snapshot();

    /// Hands an event over, to be committed in the order of sequences.
    ///
    /// `sequence` must be above every one before it (gaps are all right); throws IllegalArgumentException
    /// otherwise. FULL and CLOSED: the event will not be stored, and the caller must treat it as a failed
    /// commit.
    @CheckReturnValue
    Offer append(long sequence, StoreEvent event);

    /// The writer has decided about every appended event with a sequence up to this one: it is on disk, or
    /// [#failureOf] names the reason why not. Never decreases.
    long settled();

    /// Whether everything that was appended is settled.
    boolean isSettled();

    /// Why the event with this (settled) sequence is not on disk; null if it is. Only the last
    /// [CommitFailures#KEPT_MAX] failed ranges are remembered, so ask when the wake-up comes.
    @Nullable
    StoreFailure failureOf(long sequence);

    /// Registers a wake-up that is called after each advance of [#settled()], on a thread of the store: it must
    /// be cheap, must not block and must not throw. Stays registered until the store is closed.
    void onSettled(Wakeup wakeup);

    /// Above the high-water mark (and not yet back under the low one): hold message commands back. Checked
    /// after a wake-up.
    boolean isBehind();

    /// Asks. The query runs once every event appended with a sequence up to `atSequence` is settled; 0 means
    /// at once.
    ///
    /// Too many questions at once, or a closed store, end in [Answer#failed] with BUSY or CLOSED; the answer
    /// always comes, once.
    <T> void ask(long atSequence, Query<T> query, Answer<? super T> answer);

    /// Commits what was accepted and stops the threads. Idempotent. Blocks for a bounded time.
    @Override
    void close();
}
