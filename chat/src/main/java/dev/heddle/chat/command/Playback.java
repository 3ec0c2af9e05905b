// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Line;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// Entries of the history on their way to one client, as they once were: under their own time, id and account.
///
/// Classic clients without server-time are told the time in the text.
final class Playback implements Cursor {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    private final String reference;
    private final List<HistoryEntry> entries;
    private int at;

    /// @param reference of the batch; empty for none
    Playback(String reference, List<HistoryEntry> entries) {
        this.reference = reference;
        this.entries = entries;
    }

    /// Plays a page inside a batch of type chathistory, then runs `last`. A labelled command's batch carries
    /// the label.
    static void play(Call call, String target, List<HistoryEntry> entries, Runnable last) {
        if (!call.client().has(Capability.BATCH)) {
            call.answer(new Playback("", entries), last);
            return;
        }
        String reference = call.hub().ids().nextReference();
        String label = call.hub().takeLabel(call.client());
        open(call, reference, label, "chathistory", target);
        call.answer(new Playback(reference, entries), () -> {
            close(call, reference);
            last.run();
        });
    }

    static void open(Call call, String reference, String label, String... typeAndParameters) {
        LineWriter body = call.line()
                .begin(call.nowMillis())
                .source(call.serverName())
                .command("BATCH")
                .param("+" + reference);
        for (String word : typeAndParameters) {
            body.param(Call.word(word));
        }
        call.tell(call.line().end().label(label.isEmpty() ? null : label));
    }

    static void close(Call call, String reference) {
        call.line()
                .begin(call.nowMillis())
                .source(call.serverName())
                .command("BATCH")
                .param("-" + reference);
        call.tell(call.line().end());
    }

    @Override
    public boolean step(Call call) {
        int end = Math.min(entries.size(), at + STEP_LINES);
        while (at < end) {
            tell(call, entries.get(at++));
        }
        return at < entries.size();
    }

    private void tell(Call call, HistoryEntry entry) {
        if (Multiline.isIn(entry.text()) && entry.kind() != EntryKind.TOPIC) {
            several(call, entry);
            return;
        }
        Line line = call.line();
        LineWriter body = line.begin(entry.timeMillis()).source(entry.source());
        switch (entry.kind()) {
            case PRIVMSG, NOTICE -> message(call, body, entry, entry.text());
            case TAGMSG -> {
                if (!call.client().has(Capability.MESSAGE_TAGS)
                        || !call.client().has(Capability.EVENT_PLAYBACK)) {
                    return;
                }
                body.command("TAGMSG").param(entry.target());
            }
            case JOIN -> join(call, body, entry);
            case PART -> body.command("PART").param(entry.target()).trailing(entry.text());
            case QUIT -> body.command("QUIT").trailing(entry.text());
            case KICK -> kick(body, entry);
            case TOPIC -> body.command("TOPIC").param(entry.target()).trailing(entry.text());
            case MODE -> mode(body, entry);
            case NICK -> body.command("NICK").param(entry.text());
        }
        line.end()
                .msgid(entry.id())
                .account(entry.account())
                .clientTags(entry.tags().toWire());
        call.tell(line.batch(reference.isEmpty() ? null : reference));
    }

    private static void message(Call call, LineWriter body, HistoryEntry entry, String said) {
        String text = said;
        if (!call.client().has(Capability.SERVER_TIME)) {
            text = "[" + CLOCK.format(Instant.ofEpochMilli(entry.timeMillis()).atZone(ZoneOffset.UTC)) + "] " + text;
        }
        body.command(entry.kind().command()).param(entry.target()).trailing(text);
    }

    /// As a batch within the batch, or line after line.
    private void several(Call call, HistoryEntry entry) {
        boolean whole = !reference.isEmpty() && call.client().has(Capability.MULTILINE);
        String inner = whole ? call.hub().ids().nextReference() : reference;
        if (whole) {
            edge(call, entry, "+" + inner, Multiline.BATCH_TYPE, entry.target());
        }
        boolean first = !whole;
        for (Multiline.Piece piece : Multiline.pieces(entry.text())) {
            if (whole || !piece.text().isEmpty()) {
                message(call, call.line().begin(entry.timeMillis()).source(entry.source()), entry, piece.text());
                call.line().end().batch(inner.isEmpty() ? null : inner);
                if (!whole) {
                    call.line().account(entry.account()).clientTags(entry.tags().toWire());
                } else if (piece.goesOn()) {
                    call.line().clientTags(Multiline.CONCAT_TAG);
                }
                call.tell(first ? call.line().msgid(entry.id()) : call.line());
                first = false;
            }
        }
        if (whole) {
            edge(call, entry, "-" + inner);
        }
    }

    private void edge(Call call, HistoryEntry entry, String... words) {
        LineWriter body =
                call.line().begin(entry.timeMillis()).source(entry.source()).command("BATCH");
        for (String word : words) {
            body.param(word);
        }
        Line line = call.line().end().batch(reference);
        if (words.length > 1) {
            line.msgid(entry.id())
                    .account(entry.account())
                    .clientTags(entry.tags().toWire());
        }
        call.tell(line);
    }

    private static void join(Call call, LineWriter body, HistoryEntry entry) {
        body.command("JOIN").param(entry.target());
        if (call.client().has(Capability.EXTENDED_JOIN)) {
            String account = entry.account();
            body.param(account == null ? "*" : account).trailing("");
        }
    }

    private static void kick(LineWriter body, HistoryEntry entry) {
        int space = entry.text().indexOf(' ');
        String nick = space < 0 ? entry.text() : entry.text().substring(0, space);
        body.command("KICK")
                .param(entry.target())
                .param(nick)
                .trailing(space < 0 ? "" : entry.text().substring(space + 1));
    }

    private static void mode(LineWriter body, HistoryEntry entry) {
        body.command("MODE").param(entry.target());
        for (String word : entry.text().split(" ")) {
            body.param(Call.word(word));
        }
    }
}
