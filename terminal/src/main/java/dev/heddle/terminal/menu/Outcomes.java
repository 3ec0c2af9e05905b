// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.Failure;
import org.jspecify.annotations.Nullable;

/// How attempts to get in have ended, from the client's loop to who waits for it. The loop puts in, one other
/// thread takes out.
public final class Outcomes {
    private static final int KEPT = 64;

    private final MpscQueue<Outcome> ended = MpscQueue.open("menu outcomes", KEPT, lost -> {});

    /// How one ended.
    ///
    /// @param nick as whom the user is in
    /// @param failure why they are not; null when they are
    record Outcome(String nick, @Nullable Failure failure) {}

    /// Takes those events that end an attempt. Thread: the client's loop.
    ///
    /// @return whether it was one
    public boolean on(ClientEvent event) {
        var outcome = switch (event) {
            case ClientEvent.Ready ready -> new Outcome(ready.nick(), null);
            case ClientEvent.Failed failed -> new Outcome("", failed.why());
            default -> null;
        };
        // Nobody waits for the outcome of what the client does by itself; what is too much is not missed.
        return outcome != null && ended.offer(outcome) != Offer.CLOSED;
    }

    /// Forgets what has ended before.
    void reset() {
        ended.drain(old -> {}, KEPT);
    }

    @Nullable
    Outcome await(long timeoutNanos) {
        return ended.await(timeoutNanos) == Wait.READY ? ended.poll() : null;
    }
}
