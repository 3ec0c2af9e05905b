// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Conversation.Presence;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Member;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/// Who comes, goes and is there: keeps the members of the channels as the server says. Thread: the loop.
final class ChannelLines {
    private final Core core;
    private final Model model;
    private final EntryReader reader;
    private final Consumer<Conversation> onEntered;
    private final Set<String> listing = new HashSet<>();

    /// @param onEntered told when this user has come into a channel
    ChannelLines(Core core, Consumer<Conversation> onEntered) {
        this.core = core;
        this.model = core.model();
        this.reader = new EntryReader(model);
        this.onEntered = onEntered;
    }

    /// Takes a line if it is about this.
    ///
    /// @return whether it was
    boolean onLine(IrcLine line) {
        switch (line.command()) {
            case "JOIN" -> join(line);
            case "PART" -> part(line);
            case "KICK" -> kick(line);
            case "QUIT" -> quit(line);
            case "NICK" -> nick(line);
            case "MODE" -> mode(line);
            case "AWAY" -> away(line);
            case "TOPIC" -> topic(line);
            case "331", "332" -> topicIs(line);
            case "353" -> names(line);
            case "366" -> namesEnd(line);
            case "730" -> presence(line, Presence.ONLINE);
            case "731" -> presence(line, Presence.OFFLINE);
            case "333", "ACCOUNT", "CHGHOST", "SETNAME" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private void log(Conversation where, IrcLine line) {
        var entry = reader.read(line, core.nowMillis());
        if (entry != null) {
            core.add(where, entry);
        }
    }

    private void join(IrcLine line) {
        if (!core.features().isChannel(line.param(0)) || !LineBuilder.isWord(line.param(0))) {
            return; // no name that could be a channel's
        }
        boolean me = model.isMe(line.nick());
        var where = me ? core.open(line.param(0)) : model.find(line.param(0));
        if (where == null) {
            return;
        }
        if (me) {
            core.seenAs(line.source());
        }
        boolean entered = me && !where.isJoined();
        if (entered) {
            where.clearMembers();
            where.joined(true);
        }
        where.put(model.fold(line.nick()), new Member(line.nick(), "", false));
        if (entered) {
            onEntered.accept(where); // before this line is the newest, because what was missed lies before it
        }
        log(where, line);
        changed(where);
    }

    private void part(IrcLine line) {
        var where = model.find(line.param(0));
        if (where != null) {
            gone(where, line, line.nick());
        }
    }

    private void kick(IrcLine line) {
        var where = model.find(line.param(0));
        if (where != null) {
            gone(where, line, line.param(1));
        }
    }

    private void gone(Conversation where, IrcLine line, String nick) {
        where.remove(model.fold(nick));
        if (model.isMe(nick)) {
            where.joined(false);
        }
        log(where, line);
        changed(where);
    }

    private void quit(IrcLine line) {
        String folded = model.fold(line.nick());
        for (var where : model.conversations()) {
            if (where.remove(folded)) {
                log(where, line);
                changed(where);
            } else if (where.kind() == Conversation.Kind.PRIVATE
                    && model.fold(where.name()).equals(folded)) {
                where.presence(Presence.OFFLINE);
                changed(where);
            }
        }
    }

    private void nick(IrcLine line) {
        String from = line.nick();
        String to = line.param(0);
        boolean me = model.isMe(from);
        for (var where : model.conversations()) {
            var member = where.member(model.fold(from));
            if (member != null) {
                log(where, line);
                where.remove(model.fold(from));
                where.put(model.fold(to), member.renamed(to));
                changed(where);
            }
        }
        if (me) {
            model.nick(to);
            core.note(Entry.Kind.INFO, "you are called " + to + " now");
            core.tell(new ClientEvent.SelfChanged());
        } else {
            model.renamed(from, to);
        }
    }

    private void mode(IrcLine line) {
        var where = model.find(line.param(0));
        if (where == null || where.kind() != Conversation.Kind.CHANNEL) {
            return; // a mode of this user, which nothing here depends on
        }
        boolean setting = true;
        int next = 2;
        String letters = line.param(1);
        for (int i = 0; i < letters.length(); i++) {
            char mode = letters.charAt(i);
            if (mode == '+' || mode == '-') {
                setting = mode == '+';
                continue;
            }
            char rank = core.features().rank(mode);
            if (rank != 0) {
                rank(where, line.param(next), rank, setting);
            }
            next += core.features().takesParameter(mode, setting) ? 1 : 0;
        }
        log(where, line);
        changed(where);
    }

    private void rank(Conversation where, String nick, char rank, boolean has) {
        String folded = model.fold(nick);
        var member = where.member(folded);
        if (member != null) {
            where.put(folded, member.ranked(rank, has, core.features().ranks()));
        }
    }

    private void away(IrcLine line) {
        boolean away = !line.param(0).isEmpty();
        String folded = model.fold(line.nick());
        for (var where : model.conversations()) {
            var member = where.member(folded);
            if (member != null && member.away() != away) {
                where.put(folded, member.away(away));
                changed(where);
            }
        }
    }

    private void topic(IrcLine line) {
        var where = model.find(line.param(0));
        if (where != null) {
            where.topic(line.param(1));
            log(where, line);
            changed(where);
        }
    }

    private void topicIs(IrcLine line) {
        var where = model.find(line.param(1));
        if (where != null) {
            where.topic(line.command().equals("332") ? line.last() : "");
            changed(where);
        }
    }

    private void names(IrcLine line) {
        var where = model.find(line.param(2));
        if (where == null || !where.isJoined()) {
            return;
        }
        if (listing.add(model.fold(where.name()))) {
            where.clearMembers();
        }
        for (String item : line.last().split(" ")) {
            int at = 0;
            while (at < item.length() && core.features().ranks().indexOf(item.charAt(at)) >= 0) {
                at++;
            }
            int end = item.indexOf('!', at);
            String nick = item.substring(at, end < 0 ? item.length() : end);
            if (!nick.isEmpty()) {
                where.put(model.fold(nick), new Member(nick, item.substring(0, at), false));
            }
        }
    }

    private void namesEnd(IrcLine line) {
        var where = model.find(line.param(1));
        if (where != null) {
            listing.remove(model.fold(where.name()));
            core.tell(new ClientEvent.NamesKnown(where));
        }
    }

    private void presence(IrcLine line, Presence now) {
        for (String who : line.last().split(",")) {
            int end = who.indexOf('!');
            var where = model.find(end < 0 ? who : who.substring(0, end));
            if (where != null && where.kind() == Conversation.Kind.PRIVATE && where.presence() != now) {
                where.presence(now);
                changed(where);
            }
        }
    }

    private void changed(Conversation where) {
        core.tell(new ClientEvent.Changed(where));
    }

    /// A new connection lists anew.
    void lost() {
        listing.clear();
    }
}
