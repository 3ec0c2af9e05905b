// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

/// Something that has a row in a [StatusReport].
///
/// Thread: any; the report asks on the thread that wants it, while the piece goes on working. A source therefore reads
/// its own
/// counters one by one (opaque or acquire reads of what its owner writes) and never waits for its owner: the row is a
/// snapshot that may be a moment old and whose columns need not belong to the same instant.
public interface StatusSource {
    /// The section for counted heaps of units.
    String HEAPS = "heaps";
    /// The section for queues between threads.
    String QUEUES = "queues";
    /// The section for event loops.
    String LOOPS = "loops";
    /// The section for queues of serialised requests.
    String REQUESTS = "requests";
    /// The section for worker groups.
    String WORKERS = "workers";
    /// The section for protocol sessions, one row per layer.
    String SESSIONS = "sessions";

    /// The table that this source has its row in: one of the constants here, or a word of the program's own.
    String statusSection();

    /// The name of this row, unique within its section by convention; two rows of one name are both shown.
    String label();

    /// Fills the row. What is thrown here becomes the row's `error` column and hides nothing else.
    void status(StatusRow row);
}
