// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Member;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.LineBuilder;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/// What is done in channels, and to those who are in them.
final class ChannelCommands {
    private static final int LISTED_MAX = 200;

    private ChannelCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("list", "", "lists the channels that there are", ChannelCommands::list),
                Command.of("names", "", "lists who is in this channel", ChannelCommands::names),
                Command.of("topic t", "[#CHANNEL] [TEXT]", "shows the topic, or sets it", ChannelCommands::topic),
                Command.of("invite", "NAME [#CHANNEL]", "invites somebody", ChannelCommands::invite),
                Command.of("kick k", "NAME [REASON]", "removes somebody from this channel", ChannelCommands::kick),
                Command.of("ban", "MASK", "keeps out who fits: a nick or nick!user@host", line -> ban(line, "+b")),
                Command.of("unban", "MASK", "lets them in again", line -> ban(line, "-b")),
                Command.of("op", "NAME", "makes somebody an operator of this channel", line -> rank(line, "+o")),
                Command.of("deop", "NAME", "takes that back", line -> rank(line, "-o")),
                Command.of("voice", "NAME", "lets somebody speak in a moderated channel", line -> rank(line, "+v")),
                Command.of("devoice", "NAME", "takes that back", line -> rank(line, "-v")),
                Command.of("mode", "[#CHANNEL] [MODES]", "shows or changes the modes", ChannelCommands::mode));
    }

    private static void list(Line line) {
        line.client().listChannels(answer -> {
            if (!answer.isGiven()) {
                line.ui().problem("the channels cannot be listed: " + answer.refusal());
                return;
            }
            Lists.channels(answer).forEach(line.ui()::tell);
        });
    }

    private static void names(Line line) {
        var where = line.current();
        if (where.kind() != Conversation.Kind.CHANNEL) {
            line.wrong("you are not in a channel");
            return;
        }
        String names = where.members().stream()
                .sorted(Comparator.comparing(
                        (Member member) -> line.client().model().fold(member.nick())))
                .limit(LISTED_MAX)
                .map(member -> member.rank() + SafeText.of(member.nick()) + (member.away() ? " (away)" : ""))
                .collect(Collectors.joining(", "));
        line.ui()
                .tell(where.memberCount() + " in " + SafeText.of(where.name()) + ": " + names
                        + (where.memberCount() > LISTED_MAX ? ", …" : ""));
    }

    private static void topic(Line line) {
        String channel = line.channel();
        if (channel.isEmpty()) {
            return;
        }
        if (line.hasMore()) {
            line.unless(line.client()
                    .raw(LineBuilder.of("TOPIC").word(channel).text(line.rest()).line()));
            return;
        }
        var where = line.client().model().find(channel);
        String topic = where == null ? "" : Formatting.plain(where.topic());
        line.ui().tell(topic.isEmpty() ? channel + " has no topic" : "The topic of " + channel + ": " + topic);
    }

    private static void invite(Line line) {
        String name = line.word();
        if (name.isEmpty()) {
            line.wrong("whom?");
            return;
        }
        String channel = line.channel();
        if (!channel.isEmpty()) {
            line.unless(line.client()
                    .raw(LineBuilder.of("INVITE").word(name).word(channel).line()));
        }
    }

    private static void kick(Line line) {
        String channel = line.channel();
        String name = line.word();
        if (channel.isEmpty() || name.isEmpty()) {
            if (!channel.isEmpty()) {
                line.wrong("whom?");
            }
            return;
        }
        var command = LineBuilder.of("KICK").word(channel).word(name);
        line.unless(line.client().raw((line.hasMore() ? command.text(line.rest()) : command).line()));
    }

    private static void ban(Line line, String mode) {
        change(line, mode, true);
    }

    private static void rank(Line line, String mode) {
        change(line, mode, false);
    }

    private static void change(Line line, String mode, boolean mask) {
        String channel = line.channel();
        String who = line.word();
        if (channel.isEmpty()) {
            return;
        }
        if (who.isEmpty()) {
            line.wrong("whom?");
            return;
        }
        boolean bare =
                mask && who.indexOf('!') < 0 && who.indexOf('@') < 0 && who.indexOf(':') < 0 && who.indexOf('*') < 0;
        line.unless(line.client()
                .raw(LineBuilder.of("MODE")
                        .word(channel)
                        .word(mode)
                        .word(bare ? who + "!*@*" : who)
                        .line()));
    }

    private static void mode(Line line) {
        String channel = line.channel();
        if (channel.isEmpty()) {
            return;
        }
        var command = LineBuilder.of("MODE").word(channel);
        while (line.hasMore()) {
            command.word(line.word());
        }
        line.unless(line.client().raw(command.line()));
    }
}
