// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.ServerTime;
import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.Query.Bound;
import dev.heddle.chat.store.Query.Span;
import dev.heddle.chat.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// CHATHISTORY. A query carries the hub's sequence: it sees everything that was said before it. Source: IRCv3
/// draft/chathistory.
final class HistoryCommands {
    private HistoryCommands() {}

    static void addTo(CommandTable table) {
        table.add("CHATHISTORY", Access.USERS, 0, 4, HistoryCommands::chathistory);
    }

    private static void chathistory(Call call) {
        String verb = call.paramOr(0).toUpperCase(Locale.ROOT);
        if (!call.client().has(Capability.CHATHISTORY)) {
            call.fail("UNKNOWN_COMMAND", verb, "You have not negotiated draft/chathistory");
            return;
        }
        int wanted = switch (verb) {
            case "LATEST", "BEFORE", "AFTER", "AROUND", "TARGETS" -> 4;
            case "BETWEEN" -> 5;
            default -> 0;
        };
        if (wanted == 0) {
            call.fail("INVALID_PARAMS", verb, "Unknown subcommand");
        } else if (call.paramCount() < wanted) {
            call.fail("NEED_MORE_PARAMS", verb, "Missing parameters");
        } else if (verb.equals("TARGETS")) {
            targets(call, verb);
        } else {
            page(call, verb);
        }
    }

    private static int limit(Call call, String text) {
        int most = call.hub().settings().history().page();
        return text.matches("[0-9]{1,9}") ? Math.min(most, Integer.parseInt(text)) : -1;
    }

    private static void invalid(Call call, String verb) {
        call.fail("INVALID_PARAMS", verb, "Invalid parameters");
    }

    // --- pages

    private static void page(Call call, String verb) {
        int limit = limit(call, call.param(verb.equals("BETWEEN") ? 4 : 3));
        Span span = span(call, verb);
        if (limit < 0 || span == null) {
            invalid(call, verb);
            return;
        }
        String target = call.param(1);
        View view = view(call, target);
        if (view == null) {
            call.fail("INVALID_TARGET", verb, target, "Messages could not be retrieved");
            return;
        }
        boolean events = call.client().has(Capability.EVENT_PLAYBACK);
        Playback.End end = whole -> {
            if (!whole) {
                call.fail("MESSAGE_ERROR", verb, target, "Messages could not be retrieved");
            }
        };
        ask(call, new Query.History(view.place, span, view.from, events, limit), page -> {
            if (page == null) {
                end.reached(false);
            } else {
                Playback.play(call, target, page, events, end);
            }
        });
    }

    private static @Nullable Span span(Call call, String verb) {
        Bound first = bound(call.param(2));
        return switch (verb) {
            case "LATEST" ->
                call.param(2).equals("*") ? new Span.Latest() : first == null ? null : new Span.LatestAfter(first);
            case "BEFORE" -> first == null ? null : new Span.Before(first);
            case "AFTER" -> first == null ? null : new Span.After(first);
            case "AROUND" -> first == null ? null : new Span.Around(first);
            default -> {
                Bound second = bound(call.param(3));
                yield first == null || second == null ? null : new Span.Between(first, second);
            }
        };
    }

    private static @Nullable Bound bound(String text) {
        if (text.startsWith("msgid=")) {
            MessageId id = MessageId.parse(text.substring(6));
            return id == null ? null : new Bound.AtMessage(id);
        }
        Long millis = text.startsWith("timestamp=") ? ServerTime.parseMillis(text.substring(10)) : null;
        return millis == null ? null : new Bound.AtTime(millis);
    }

    /// A buffer as one user may see it.
    record View(Place place, long from) {}

    /// The buffer of this name; null if the asker may not see it.
    static @Nullable View view(Call call, String target) {
        Hub hub = call.hub();
        User user = call.user();
        if (NameRules.isChannelLike(target)) {
            Channel channel = hub.channel(target);
            Membership membership = channel == null ? null : channel.member(user);
            return membership == null
                    ? null
                    : new View(Place.channel(membership.channel().folded()), visibleFrom(hub, membership));
        }
        String account = user.accountFolded();
        if (account == null) {
            return null;
        }
        User other = hub.user(target);
        String name = other == null ? null : other.accountFolded();
        return new View(Place.conversation(account, name == null ? hub.fold(target) : name), 0);
    }

    /// The first sequence that the member may see; 0: all of it.
    static long visibleFrom(Hub hub, Membership membership) {
        return hub.seesAll(membership.channel()) ? 0 : membership.joinedSequence();
    }

    static <T> void ask(Call call, Query<T> query, Consumer<@Nullable T> done) {
        Store store = Objects.requireNonNull(call.hub().store());
        call.await();
        store.ask(
                call.hub().sequence(),
                query,
                Answer.<T>of(
                                found -> call.resume(() -> done.accept(found)),
                                why -> call.resume(() -> done.accept(null)))
                        .on(call.services().hooks().hubExecutor()));
    }

    // --- TARGETS

    private static void targets(Call call, String verb) {
        Bound first = bound(call.param(1));
        Bound second = bound(call.param(2));
        int limit = limit(call, call.param(3));
        if (!(first instanceof Bound.AtTime(long from)) || !(second instanceof Bound.AtTime(long to)) || limit < 0) {
            invalid(call, verb);
            return;
        }
        String account = call.user().accountFolded();
        Query.Targets query = new Query.Targets(account == null ? "" : account, channels(call), from, to, limit);
        ask(call, query, found -> {
            if (found == null) {
                call.fail("MESSAGE_ERROR", verb, "Messages could not be retrieved");
            } else {
                tellTargets(call, found);
            }
        });
    }

    /// The channels that the asker is in, as it may see them.
    static List<Query.ChannelView> channels(Call call) {
        List<Query.ChannelView> views = new ArrayList<>();
        User user = call.user();
        for (int i = 0; i < user.membershipCount(); i++) {
            Membership membership = user.membership(i);
            views.add(new Query.ChannelView(membership.channel().folded(), visibleFrom(call.hub(), membership)));
        }
        return views;
    }

    private static void tellTargets(Call call, List<Query.Target> found) {
        String reference = call.hub().ids().nextReference();
        Playback.open(call, reference, call.hub().takeLabel(call.client()), "draft/chathistory-targets");
        ServerTime time = new ServerTime();
        for (Query.Target target : found) {
            call.line()
                    .begin(call.nowMillis())
                    .source(call.serverName())
                    .command("CHATHISTORY")
                    .param("TARGETS")
                    .param(displayed(call, target.place()))
                    .param(time.format(target.latest().timeMillis()));
            call.tell(call.line().end().batch(reference));
        }
        Playback.close(call, reference);
    }

    /// The name as people know it, as far as they are here.
    static String displayed(Call call, Place place) {
        Channel channel = call.hub().channel(place.name());
        if (channel != null) {
            return channel.name();
        }
        User user = call.hub().user(place.name());
        Directory.Entry entry = call.services().directory().find(place.name());
        return user != null ? user.nick() : entry != null ? entry.name() : place.name();
    }
}
