// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.store.ChannelMask;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.StoreEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies what happens in channels, and tells the members.
final class ChannelEvents {
    private static final int MODE_BYTES_MAX = 380;

    private final Hub hub;
    private final Line line = new Line();
    private final Line extended = new Line();

    ChannelEvents(Hub hub) {
        this.hub = hub;
    }

    void on(Event.Joined e, long sequence) {
        User user = hub.roster.present(e.user());
        Channel channel = hub.channel(e.name());
        boolean fresh = channel == null;
        if (channel == null) {
            channel = new Channel(e.name(), hub.fold(e.name()), e.atMillis());
            channel.modes(ChannelMode.NO_OUTSIDE.bit() | ChannelMode.TOPIC_LOCKED.bit());
            hub.roster.channels.put(channel.folded(), channel);
        }
        if (channel.memberCount() == 0) {
            hub.roster.census.formed();
        }
        channel.enter(user, e.ranks(), e.atMillis(), e.since() == 0 ? sequence : e.since());
        if (e.since() == 0) {
            hub.recorder.stayBegan(user, channel, sequence);
        }
        user.uninvite(channel);
        MessageId id = new MessageId(sequence, e.salt());
        line.begin(e.atMillis()).source(user.source()).command("JOIN").param(channel.name());
        line.end().msgid(id).from(user);
        String account = user.account();
        extended.begin(e.atMillis())
                .source(user.source())
                .command("JOIN")
                .param(channel.name())
                .param(account == null ? "*" : account)
                .trailing(user.realname());
        extended.end().msgid(id).from(user);
        hub.fanout.toChannel(channel, line, Visible.JOIN, 0, hub.acting(), Echo.NORMAL);
        hub.fanout.toChannel(channel, extended, Visible.JOIN, Visible.JOIN, hub.acting(), Echo.NORMAL);
        if (!fresh && e.ranks() != 0) {
            ranksLine(channel, user, e.ranks(), e.atMillis());
        }
        if (user.away() != null) {
            UserEvents.awayLine(line, user, e.atMillis());
            toMembers(channel, Capability.AWAY_NOTIFY, user);
        }
        hub.recorder.event(EntryKind.JOIN, id, user, place(channel), channel.name(), "", e.atMillis());
    }

    private void ranksLine(Channel channel, User user, int ranks, long atMillis) {
        StringBuilder letters = new StringBuilder("+");
        for (Prefix rank : Prefix.values()) {
            if ((ranks & rank.bit()) != 0) {
                letters.append(rank.letter());
            }
        }
        LineWriter body = line.begin(atMillis)
                .source(hub.settings().identity().name())
                .command("MODE")
                .param(channel.name())
                .param(letters.toString());
        for (int i = 1; i < letters.length(); i++) {
            body.param(user.nick());
        }
        line.end();
        hub.fanout.toChannel(channel, line, 0, 0, null, Echo.NORMAL);
    }

    void on(Event.Parted e, long sequence) {
        User user = hub.roster.present(e.user());
        Channel channel = hub.roster.existing(e.channel());
        MessageId id = new MessageId(sequence, e.salt());
        LineWriter body =
                line.begin(e.atMillis()).source(user.source()).command("PART").param(channel.name());
        if (!e.reason().isEmpty()) {
            body.trailing(e.reason());
        }
        line.end().msgid(id).from(user);
        hub.fanout.toChannel(channel, line, 0, 0, hub.acting(), Echo.NORMAL);
        hub.recorder.event(EntryKind.PART, id, user, place(channel), channel.name(), e.reason(), e.atMillis());
        hub.recorder.heardUntil(user, channel, sequence, e.atMillis());
        hub.recorder.stayEnded(user, channel);
        leave(channel, user);
    }

    private void leave(Channel channel, User user) {
        Membership membership = channel.member(user);
        if (membership == null) {
            throw new IllegalStateException(
                    "hub: an event takes " + user + " out of " + channel + ", who is no member");
        }
        hub.fanout.flush(channel);
        hub.roster.leave(membership);
    }

    void on(Event.Kicked e, long sequence) {
        User user = hub.roster.present(e.user());
        Channel channel = hub.roster.existing(e.channel());
        MessageId id = new MessageId(sequence, e.salt());
        User by = e.by() == 0 ? null : hub.roster.present(e.by());
        body("KICK", by, e.atMillis()).param(channel.name()).param(user.nick()).trailing(e.reason());
        tagged(id, by);
        hub.fanout.toChannel(channel, line, 0, 0, hub.acting(), Echo.NORMAL);
        String text = user.nick() + " " + e.reason();
        record(EntryKind.KICK, id, by, channel, text, e.atMillis());
        hub.recorder.heardUntil(user, channel, sequence, e.atMillis());
        hub.recorder.stayEnded(user, channel);
        leave(channel, user);
    }

    void on(Event.TopicChanged e, long sequence) {
        Channel channel = hub.roster.existing(e.channel());
        MessageId id = new MessageId(sequence, e.salt());
        User by = e.by() == 0 ? null : hub.roster.present(e.by());
        channel.topic(e.topic(), by == null ? hub.settings().identity().name() : by.mask(), e.atMillis());
        body("TOPIC", by, e.atMillis()).param(channel.name()).trailing(e.topic());
        tagged(id, by);
        hub.fanout.toChannel(channel, line, 0, 0, hub.acting(), Echo.NORMAL);
        record(EntryKind.TOPIC, id, by, channel, e.topic(), e.atMillis());
        hub.recorder.keepChannel(channel);
    }

    // --- modes

    void on(Event.ChannelModesChanged e, long sequence) {
        Channel channel = hub.roster.existing(e.channel());
        User by = e.by() == 0 ? null : hub.roster.present(e.by());
        String setter = by == null ? hub.settings().identity().name() : by.mask();
        MessageId id = new MessageId(sequence, e.salt());
        List<Event.ModeChange> told = new ArrayList<>(e.changes().size());
        int bytes = 0;
        for (Event.ModeChange change : e.changes()) {
            Event.ModeChange done = change(channel, change, setter, e.atMillis());
            String parameter = done.parameter();
            int more = parameter == null ? 2 : 3 + parameter.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + more > MODE_BYTES_MAX) {
                tell(channel, by, told, id, e.atMillis());
                id = new MessageId(hub.reserveSequence(), e.salt());
                told.clear();
                bytes = 0;
            }
            bytes += more;
            told.add(done);
        }
        tell(channel, by, told, id, e.atMillis());
        hub.recorder.keepChannel(channel);
    }

    /// Makes one change; answers it as it is told.
    private Event.ModeChange change(Channel channel, Event.ModeChange change, String setter, long atMillis) {
        Prefix rank = Prefix.ofLetter(change.mode());
        if (rank != null) {
            User user = hub.roster.present(change.user());
            Membership membership = channel.member(user);
            if (membership != null) {
                membership.ranks(change.add() ? membership.ranks() | rank.bit() : membership.ranks() & ~rank.bit());
            }
            return new Event.ModeChange(change.add(), change.mode(), user.nick(), change.user());
        }
        ChannelMode mode = ChannelMode.ofLetter(change.mode());
        if (mode == null) {
            throw new IllegalStateException("hub: an event names channel mode " + change.mode());
        }
        switch (mode.takes()) {
            case LIST -> list(channel, mode, change, setter, atMillis);
            case ALWAYS -> channel.key(change.add() ? change.parameter() : null);
            case WHEN_SET -> channel.limit(change.add() ? parseLimit(change.parameter()) : 0);
            case NOTHING -> channel.modes(change.add() ? channel.modes() | mode.bit() : channel.modes() & ~mode.bit());
        }
        return change;
    }

    private static int parseLimit(@Nullable String text) {
        return text == null ? 0 : Integer.parseInt(text);
    }

    private void list(Channel channel, ChannelMode mode, Event.ModeChange change, String setter, long atMillis) {
        String text = change.parameter();
        if (text == null) {
            return;
        }
        channel.listsChanged();
        boolean kept = channel.registration() != null;
        if (!change.add()) {
            channel.list(mode).remove(text);
            if (kept) {
                hub.recorder.keepAfter(new StoreEvent.ListMaskRemoved(channel.folded(), mode.letter(), text));
            }
            return;
        }
        Mask mask = Mask.parse(hub.names().casemapping(), text);
        if (mask != null) {
            ChannelMask entry = new ChannelMask(mode.letter(), mask.text(), setter, atMillis);
            if (channel.list(mode).add(mask, entry) && kept) {
                hub.recorder.keepAfter(new StoreEvent.ListMaskAdded(channel.folded(), entry));
            }
        }
    }

    private void tell(Channel channel, @Nullable User by, List<Event.ModeChange> changes, MessageId id, long atMillis) {
        if (changes.isEmpty()) {
            return;
        }
        StringBuilder letters = new StringBuilder();
        StringBuilder parameters = new StringBuilder();
        char sign = 0;
        LineWriter body = body("MODE", by, atMillis).param(channel.name());
        for (Event.ModeChange change : changes) {
            char wanted = change.add() ? '+' : '-';
            if (wanted != sign) {
                letters.append(wanted);
                sign = wanted;
            }
            letters.append(change.mode());
            if (change.parameter() != null) {
                parameters.append(' ').append(change.parameter());
            }
        }
        body.param(letters.toString());
        for (Event.ModeChange change : changes) {
            String parameter = change.parameter();
            if (parameter != null) {
                body.param(parameter);
            }
        }
        tagged(id, by);
        hub.fanout.toChannel(channel, line, 0, 0, hub.acting(), Echo.NORMAL);
        record(EntryKind.MODE, id, by, channel, letters.append(parameters).toString(), atMillis);
    }

    // --- invitations

    void on(Event.Invited e) {
        User by = hub.roster.present(e.by());
        User user = hub.roster.present(e.user());
        Channel channel = hub.roster.existing(e.channel());
        user.invite(channel);
        line.begin(e.atMillis())
                .source(by.source())
                .command("INVITE")
                .param(user.nick())
                .param(channel.name());
        line.end().from(by);
        hub.fanout.beginShared();
        for (int i = 0; i < user.clientCount(); i++) {
            hub.fanout.toShared(user.client(i), line);
        }
        for (int i = 0; i < channel.memberCount(); i++) {
            Membership member = channel.member(i);
            boolean mayInvite = member.isAtLeast(Prefix.HALF_OPERATOR) || !channel.has(ChannelMode.INVITE_ONLY);
            if (mayInvite && member.user() != by && member.user() != user) {
                toClients(member.user(), Capability.INVITE_NOTIFY);
            }
        }
    }

    void on(Event.Knocked e) {
        User by = hub.roster.present(e.by());
        Channel channel = hub.roster.existing(e.channel());
        for (int i = 0; i < channel.memberCount(); i++) {
            Membership member = channel.member(i);
            if (member.isAtLeast(Prefix.HALF_OPERATOR)) {
                line.begin(e.atMillis())
                        .source(hub.settings().identity().name())
                        .numeric(Numeric.RPL_KNOCK, member.user().nick())
                        .param(channel.name())
                        .param(by.mask())
                        .trailing(e.reason().isEmpty() ? "has asked for an invite" : e.reason());
                line.end();
                hub.fanout.beginShared();
                for (int k = 0; k < member.user().clientCount(); k++) {
                    hub.fanout.toShared(member.user().client(k), line);
                }
            }
        }
    }

    // --- steps

    /// The line to the members' clients with this capability, except one user's.
    private void toMembers(Channel channel, Capability wanted, User except) {
        hub.fanout.beginShared();
        for (int i = 0; i < channel.memberCount(); i++) {
            User member = channel.member(i).user();
            if (member != except) {
                toClients(member, wanted);
            }
        }
    }

    private void toClients(User user, Capability wanted) {
        for (int i = 0; i < user.clientCount(); i++) {
            if (user.client(i).has(wanted)) {
                hub.fanout.toShared(user.client(i), line);
            }
        }
    }

    private LineWriter body(String command, @Nullable User by, long atMillis) {
        LineWriter body = line.begin(atMillis);
        if (by == null) {
            body.source(hub.settings().identity().name());
        } else {
            body.source(by.source());
        }
        return body.command(command);
    }

    private void tagged(MessageId id, @Nullable User by) {
        line.end().msgid(id);
        if (by != null) {
            line.from(by);
        }
    }

    private void record(EntryKind kind, MessageId id, @Nullable User by, Channel channel, String text, long atMillis) {
        if (by == null) {
            String source = hub.settings().identity().name();
            hub.recorder.event(kind, id, source, null, place(channel), channel.name(), text, atMillis);
        } else {
            hub.recorder.event(kind, id, by, place(channel), channel.name(), text, atMillis);
        }
    }

    private static List<Place> place(Channel channel) {
        return List.of(Place.channel(channel.folded()));
    }
}
