// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.wire.IrcLine;
import org.jspecify.annotations.Nullable;

/// Makes an entry of a line, the same whether it comes live or from the history. Thread: the loop.
final class EntryReader {
    /// The tag by which a message of ours is known again, see docs/chat/results.md.
    static final String NONCE_TAG = "+heddle/nonce";

    private static final char CTCP = 1;
    private static final String ACTION = CTCP + "ACTION ";

    private final Model model;

    EntryReader(Model model) {
        this.model = model;
    }

    /// The entry; null for a line that is none.
    ///
    /// @param nowMillis for a line that does not tell its time
    @Nullable
    Entry read(IrcLine line, long nowMillis) {
        return switch (line.command()) {
            case "PRIVMSG", "NOTICE" -> speech(line, nowMillis);
            case "JOIN" -> made(line, nowMillis, Kind.JOIN, line.nick(), "");
            case "PART" -> made(line, nowMillis, Kind.PART, line.nick(), line.param(1));
            case "QUIT" -> made(line, nowMillis, Kind.QUIT, line.nick(), line.param(0));
            case "NICK" -> made(line, nowMillis, Kind.NICK, line.nick(), line.param(0));
            case "TOPIC" -> made(line, nowMillis, Kind.TOPIC, line.nick(), line.param(1));
            case "KICK" ->
                made(
                        line,
                        nowMillis,
                        Kind.KICK,
                        line.nick(),
                        line.param(1) + (line.param(2).isEmpty() ? "" : " (" + line.param(2) + ")"));
            case "MODE" ->
                made(
                        line,
                        nowMillis,
                        Kind.MODE,
                        line.nick(),
                        String.join(
                                " ",
                                line.params()
                                        .subList(
                                                Math.min(1, line.params().size()),
                                                line.params().size())));
            default -> null;
        };
    }

    private Entry made(IrcLine line, long nowMillis, Kind kind, String who, String text) {
        var entry = Entry.received(line.timeMillis(nowMillis), line.tagOrEmpty("msgid"), kind, who, text);
        return model.isMe(who) ? entry.asOwn("") : entry;
    }

    private @Nullable Entry speech(IrcLine line, long nowMillis) {
        String text = line.param(1);
        Kind kind = line.command().equals("NOTICE") ? Kind.NOTICE : Kind.MESSAGE;
        if (text.startsWith(ACTION)) {
            kind = Kind.ACTION;
            text = text.substring(ACTION.length(), text.length() - (text.charAt(text.length() - 1) == CTCP ? 1 : 0));
        } else if (!text.isEmpty() && text.charAt(0) == CTCP) {
            return null;
        }
        var entry = Entry.received(line.timeMillis(nowMillis), line.tagOrEmpty("msgid"), kind, line.nick(), text);
        return model.isMe(line.nick())
                ? entry.asOwn(line.tagOrEmpty(NONCE_TAG))
                : entry.mentioning(kind != Kind.NOTICE && model.mentionsMe(text));
    }

    /// A message of ours as it goes out.
    static String wireText(Kind kind, String text) {
        return kind == Kind.ACTION ? ACTION + text + CTCP : text;
    }
}
