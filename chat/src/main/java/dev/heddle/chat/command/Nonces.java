// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.store.Nonce;
import dev.heddle.chat.store.Query;
import java.util.LinkedHashMap;
import java.util.Map;

/// A message that its client sends again under the same nonce is said once: the second time is answered with
/// the echo of the first.
///
/// Nonces of this run are remembered here; for some minutes after a start the store is asked too, because a
/// client that was cut
/// off by the restart comes back soon. Thread: the hub. Limit: [#REMEMBERED_MAX], the oldest go first.
public final class Nonces {
    static final int REMEMBERED_MAX = 65_536;
    private static final long ASK_STORE_NANOS = 600_000_000_000L;

    private final Map<String, Boolean> seen = new LinkedHashMap<>();
    private final long startNanos;

    Nonces(long startNanos) {
        this.startNanos = startNanos;
    }

    /// Runs `send` if this is the first time.
    void once(Call call, String nonce, Runnable send) {
        String owner = owner(call.user());
        boolean again = seen.put(owner + " " + nonce, Boolean.TRUE) != null;
        if (seen.size() > REMEMBERED_MAX) {
            seen.remove(seen.keySet().iterator().next());
        }
        boolean fresh = call.hub().clock().nanos() - startNanos < ASK_STORE_NANOS;
        boolean kept =
                call.hub().store() != null && call.hub().settings().history().enabled();
        if (!again && !fresh || !kept) {
            if (!again) {
                send.run();
            }
            return;
        }
        HistoryCommands.ask(call, new Query.FirstWithNonce(new Nonce(owner, nonce)), first -> {
            if (first == null || first.isEmpty()) {
                send.run();
            } else if (call.client().has(Capability.ECHO_MESSAGE)) {
                first.get().entry().ifPresent(entry -> Playback.echo(call, entry));
            }
        });
    }

    private static String owner(User user) {
        String account = user.accountFolded();
        return account == null ? "*" + user.folded() : account;
    }
}
