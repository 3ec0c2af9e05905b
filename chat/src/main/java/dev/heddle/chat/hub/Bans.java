// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.AddressMask;
import dev.heddle.chat.message.AddressSet;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.MaskSet;
import dev.heddle.chat.message.MaskSubject;
import dev.heddle.chat.store.ServerBan;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The bans from the server, indexed: thousands of them cost a newcomer nothing that it feels.
///
/// Thread: the hub. Everybody may read; only [Hub#apply] changes it.
public final class Bans {
    private final Casemapping casemapping;
    private final Map<String, ServerBan> all = new LinkedHashMap<>();
    private final MaskSet<ServerBan> masks = new MaskSet<>();
    private final AddressSet<ServerBan> addresses = new AddressSet<>();

    Bans(Casemapping casemapping) {
        this.casemapping = casemapping;
    }

    private static String key(ServerBan.Kind kind, String mask) {
        return kind + " " + mask;
    }

    /// In the order in which they were placed.
    public Collection<ServerBan> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /// New, or in place of the one with the same mask.
    void put(ServerBan ban) {
        remove(ban.kind(), ban.mask());
        all.put(key(ban.kind(), ban.mask()), ban);
        if (ban.kind() == ServerBan.Kind.DLINE) {
            AddressMask range = AddressMask.parse(ban.mask());
            if (range != null) {
                addresses.put(range, ban);
            }
        } else {
            Mask mask = Mask.parse(casemapping, ban.mask());
            if (mask != null) {
                masks.add(mask, ban);
            }
        }
    }

    /// Whether there was one.
    boolean remove(ServerBan.Kind kind, String mask) {
        if (all.remove(key(kind, mask)) == null) {
            return false;
        }
        if (kind == ServerBan.Kind.DLINE) {
            AddressMask range = AddressMask.parse(mask);
            if (range != null) {
                addresses.remove(range);
            }
        } else {
            Mask parsed = Mask.parse(casemapping, mask);
            if (parsed != null) {
                masks.remove(parsed.text());
            }
        }
        return true;
    }

    /// A ban that means this user and has not expired; null if there is none.
    public @Nullable ServerBan of(MaskSubject subject, long nowMillis) {
        ServerBan found = masks.ban(subject);
        if (found == null || !found.isExpired(nowMillis)) {
            return found;
        }
        // One that has expired and not been lifted yet stands before the others.
        for (ServerBan ban : all.values()) {
            if (ban.kind() == ServerBan.Kind.KLINE && !ban.isExpired(nowMillis)) {
                Mask mask = Mask.parse(casemapping, ban.mask());
                if (mask != null && mask.matches(subject)) {
                    return ban;
                }
            }
        }
        return null;
    }

    /// A ban of this address that has not expired; null if there is none.
    public @Nullable ServerBan of(byte[] address, long nowMillis) {
        ServerBan found = addresses.find(address);
        if (found == null || !found.isExpired(nowMillis)) {
            return found;
        }
        for (ServerBan ban : all.values()) {
            if (ban.kind() == ServerBan.Kind.DLINE && !ban.isExpired(nowMillis)) {
                AddressMask range = AddressMask.parse(ban.mask());
                if (range != null && range.contains(address)) {
                    return ban;
                }
            }
        }
        return null;
    }
}
