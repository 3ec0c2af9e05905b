// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Utf8;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// REDACT: takes a message back, for good. One's own, or as operator of the channel (or of the server)
/// anybody's.
///
/// Whose a message is tells the history: the account, or without one the mask of a member who was there when it
/// was said. Source: IRCv3 draft/message-redaction.
final class RedactCommand {
    private RedactCommand() {}

    static void addTo(CommandTable table) {
        table.add("REDACT", Access.USERS, 2, 2, RedactCommand::redact);
    }

    private static void redact(Call call) {
        String target = call.param(0);
        if (!call.client().has(Capability.MESSAGE_REDACTION)) {
            call.fail("UNKNOWN_COMMAND", target, "You have not negotiated draft/message-redaction");
            return;
        }
        HistoryCommands.View view = HistoryCommands.view(call, target);
        if (view == null) {
            call.fail("INVALID_TARGET", target, "You cannot delete messages there");
            return;
        }
        MessageId id = MessageId.parse(call.param(1));
        if (id == null || id.sequence() < view.from()) {
            unknown(call, target);
            return;
        }
        Query.Span at = new Query.Span.Around(new Query.Bound.AtMessage(id));
        HistoryCommands.ask(call, new Query.History(view.place(), at, view.from(), true, 1), page -> {
            List<HistoryEntry> found = page == null ? List.of() : page.entries();
            HistoryEntry entry = found.isEmpty() ? null : found.getFirst();
            if (entry == null || !entry.id().equals(id) || !entry.kind().isMessage()) {
                unknown(call, target);
            } else {
                decide(call, target, view.place(), entry);
            }
        });
    }

    private static void unknown(Call call, String target) {
        call.fail("UNKNOWN_MSGID", target, Call.word(call.param(1)), "There is no such message");
    }

    private static void decide(Call call, String target, Place place, HistoryEntry entry) {
        User user = call.user();
        Channel channel = NameRules.isChannelLike(target) ? call.hub().channel(target) : null;
        Membership membership = channel == null ? null : channel.member(user);
        if (channel != null && membership == null) {
            call.fail("INVALID_TARGET", target, "You are not in that channel any more");
            return;
        }
        boolean rules = user.isOperator() || membership != null && membership.isAtLeast(Prefix.OPERATOR);
        if (!isOwn(call, membership, entry) && !(channel != null && rules)) {
            call.fail("REDACT_FORBIDDEN", target, call.param(1), "You may not delete the messages of others there");
            return;
        }
        User other = channel == null ? call.hub().user(target) : null;
        call.emit(new Event.Redacted(
                user.id(),
                channel == null ? "" : channel.folded(),
                other == null ? 0 : other.id(),
                channel != null ? channel.name() : other == null ? Call.word(target) : other.nick(),
                entry.id(),
                places(place),
                Utf8.truncated(call.paramOr(2), call.hub().settings().limits().kickLength()),
                call.hub().random(),
                call.nowMillis()));
    }

    private static boolean isOwn(Call call, @Nullable Membership membership, HistoryEntry entry) {
        User user = call.user();
        String by = entry.account();
        if (by != null) {
            return call.hub().fold(by).equals(user.accountFolded());
        }
        return membership != null
                && entry.id().sequence() >= membership.joinedSequence()
                && entry.source().equals(user.mask());
    }

    /// Both sides of a private conversation have it.
    private static List<Place> places(Place place) {
        return place instanceof Place.OfAccount mine
                ? List.of(place, Place.conversation(mine.name(), mine.account()))
                : List.of(place);
    }
}
