// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Nonce;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.ReadPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies messages: the path that everything else is measured by.
///
/// One line is composed, one entry goes to the store, each class of recipients gets one encoding; the sender's
/// echo keeps its place behind the store's barrier.
final class MessageEvents {
    private final Hub hub;
    private final Line line = new Line();

    MessageEvents(Hub hub) {
        this.hub = hub;
    }

    void on(Event.ChannelMessage e, long sequence) {
        Channel channel = hub.roster.existing(e.channel());
        User user = hub.roster.present(e.user());
        Client actor = hub.client(e.client());
        user.spoke(e.atMillis());
        MessageId id = new MessageId(sequence, e.salt());
        Prefix toRank = e.toRank();
        String target = toRank == null ? channel.name() : toRank.symbol() + channel.name();
        boolean several = Multiline.isIn(e.text());
        if (!several) {
            compose(user, e.kind(), target, e.text(), e.tags(), id, e.atMillis());
        }
        Recorder.Fate fate = Recorder.Fate.NOT_KEPT;
        if (toRank == null && hub.recorder.keepsHistory() && isKept(e.kind(), e.tags())) {
            fate = hub.recorder.post(
                    entry(user, id, e.kind(), channel.name(), e.tags(), e.text(), e.atMillis()),
                    List.of(Place.channel(channel.folded())),
                    nonce(user, e.nonce()));
        }
        Echo echo = hub.recorder.echo(actor, fate, sequence, e.kind().name(), target);
        if (several) {
            var said = new SeveralLines.Said(e.kind(), target, e.text(), e.tags(), e.atMillis());
            var lines = new SeveralLines(hub, user, said, id);
            lines.toChannel(channel, toRank, actor);
            lines.echo(actor, echo);
            return;
        }
        if (toRank != null) {
            toRank(channel, toRank, actor, e.kind());
            echoAlone(actor, echo);
            return;
        }
        int bits = e.kind() == Event.Kind.TAGMSG ? Visible.TAGS : 0;
        hub.fanout.toChannel(channel, line, bits, bits, actor, echo);
        if (actor != null && actor.user() != null && channel.member(user) == null) {
            echoAlone(actor, echo);
        }
    }

    void on(Event.PrivateMessage e, long sequence) {
        User user = hub.roster.present(e.user());
        Client actor = hub.client(e.client());
        user.spoke(e.atMillis());
        User target = e.target() == 0 ? null : hub.roster.present(e.target());
        MessageId id = new MessageId(sequence, e.salt());
        boolean several = Multiline.isIn(e.text());
        if (!several) {
            compose(user, e.kind(), e.targetName(), e.text(), e.tags(), id, e.atMillis());
        }
        Recorder.Fate fate = Recorder.Fate.NOT_KEPT;
        if (hub.recorder.keepsHistory() && isKept(e.kind(), e.tags())) {
            fate = hub.recorder.post(
                    entry(user, id, e.kind(), e.targetName(), e.tags(), e.text(), e.atMillis()),
                    sides(user, target, e),
                    nonce(user, e.nonce()));
        }
        if (target != null) {
            heard(user, target, sequence, e.atMillis());
        }
        if (several) {
            var said = new SeveralLines.Said(e.kind(), e.targetName(), e.text(), e.tags(), e.atMillis());
            var lines = new SeveralLines(hub, user, said, id);
            lines.toBoth(target, actor);
            lines.echo(actor, hub.recorder.echo(actor, fate, sequence, e.kind().name(), e.targetName()));
            return;
        }
        hub.fanout.beginShared();
        if (target != null) {
            toUser(target, actor, e.kind(), false);
        }
        if (target != user) {
            toUser(user, actor, e.kind(), true);
        }
        echoAlone(actor, hub.recorder.echo(actor, fate, sequence, e.kind().name(), e.targetName()));
    }

    private void compose(
            User user, Event.Kind kind, String target, String text, Tags tags, MessageId id, long atMillis) {
        var body =
                line.begin(atMillis).source(user.source()).command(kind.name()).param(target);
        if (kind != Event.Kind.TAGMSG) {
            body.trailing(text);
        }
        line.end().msgid(id).from(user).clientTags(tags.toWire());
    }

    /// A message to oneself arrives like any other; the sending client gets it as its echo, and then again as
    /// the receiver.
    private void toUser(User user, @Nullable Client actor, Event.Kind kind, boolean copies) {
        for (int i = 0; i < user.clientCount(); i++) {
            Client client = user.client(i);
            boolean wants = !copies || client != actor;
            if (wants && (kind != Event.Kind.TAGMSG || client.has(Capability.MESSAGE_TAGS))) {
                if (client == actor) {
                    hub.fanout.send(client, line, 0);
                } else {
                    hub.fanout.toShared(client, line);
                }
            }
        }
    }

    /// Classic clients do not say how far they have read: what reached one counts as read, and is not
    /// replayed at the next login.
    private static void heard(User from, User by, long sequence, long atMillis) {
        if (by.account() == null) {
            return;
        }
        for (int i = 0; i < by.clientCount(); i++) {
            if (!by.client(i).has(Capability.CHATHISTORY)) {
                String account = from.accountFolded();
                by.heard(account == null ? from.folded() : account, new ReadPosition(sequence, atMillis));
                return;
            }
        }
    }

    private void toRank(Channel channel, Prefix rank, @Nullable Client actor, Event.Kind kind) {
        hub.fanout.beginShared();
        for (int i = 0; i < channel.memberCount(); i++) {
            Membership member = channel.member(i);
            if (member.isAtLeast(rank)) {
                for (int k = 0; k < member.user().clientCount(); k++) {
                    Client client = member.user().client(k);
                    if (client != actor && (kind != Event.Kind.TAGMSG || client.has(Capability.MESSAGE_TAGS))) {
                        hub.fanout.toShared(client, line);
                    }
                }
            }
        }
    }

    private void echoAlone(@Nullable Client actor, Echo echo) {
        if (actor == null) {
            return;
        }
        switch (echo.kind()) {
            case NONE -> {}
            case NORMAL -> hub.fanout.send(actor, line, 0);
            case HELD -> hub.fanout.send(actor, line, echo.sequence());
            case LABELLED -> actor.collect(line, echo.sequence());
        }
    }

    private static boolean isKept(Event.Kind kind, Tags tags) {
        return kind != Event.Kind.TAGMSG || tags.has("+draft/persist") || tags.has("+persist");
    }

    private static @Nullable Nonce nonce(User user, String value) {
        return value.isEmpty() ? null : new Nonce(owner(user), value);
    }

    /// An account survives a reconnect; without one the nick is the best there is.
    private static String owner(User user) {
        String account = user.accountFolded();
        return account == null ? "*" + user.folded() : account;
    }

    private static HistoryEntry entry(
            User user, MessageId id, Event.Kind kind, String target, Tags tags, String text, long atMillis) {
        EntryKind entryKind = switch (kind) {
            case PRIVMSG -> EntryKind.PRIVMSG;
            case NOTICE -> EntryKind.NOTICE;
            case TAGMSG -> EntryKind.TAGMSG;
        };
        return new HistoryEntry(
                id, atMillis, entryKind, user.mask(), user.account(), target, tags, text, user.has(UserMode.BOT));
    }

    /// The buffers of both sides, as far as they have accounts.
    private List<Place> sides(User user, @Nullable User target, Event.PrivateMessage e) {
        String from = user.accountFolded();
        String to = target == null ? (e.account().isEmpty() ? null : e.account()) : target.accountFolded();
        String fromName = from == null ? user.folded() : from;
        String toName = to != null ? to : hub.fold(e.targetName());
        if (from == null) {
            return to == null ? List.of() : List.of(Place.conversation(to, fromName));
        }
        Place mine = Place.conversation(from, toName);
        return to == null || to.equals(from) ? List.of(mine) : List.of(mine, Place.conversation(to, fromName));
    }
}
