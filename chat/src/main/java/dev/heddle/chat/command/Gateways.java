// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_ALREADYREGISTERED;

import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.AddressMask;
import dev.heddle.chat.store.ServerBan;
import java.util.Arrays;

/// WEBIRC: a gateway tells who its client really is. Source: IRCv3 webirc.
final class Gateways {
    private Gateways() {}

    static void webirc(Call call) {
        Registration registration = call.caller().registration();
        if (registration == null) {
            call.reply(ERR_ALREADYREGISTERED, "You may not reregister");
            return;
        }
        Peer peer = call.client().peer();
        boolean known = call.hub().settings().gateways().stream()
                .anyMatch(gateway -> isFrom(gateway, peer) && Secrets.same(gateway.password(), call.param(0)));
        if (!known || registration.nick != null || registration.username != null) {
            Departure.close(call.services(), call.client(), "WEBIRC was refused");
            return;
        }
        String address = call.param(3);
        if (AddressMask.parseAddress(address) == null) {
            Departure.close(call.services(), call.client(), "WEBIRC with an address that is none");
            return;
        }
        adopt(call, peer, address);
    }

    private static boolean isFrom(HubSettings.Gateway gateway, Peer peer) {
        byte[] bytes = AddressMask.parseAddress(peer.address());
        return bytes != null
                && gateway.networks().stream()
                        .map(AddressMask::parse)
                        .anyMatch(mask -> mask != null && mask.contains(bytes));
    }

    private static void adopt(Call call, Peer peer, String address) {
        boolean secure =
                peer.secure() && Arrays.asList(call.paramOr(4).split(" ")).contains("secure");
        String host = isHost(call.param(2)) ? call.param(2) : address;
        Throttles throttles = call.services().throttles();
        throttles.disconnected(peer.address());
        call.client().peer(peer.behind(address, host, secure));
        String refused = throttles.connected(address);
        ServerBan ban = ServerBans.ofAddress(call.hub(), address);
        if (ban != null) {
            Departure.close(call.services(), call.client(), "You are banned: " + ban.reason());
        } else if (!refused.isEmpty()) {
            Departure.close(call.services(), call.client(), refused);
        }
    }

    static boolean isHost(String text) {
        return !text.isEmpty()
                && text.length() <= 63
                && text.charAt(0) != ':'
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '!' && c != '@' && c != ',');
    }
}
