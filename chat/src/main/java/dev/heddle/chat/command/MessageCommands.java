// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_CANNOTSENDTOCHAN;
import static dev.heddle.chat.message.Numeric.ERR_CANTSENDTOUSER;
import static dev.heddle.chat.message.Numeric.ERR_NEEDREGGEDNICK;
import static dev.heddle.chat.message.Numeric.ERR_NORECIPIENT;
import static dev.heddle.chat.message.Numeric.ERR_NOTEXTTOSEND;
import static dev.heddle.chat.message.Numeric.ERR_TOOMANYTARGETS;
import static dev.heddle.chat.message.Numeric.RPL_AWAY;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Formatting;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.message.UserMode;
import org.jspecify.annotations.Nullable;

/// PRIVMSG, NOTICE and TAGMSG, to channels, to the ranks of a channel, to users.
final class MessageCommands {
    private static final char CTCP = '\u0001';

    private MessageCommands() {}

    static void addTo(CommandTable table) {
        table.add("PRIVMSG", Access.USERS, 0, call -> send(call, Event.Kind.PRIVMSG));
        table.add("NOTICE", Access.USERS, 0, call -> send(call, Event.Kind.NOTICE));
        table.add("TAGMSG", Access.USERS, 0, call -> send(call, Event.Kind.TAGMSG));
    }

    private static void send(Call call, Event.Kind kind) {
        if (kind == Event.Kind.TAGMSG && !call.client().has(Capability.MESSAGE_TAGS)) {
            call.reply(Numeric.ERR_UNKNOWNCOMMAND, "TAGMSG", "You have not negotiated message-tags");
            return;
        }
        if (call.message().tags().has("batch") || call.caller().batch() != null) {
            MultilineBatch.line(call, kind);
            return;
        }
        String targets = call.paramOr(0);
        if (targets.isEmpty()) {
            call.reply(ERR_NORECIPIENT, "No recipient given (" + call.message().command() + ")");
            return;
        }
        if (kind != Event.Kind.TAGMSG && call.paramOr(1).isEmpty()) {
            call.reply(ERR_NOTEXTTOSEND, "No text to send");
            return;
        }
        if (targets.indexOf(',') < 0) {
            sendTo(call, kind, targets);
        } else {
            sendToEach(call, kind, targets.split(","));
        }
    }

    /// A message of several lines, when its last one has come.
    static void sendWhole(Call call, Event.Kind kind) {
        sendTo(call, kind, call.param(0));
    }

    private static void sendToEach(Call call, Event.Kind kind, String[] targets) {
        if (targets.length > Features.TARGETS_MAX) {
            call.reply(ERR_TOOMANYTARGETS, call.message().command(), "Too many targets");
            return;
        }
        for (String target : targets) {
            if (!target.isEmpty()) {
                sendTo(call, kind, target);
            }
        }
    }

    private static void sendTo(Call call, Event.Kind kind, String target) {
        String nonce = call.message().tags().isEmpty() ? "" : nonce(tags(call));
        if (!nonce.isEmpty() && target.equals(call.param(0))) {
            call.services().nonces().once(call, nonce, () -> sendNow(call, kind, target));
        } else {
            sendNow(call, kind, target);
        }
    }

    private static void sendNow(Call call, Event.Kind kind, String target) {
        char first = target.charAt(0);
        if (first == '#') {
            toChannel(call, kind, target, null);
            return;
        }
        Prefix rank = Prefix.ofSymbol(first);
        if (rank != null && target.length() > 1) {
            String rest = target.substring(1);
            while (Prefix.ofSymbol(rest.charAt(0)) != null && rest.length() > 1) {
                rest = rest.substring(1);
            }
            toChannel(call, kind, rest, rank);
        } else {
            toUser(call, kind, target);
        }
    }

    private static void toChannel(Call call, Event.Kind kind, String name, @Nullable Prefix rank) {
        User user = call.user();
        Channel channel = call.hub().channel(name);
        if (channel == null) {
            if (kind != Event.Kind.NOTICE) {
                call.noSuchChannel(name);
            }
            return;
        }
        String refused = refusal(user, channel, call.paramOr(1));
        if (!refused.isEmpty()) {
            if (kind != Event.Kind.NOTICE) {
                call.reply(ERR_CANNOTSENDTOCHAN, channel.name(), refused);
            }
            return;
        }
        String text = channel.has(ChannelMode.NO_FORMATTING) ? Formatting.strip(call.paramOr(1)) : call.paramOr(1);
        Tags tags = tags(call);
        call.emit(new Event.ChannelMessage(
                user.id(),
                call.client().id(),
                kind,
                channel.folded(),
                rank,
                text,
                tags,
                nonce(tags),
                call.hub().random(),
                call.nowMillis()));
    }

    /// Why this user may not say this here; empty: it may.
    private static String refusal(User user, Channel channel, String text) {
        Membership member = channel.member(user);
        if (member == null) {
            if (channel.has(ChannelMode.NO_OUTSIDE) || channel.has(ChannelMode.SECRET)) {
                return "Cannot send to channel (you are not a member)";
            }
            if (channel.silences(user)) {
                return "Cannot send to channel (you are banned)";
            }
        }
        boolean voiced = member != null && member.isAtLeast(Prefix.VOICE);
        if (!voiced) {
            if (channel.has(ChannelMode.MODERATED)) {
                return "Cannot send to channel (+m)";
            }
            if (channel.has(ChannelMode.MODERATED_REGISTERED) && user.account() == null) {
                return "Cannot send to channel (+M)";
            }
            if (member != null && member.isSilenced()) {
                return "Cannot send to channel (you are banned or muted)";
            }
        }
        return channel.has(ChannelMode.NO_CTCP) && isCtcp(text) ? "Cannot send to channel (+C)" : "";
    }

    private static boolean isCtcp(String text) {
        if (text.indexOf(CTCP) < 0) {
            return false;
        }
        for (Multiline.Piece piece : Multiline.pieces(text)) {
            if (!piece.text().isEmpty()
                    && piece.text().charAt(0) == CTCP
                    && !piece.text().startsWith(CTCP + "ACTION")) {
                return true;
            }
        }
        return false;
    }

    /// Whether it was said to a service of the server.
    private static boolean toService(Call call, Event.Kind kind, String name) {
        if (name.equalsIgnoreCase(NickServ.NAME)) {
            if (kind == Event.Kind.PRIVMSG) {
                NickServ.said(call, call.param(1));
            }
            return true;
        }
        if (name.equalsIgnoreCase(ChanServ.NAME)) {
            if (kind == Event.Kind.PRIVMSG) {
                ChanServ.said(call, call.param(1));
            }
            return true;
        }
        return false;
    }

    private static void toUser(Call call, Event.Kind kind, String name) {
        if (name.length() == 8 && name.equals(call.param(0)) && toService(call, kind, name)) {
            return;
        }
        User user = call.user();
        User target = call.hub().user(name);
        String account = "";
        if (target == null) {
            Directory.Entry owner = call.services().directory().find(name);
            if (owner == null
                    || !call.hub().settings().history().enabled()
                    || call.hub().store() == null) {
                if (kind != Event.Kind.NOTICE) {
                    call.noSuchNick(name);
                }
                return;
            }
            account = call.hub().fold(owner.name());
        } else if (target.has(UserMode.REGISTERED_ONLY) && user.account() == null && !target.accepts(user)) {
            if (kind != Event.Kind.NOTICE) {
                call.reply(
                        ERR_NEEDREGGEDNICK,
                        target.nick(),
                        "This user takes private messages only from those who are logged in");
            }
            return;
        } else if (target.has(UserMode.NO_CTCP) && isCtcp(call.paramOr(1))) {
            if (kind != Event.Kind.NOTICE) {
                call.reply(ERR_CANTSENDTOUSER, target.nick(), "This user takes no CTCP (+T)");
            }
            return;
        }
        if (target != null && user.has(UserMode.REGISTERED_ONLY) && !user.accepts(target)) {
            // who is spoken to may answer
            call.emit(new Event.Accepted(user.id(), target.id(), true, call.nowMillis()));
        }
        Tags tags = tags(call);
        call.emit(new Event.PrivateMessage(
                user.id(),
                call.client().id(),
                kind,
                target == null ? 0 : target.id(),
                target == null ? name : target.nick(),
                account,
                call.paramOr(1),
                tags,
                nonce(tags),
                call.hub().random(),
                call.nowMillis()));
        String away = target == null ? null : target.away();
        if (target != null && away != null && kind == Event.Kind.PRIVMSG) {
            call.reply(RPL_AWAY, target.nick(), away);
        }
    }

    private static Tags tags(Call call) {
        Tags tags = call.message().tags();
        return tags.isEmpty() || !call.client().has(Capability.MESSAGE_TAGS) ? Tags.EMPTY : tags.clientOnly();
    }

    /// The tag by which our own clients know their message again.
    private static String nonce(Tags tags) {
        String nonce = tags.isEmpty() ? null : tags.get("+heddle/nonce");
        return nonce == null || nonce.length() > 64 ? "" : nonce;
    }
}
