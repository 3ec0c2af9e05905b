// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.AddressMask;
import dev.heddle.chat.message.MaskSubject;
import dev.heddle.chat.store.ServerBan;
import org.jspecify.annotations.Nullable;

/// Who is banned from the server. Checked when a connection comes (DLINE) and when it registers (KLINE).
public final class ServerBans {
    private ServerBans() {}

    /// The ban of this address; null if there is none.
    public static @Nullable ServerBan ofAddress(Hub hub, String address) {
        byte[] bytes = AddressMask.parseAddress(address);
        return bytes == null ? null : hub.bans().of(bytes, hub.clock().wallMillis());
    }

    static @Nullable ServerBan find(Hub hub, Peer peer, Registration registration) {
        ServerBan byAddress = ofAddress(hub, peer.address());
        if (byAddress != null || hub.bans().all().isEmpty()) {
            return byAddress;
        }
        String nick = registration.nick;
        String username = registration.username;
        MaskSubject subject = MaskSubject.of(
                hub.names().casemapping(),
                nick == null ? "*" : nick,
                username == null ? "*" : username,
                registration.account == null ? null : hub.fold(registration.account),
                peer.secure(),
                peer.host(),
                peer.address());
        return hub.bans().of(subject, hub.clock().wallMillis());
    }
}
