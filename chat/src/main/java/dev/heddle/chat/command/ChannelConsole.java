// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Glob;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.StoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The operator's commands about channels.
final class ChannelConsole {
    private ChannelConsole() {}

    static void addTo(List<Console.Row> rows) {
        rows.add(
                new Console.Row("channels list", "[GLOB]", 0, "all channels, or those that fit", ChannelConsole::list));
        rows.add(new Console.Row("channels show", "CHANNEL", 1, "one channel and who is in it", ChannelConsole::show));
        rows.add(new Console.Row(
                "channels drop", "CHANNEL", 1, "ends the registration of a channel", ChannelConsole::drop));
        rows.add(new Console.Row(
                "channels purge", "CHANNEL", 1, "deletes the channel's history, for good", ChannelConsole::purge));
    }

    private static void list(Console console) {
        Call call = console.call();
        Glob glob = Glob.of(call.hub().fold(console.argument(0).isEmpty() ? "*" : console.argument(0)));
        List<String> lines = new ArrayList<>();
        for (Channel channel : call.hub().channels()) {
            if (glob.matches(channel.folded())) {
                RegisteredChannel registration = channel.registration();
                lines.add(channel.name() + " +" + ChannelMode.letters(channel.modes()) + " " + channel.memberCount()
                        + " members"
                        + (registration == null ? "" : " registered by " + registration.founder()));
            }
        }
        lines.add(lines.size() + " channels");
        console.done(lines);
    }

    private static void find(Console console, Consumer<Channel> then) {
        Channel channel = console.call().hub().channel(console.argument(0));
        if (channel == null) {
            console.refuse("There is no channel " + console.argument(0));
        } else {
            then.accept(channel);
        }
    }

    private static void show(Console console) {
        find(console, channel -> {
            List<String> lines = new ArrayList<>();
            lines.add("name: " + channel.name());
            lines.add("created: " + Instant.ofEpochMilli(channel.createdMillis()));
            lines.add("modes: +" + ChannelMode.letters(channel.modes()));
            lines.add("topic: " + channel.topic());
            RegisteredChannel registration = channel.registration();
            if (registration != null) {
                lines.add("founder: " + registration.founder());
                lines.add(ChannelSettings.history(console.call(), channel, registration));
                channel.access().forEach((account, role) -> lines.add("access: " + account + " " + role));
            }
            for (ChannelMode mode : List.of(ChannelMode.BAN, ChannelMode.EXCEPT, ChannelMode.INVITE_EXCEPT)) {
                channel.list(mode).texts().forEach(mask -> lines.add("mode " + mode.letter() + ": " + mask));
            }
            for (Membership member : channel.members()) {
                lines.add("member: " + member.prefix(true) + member.user().mask());
            }
            console.done(lines);
        });
    }

    private static void drop(Console console) {
        find(console, channel -> {
            String name = channel.name();
            if (channel.registration() == null) {
                console.refuse(name + " is not registered");
            } else {
                Call call = console.call();
                call.emit(new Event.ChannelRegistered(channel.folded(), null, call.nowMillis()));
                console.done(name + " is not registered any more");
            }
        });
    }

    /// Also of a channel that is gone.
    private static void purge(Console console) {
        Call call = console.call();
        String folded = call.hub().fold(console.argument(0));
        if (!call.hub().names().isChannel(console.argument(0))) {
            console.refuse(console.argument(0) + " is no name of a channel");
            return;
        }
        StoreEvent purged =
                new StoreEvent.HistoryPurged(Place.channel(folded), call.hub().sequence());
        Accounts.keep(call, purged, folded, console.kept("The history of " + folded + " is deleted"));
    }
}
