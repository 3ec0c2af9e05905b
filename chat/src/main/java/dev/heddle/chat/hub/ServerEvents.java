// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.StoreEvent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Applies what concerns the server as a whole: bans, registered channels, monitor lists, WALLOPS.
final class ServerEvents {
    private final Hub hub;
    private final Line line = new Line();

    ServerEvents(Hub hub) {
        this.hub = hub;
    }

    void on(Event.MonitorChanged e) {
        Client client = hub.client(e.client());
        if (client == null) {
            return;
        }
        var monitored = client.monitoredForChange();
        if (e.clear()) {
            monitored.keySet().forEach(folded -> hub.roster.unwatch(folded, client));
            monitored.clear();
        }
        for (String nick : e.removed()) {
            String folded = hub.fold(nick);
            if (monitored.remove(folded) != null) {
                hub.roster.unwatch(folded, client);
            }
        }
        for (String nick : e.added()) {
            String folded = hub.fold(nick);
            if (monitored.putIfAbsent(folded, nick) == null) {
                hub.roster.watch(folded, client);
            }
        }
    }

    void on(Event.ChannelRegistered e) {
        Channel channel = hub.roster.existing(e.channel());
        RegisteredChannel registration = e.registration();
        if (registration == null) {
            channel.registration(null);
            channel.modes(channel.modes() & ~ChannelMode.REGISTERED.bit());
            hub.recorder.keepAfter(new StoreEvent.ChannelDropped(channel.folded()));
            hub.roster.forgetIfEmpty(channel);
            return;
        }
        channel.registration(registration);
        channel.modes(channel.modes() | ChannelMode.REGISTERED.bit());
        hub.recorder.keepAfter(new StoreEvent.ChannelSaved(registration));
        hub.recorder.keepChannel(channel);
        for (ChannelMode mode : List.of(ChannelMode.BAN, ChannelMode.EXCEPT, ChannelMode.INVITE_EXCEPT)) {
            for (String text : channel.list(mode).texts()) {
                var entry = channel.list(mode).get(text);
                if (entry != null) {
                    hub.recorder.keepAfter(new StoreEvent.ListMaskAdded(channel.folded(), entry));
                }
            }
        }
    }

    void on(Event.AccessChanged e) {
        Channel channel = hub.roster.existing(e.channel());
        channel.access(e.account(), e.role());
        hub.recorder.keepAfter(
                e.role() == 0
                        ? new StoreEvent.AccessRemoved(channel.folded(), e.account())
                        : new StoreEvent.AccessSet(channel.folded(), e.account(), e.role()));
    }

    void on(Event.BanPlaced e) {
        hub.roster.bans.put(e.ban());
        hub.recorder.keepAfter(new StoreEvent.BanAdded(e.ban()));
    }

    void on(Event.BanLifted e) {
        if (hub.roster.bans.remove(e.kind(), e.mask())) {
            hub.recorder.keepAfter(new StoreEvent.BanRemoved(e.kind(), e.mask()));
        }
    }

    void on(Event.Wallops e) {
        User by = e.by() == 0 ? null : hub.roster.present(e.by());
        var body = line.begin(e.atMillis());
        if (by == null) {
            body.source(hub.settings().identity().name());
        } else {
            body.source(by.source());
        }
        body.command("WALLOPS").trailing(e.text());
        line.end();
        hub.fanout.beginShared();
        List<User> hearers = new ArrayList<>();
        for (User user : hub.users()) {
            if (user.has(UserMode.WALLOPS)) {
                hearers.add(user);
            }
        }
        hearers.sort(Comparator.comparingLong(User::id));
        for (User user : hearers) {
            for (int i = 0; i < user.clientCount(); i++) {
                hub.fanout.toShared(user.client(i), line);
            }
        }
    }
}
