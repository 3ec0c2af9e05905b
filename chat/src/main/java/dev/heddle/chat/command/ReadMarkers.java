// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.ServerTime;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.ReadPosition;
import dev.heddle.chat.store.StoreEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// MARKREAD: how far a user has read each buffer. In memory while the user is here; an account's positions are
/// in the store too. A position never goes back. Source: IRCv3 draft/read-marker.
///
/// Thread: the hub. Limit: [#BUFFERS_MAX] buffers per user, [#USERS_MAX] users; the oldest are forgotten (in
/// memory).
public final class ReadMarkers {
    private static final int BUFFERS_MAX = 500;
    private static final int USERS_MAX = 20_000;

    /// By user: account folded, or `*` and the id.
    private final Map<String, Map<String, Long>> positions = new LinkedHashMap<>();

    ReadMarkers() {}

    static void addTo(CommandTable table) {
        table.add(
                "MARKREAD",
                Access.USERS,
                0,
                call -> call.services().readMarkers().markread(call));
    }

    private void markread(Call call) {
        if (call.paramOr(0).isEmpty()) {
            call.fail("NEED_MORE_PARAMS", "Missing parameters");
            return;
        }
        String target = call.param(0);
        if (call.paramCount() == 1) {
            load(call, () -> tell(call, call.client(), target));
            return;
        }
        String text = call.param(1);
        Long millis = text.startsWith("timestamp=") ? ServerTime.parseMillis(text.substring(10)) : null;
        if (millis == null) {
            call.fail("INVALID_PARAMS", target, "Invalid timestamp");
            return;
        }
        load(call, () -> set(call, target, millis));
    }

    private static String owner(User user) {
        String account = user.accountFolded();
        return account == null ? "*" + user.id() : account;
    }

    private static String key(Call call, String target) {
        User user = NameRules.isChannelLike(target) ? null : call.hub().user(target);
        String account = user == null ? null : user.accountFolded();
        return account == null ? call.hub().fold(target) : account;
    }

    /// Sees to it that the user's positions are in memory.
    private void load(Call call, Runnable then) {
        String owner = owner(call.user());
        if (positions.containsKey(owner)
                || call.user().account() == null
                || call.hub().store() == null) {
            then.run();
            return;
        }
        HistoryCommands.ask(call, new Query.ReadPositions(owner), found -> {
            Map<String, Long> mine = mine(owner);
            if (found != null) {
                found.forEach((name, position) -> mine.putIfAbsent(name, position.timeMillis()));
            }
            then.run();
        });
    }

    private Map<String, Long> mine(String owner) {
        Map<String, Long> mine = positions.computeIfAbsent(owner, name -> new HashMap<>(2));
        if (positions.size() > USERS_MAX) {
            positions.remove(positions.keySet().iterator().next());
        }
        return mine;
    }

    private void set(Call call, String target, long millis) {
        Map<String, Long> mine = mine(owner(call.user()));
        String key = key(call, target);
        Long before = mine.get(key);
        if (before != null && before >= millis || before == null && mine.size() >= BUFFERS_MAX) {
            tell(call, call.client(), target);
            return;
        }
        mine.put(key, millis);
        User user = call.user();
        for (int i = 0; i < user.clientCount(); i++) {
            if (user.client(i) == call.client() || user.client(i).has(Capability.READ_MARKER)) {
                tell(call, user.client(i), target);
            }
        }
        keep(call, target, key, millis);
    }

    /// The store counts in sequences: the position is the last entry up to that time.
    private static void keep(Call call, String target, String key, long millis) {
        String account = call.user().accountFolded();
        if (account == null || call.hub().store() == null) {
            return;
        }
        Place place = NameRules.isChannelLike(target) ? Place.channel(key) : Place.conversation(account, key);
        Query.History query =
                new Query.History(place, new Query.Span.Before(new Query.Bound.AtTime(millis + 1)), 0, true, 1);
        HistoryCommands.ask(call, query, page -> {
            List<HistoryEntry> entries = page == null ? List.of() : page.entries();
            long sequence = entries.isEmpty() ? 0 : entries.getLast().id().sequence();
            call.hub().keep(new StoreEvent.ReadPositionSet(account, key, new ReadPosition(sequence, millis)));
        });
    }

    private void tell(Call call, Client client, String target) {
        String text = position(call, target);
        call.line()
                .begin(call.nowMillis())
                .source(call.serverName())
                .command("MARKREAD")
                .param(Call.word(target))
                .param(text);
        call.hub().tell(client, call.line().end());
    }

    private String position(Call call, String target) {
        Map<String, Long> mine = positions.get(owner(call.user()));
        @Nullable Long millis = mine == null ? null : mine.get(key(call, target));
        return millis == null ? "*" : "timestamp=" + new ServerTime().format(millis);
    }

    /// Before the names of a channel that was just joined; `then` goes on.
    void tellJoined(Call call, Channel channel, Runnable then) {
        if (!call.client().has(Capability.READ_MARKER)) {
            then.run();
            return;
        }
        load(call, () -> {
            tell(call, call.client(), channel.name());
            then.run();
        });
    }
}
