// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.Retention;
import dev.heddle.chat.store.StoreEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the founder of a registered channel decides about its history: who sees it, how much of it is kept, and
/// that it goes.
final class ChannelSettings {
    private static final String SET_USAGE =
            "Say SET <channel> HISTORY joined|members|default, or SET <channel> RETENTION <days> [count] | default";

    private ChannelSettings() {}

    static void set(Call call, Channel channel, List<String> words) {
        RegisteredChannel known = channel.registration();
        if (known == null) {
            ChanServ.tell(call, channel.name() + " is not registered");
        } else if (!ChanServ.isFounder(call, channel)) {
            ChanServ.tell(call, "Only the founder may do that");
        } else if (words.size() < 2) {
            ChanServ.tell(call, SET_USAGE);
        } else {
            RegisteredChannel changed = changed(
                    known, words, call.hub().settings().history().retention().countMax());
            if (changed == null) {
                ChanServ.tell(call, SET_USAGE);
            } else if (!call.user().isOperator() && isLonger(call, changed.retention())) {
                ChanServ.tell(call, "Only an operator of the server makes a channel keep more than the server does");
            } else {
                call.emit(new Event.ChannelRegistered(channel.folded(), changed, call.nowMillis()));
                ChanServ.tell(call, history(call, channel, changed));
            }
        }
    }

    private static boolean isLonger(Call call, @Nullable Retention own) {
        Retention ofServer = call.hub().settings().history().retention();
        return own != null
                && (isMore(own.ageMillisMax(), ofServer.ageMillisMax()) || isMore(own.countMax(), ofServer.countMax()));
    }

    /// 0 is without end.
    private static boolean isMore(long own, long ofServer) {
        return ofServer != 0 && (own == 0 || own > ofServer);
    }

    /// Null: the words say nothing that makes sense.
    private static @Nullable RegisteredChannel changed(RegisteredChannel known, List<String> words, int serversCount) {
        String value = words.get(1).toLowerCase(Locale.ROOT);
        return switch (words.get(0).toUpperCase(Locale.ROOT)) {
            case "HISTORY" ->
                switch (value) {
                    case "joined" -> known.withHistoryFromJoin(true);
                    case "members" -> known.withHistoryFromJoin(false);
                    case "default" -> known.withHistoryFromJoin(null);
                    default -> null;
                };
            case "RETENTION" -> {
                if (value.equals("default")) {
                    yield known.withRetention(null);
                }
                String count = words.size() > 2 ? words.get(2) : String.valueOf(serversCount);
                boolean numbers = value.matches("[0-9]{1,5}") && count.matches("[0-9]{1,9}");
                yield numbers
                        ? known.withRetention(
                                Retention.of(Duration.ofDays(Long.parseLong(value)), Integer.parseInt(count)))
                        : null;
            }
            default -> null;
        };
    }

    /// One line about the history of a registered channel.
    static String history(Call call, Channel channel, RegisteredChannel registration) {
        Retention own = registration.retention();
        Retention kept = own == null ? call.hub().settings().history().retention() : own;
        return "History: seen " + (call.hub().seesAll(channel) ? "by members, all of it" : "from the join on")
                + "; kept "
                + (kept.ageMillisMax() == 0
                        ? "for ever"
                        : Duration.ofMillis(kept.ageMillisMax()).toDays() + " days")
                + (kept.countMax() == 0 ? "" : ", at most " + kept.countMax() + " messages")
                + (own == null ? " (the server's default)" : "");
    }

    static void purge(Call call, Channel channel) {
        if (channel.registration() == null) {
            ChanServ.tell(call, channel.name() + " is not registered");
        } else if (!ChanServ.isFounder(call, channel)) {
            ChanServ.tell(call, "Only the founder may do that");
        } else {
            String name = channel.name();
            StoreEvent purged = new StoreEvent.HistoryPurged(
                    Place.channel(channel.folded()), call.hub().sequence());
            long sequence = call.hub().keep(purged);
            ChanServ.tell(
                    call,
                    sequence == 0
                            ? "The history could not be deleted; try again"
                            : "The history of " + name + " is deleted");
        }
    }
}
