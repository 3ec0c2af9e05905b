// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.HistoryPage;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.ReadPosition;
import dev.heddle.chat.store.StoreEvent;
import java.util.ArrayList;
import java.util.List;

/// What an account missed, for clients that cannot ask: played once at login, and then counted as read.
final class HistoryReplay {
    private static final int PLACES_MAX = 100;

    private HistoryReplay() {}

    /// Call at the end of the welcome, and of a login after it.
    static void start(Call call) {
        Hub hub = call.hub();
        User user = call.user();
        String account = user.accountFolded();
        int most = hub.settings().history().replay();
        boolean asksItself = call.client().has(Capability.CHATHISTORY);
        if (account == null
                || asksItself
                || most == 0
                || hub.store() == null
                || !hub.settings().history().enabled()) {
            return;
        }
        Query.Unread query = new Query.Unread(account, HistoryCommands.channels(call), false, most, PLACES_MAX);
        HistoryCommands.ask(call, query, pages -> {
            if (pages != null) {
                play(call, account, capped(pages, most), 0);
            }
        });
    }

    /// What was said in a channel whose members see all of it, for a client that cannot ask and has just
    /// joined: after the account's read position if there is one. Then `last`.
    static void joined(Call call, Channel channel, Runnable last) {
        Hub hub = call.hub();
        int most = hub.settings().history().joinReplay();
        Membership membership = channel.member(call.user());
        if (call.client().has(Capability.CHATHISTORY)
                || most == 0
                || hub.store() == null
                || !hub.settings().history().enabled()
                || membership == null
                || HistoryCommands.visibleFrom(hub, membership) != 0) {
            last.run();
            return;
        }
        String account = call.user().accountFolded();
        if (account == null) {
            play(call, channel, 0, most, last);
            return;
        }
        HistoryCommands.ask(call, new Query.ReadPositions(account), positions -> {
            ReadPosition position = positions == null ? null : positions.get(channel.folded());
            play(call, channel, position == null ? 0 : position.sequence() + 1, most, last);
        });
    }

    private static void play(Call call, Channel channel, long from, int most, Runnable last) {
        Query.History newest =
                new Query.History(Place.channel(channel.folded()), new Query.Span.Latest(), from, false, most);
        HistoryCommands.ask(call, newest, page -> {
            if (page == null || page.entries().isEmpty()) {
                last.run();
            } else {
                Playback.play(call, channel.name(), page, false, whole -> last.run());
            }
        });
    }

    /// What of a buffer is played, and how far it is read then.
    private record Missed(Playback.Stretch stretch, ReadPosition read) {}

    /// At most so many messages in all, the newest buffers first.
    private static List<Missed> capped(List<HistoryPage> pages, int most) {
        List<Missed> capped = new ArrayList<>();
        int room = most;
        for (HistoryPage page : pages) {
            if (room > 0 && !page.entries().isEmpty()) {
                List<HistoryEntry> entries = page.entries();
                List<HistoryEntry> newest = entries.subList(Math.max(0, entries.size() - room), entries.size());
                HistoryEntry last = newest.getLast();
                capped.add(new Missed(
                        Playback.Stretch.of(new HistoryPage(page.place(), newest), false),
                        new ReadPosition(last.id().sequence(), last.timeMillis())));
                room -= newest.size();
            }
        }
        return capped;
    }

    /// Buffer after buffer; read is what has been sent as a whole.
    private static void play(Call call, String account, List<Missed> missed, int next) {
        if (next == missed.size()) {
            return;
        }
        Missed one = missed.get(next);
        Place place = one.stretch.place();
        Playback.play(call, HistoryCommands.displayed(call, place), one.stretch, whole -> {
            if (whole) {
                call.hub().keep(new StoreEvent.ReadPositionSet(account, place.name(), one.read));
            }
            play(call, account, missed, next + 1);
        });
    }
}
