// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.wire.LineBuilder;
import java.util.List;

/// Saying something, and going from one conversation to another.
final class TalkCommands {
    private TalkCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of(
                        "join j", "#CHANNEL [KEY]", "enters a channel, which is made if need be", TalkCommands::join),
                Command.of("part leave", "[#CHANNEL] [REASON]", "leaves a channel", TalkCommands::part),
                Command.of("query q", "NAME", "begins a private conversation", TalkCommands::query),
                Command.of("msg m", "NAME TEXT", "says something to somebody", TalkCommands::msg),
                Command.of("me", "TEXT", "says what you do: * you wave", TalkCommands::me),
                Command.of("notice", "NAME TEXT", "says something that asks for no answer", TalkCommands::notice),
                Command.of("close wc", "", "leaves this conversation and takes it off the list", TalkCommands::close),
                Command.of("delete", "", "takes your last message here back, for everybody", TalkCommands::delete),
                Command.of("history", "", "loads what was said before", TalkCommands::history),
                Command.of(
                        "clear",
                        "",
                        "clears what is shown here",
                        line -> line.ui().clear()));
    }

    private static void join(Line line) {
        String channel = line.word();
        if (channel.isEmpty()) {
            line.wrong("which channel?");
            return;
        }
        String name = line.client().model().features().isChannel(channel) ? channel : "#" + channel;
        String refusal = line.client().join(name, line.word());
        line.unless(refusal);
        if (refusal.isEmpty()) {
            line.ui().show(line.client().open(name));
        }
    }

    private static void part(Line line) {
        String channel = line.channel();
        if (!channel.isEmpty()) {
            line.unless(line.client().part(channel, line.rest()));
        }
    }

    private static void query(Line line) {
        String name = line.word();
        if (name.isEmpty()) {
            line.wrong("with whom?");
        } else if (!LineBuilder.isWord(name) || name.indexOf(',') >= 0) {
            line.wrong("'" + name + "' is no name");
        } else {
            line.ui().show(line.client().talkTo(name));
        }
    }

    private static void msg(Line line) {
        send(line, Kind.MESSAGE);
    }

    private static void notice(Line line) {
        send(line, Kind.NOTICE);
    }

    private static void send(Line line, Kind kind) {
        String name = line.word();
        String text = line.rest();
        if (text.isEmpty()) {
            line.wrong(name.isEmpty() ? "to whom?" : "what is to be said?");
        } else {
            line.unless(line.client().say(name, kind, text));
        }
    }

    private static void me(Line line) {
        if (!line.hasMore()) {
            line.wrong("what do you do?");
        } else if (line.current().kind() == Conversation.Kind.SERVER) {
            line.ui().problem("nobody sees you here: /join a channel or /query a person first");
        } else {
            line.unless(line.client().say(line.current().name(), Kind.ACTION, line.rest()));
        }
    }

    private static void close(Line line) {
        var where = line.current();
        if (where.kind() == Conversation.Kind.SERVER) {
            line.ui().problem("the server's own conversation stays");
            return;
        }
        line.ui().leave(where);
        line.client().close(where);
    }

    private static void delete(Line line) {
        var entries = line.current().entries();
        for (int i = entries.size() - 1; i >= 0; i--) {
            var entry = entries.get(i);
            if (entry.own() && entry.kind().isSpeech() && !entry.id().isEmpty()) {
                line.unless(line.client()
                        .raw(LineBuilder.of("REDACT")
                                .word(line.current().name())
                                .word(entry.id())
                                .line()));
                return;
            }
        }
        line.ui().problem("you have said nothing here that could be taken back");
    }

    private static void history(Line line) {
        var where = line.current();
        if (where.kind() == Conversation.Kind.SERVER) {
            line.ui().problem("the server's own conversation has no history");
            return;
        }
        if (where.isComplete()) {
            line.ui().tell("there is nothing older in " + where.name());
            return;
        }
        line.client().older(where, line::unless);
    }
}
