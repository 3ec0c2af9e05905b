// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// One slice to many sessions of the calling loop: one atomic for all of them, no object per member.
///
/// This is the call for a shared batch: thousands of outboxes then hold the same unit, offset and length, and
/// each connection sends straight from it at the end of the turn. The slice must not change until all have sent
/// it.
///
/// To let all lines of a turn ride along, also those that come in the looks before the flush, collect them in
/// one unit, mark a [dev.heddle.runtime.loop.FlushWatcher] of your own once per member, and push from its
/// callback. Start that watcher before the graph is built: watchers run in the order in which they were
/// started, so that what it pushes leaves in the same flush and not in the next turn's.
public final class Fan {
    private Fan() {}

    /// Pushes the slice to the first `count` entries of `to`; null and closed ones are skipped. Takes over one
    /// reference of the unit, whatever comes of it. How many accepted.
    public static int push(@Nullable SessionRef[] to, int count, Unit unit, int fromBytes, int lengthBytes) {
        var shared = count > 0 ? unit.retain(count) : unit;
        int accepted = 0;
        int used = 0;
        try {
            for (int i = 0; i < count; i++) {
                var member = to[i];
                if (member != null && !member.isClosed()) {
                    used++;
                    accepted += member.push(shared.separate(), fromBytes, lengthBytes) == Push.ACCEPTED ? 1 : 0;
                }
            }
        } finally {
            for (; used < count; used++) {
                shared.release();
            }
            unit.release();
        }
        return accepted;
    }
}
