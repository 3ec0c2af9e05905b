// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.store.ChannelMask;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.ServerBan;
import dev.heddle.chat.store.Snapshot;

/// Gives a new hub what the store kept: the order's last place, registered channels, server bans.
final class Restoration {
    private final Hub hub;

    Restoration(Hub hub) {
        this.hub = hub;
    }

    void restore(Snapshot snapshot) {
        hub.sequence(snapshot.lastSequence());
        for (Snapshot.StoredChannel stored : snapshot.channels()) {
            restore(stored);
        }
        for (ServerBan ban : snapshot.bans()) {
            hub.roster.bans.put(ban);
        }
    }

    private void restore(Snapshot.StoredChannel stored) {
        RegisteredChannel known = stored.channel();
        Channel channel = new Channel(known.name(), known.folded(), known.createdMillis());
        int modes = 0;
        for (int i = 0; i < known.modes().length(); i++) {
            ChannelMode mode = ChannelMode.ofLetter(known.modes().charAt(i));
            modes |= mode == null ? 0 : mode.bit();
        }
        channel.modes(modes | ChannelMode.REGISTERED.bit());
        channel.key(known.key());
        channel.limit(known.limit());
        RegisteredChannel.Topic topic = known.topic();
        if (topic != null) {
            channel.topic(topic.text(), topic.setter(), topic.timeMillis());
        }
        for (ChannelMask entry : stored.masks()) {
            ChannelMode mode = ChannelMode.ofLetter(entry.list());
            Mask mask = Mask.parse(hub.names().casemapping(), entry.mask());
            if (mode != null && mode.takes() == ChannelMode.Takes.LIST && mask != null) {
                channel.list(mode).add(mask, entry);
            }
        }
        channel.registration(known);
        stored.roles().forEach(channel::access);
        hub.roster.channels.put(channel.folded(), channel);
    }
}
