// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Line;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.HistoryPage;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/// A stretch of the history on its way to one client, as it once was said: under its own time, id and account.
/// Classic clients without server-time are told the time in the text.
///
/// Nothing of it is kept while the client does not read: what is more than one step is asked of the store again
/// when the outbox has drained. So a client that asks for long pages and reads none of them costs its outbox only.
final class Playback {
    /// Most entries of one step: the usual page goes out in one.
    static final int STEP_ENTRIES = 128;
    /// No further entry in a step that has come to so many characters.
    static final int STEP_CHARS = 128 << 10;

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm");

    /// Part of one buffer, as far as it was found when it was asked for.
    ///
    /// @param after the sequence below the first entry
    /// @param upTo the last entry's sequence
    /// @param events whether joins, modes and the like are in it
    /// @param count how many entries there are at the most
    record Stretch(Place place, long after, long upTo, boolean events, int count) {
        static Stretch of(HistoryPage page, boolean events) {
            List<HistoryEntry> entries = page.entries();
            return new Stretch(
                    page.place(),
                    entries.isEmpty() ? 0 : entries.getFirst().id().sequence() - 1,
                    entries.isEmpty() ? 0 : entries.getLast().id().sequence(),
                    events,
                    entries.size());
        }

        /// What is left behind the entries that have been told.
        private Stretch behind(HistoryEntry told, int entries) {
            return new Stretch(place, told.id().sequence(), upTo, events, count - entries);
        }

        private Query.History query() {
            Query.Span span = new Query.Span.Between(
                    new Query.Bound.AtMessage(new MessageId(after, 0)),
                    new Query.Bound.AtMessage(new MessageId(upTo + 1, 0)));
            return new Query.History(place, span, 0, events, count);
        }
    }

    /// What is done behind the last entry.
    interface End {
        /// @param whole false: the store failed on the way
        void reached(boolean whole);
    }

    private final Call call;
    private final String reference;
    private final End end;

    /// @param reference of the batch; empty for none
    private Playback(Call call, String reference, End end) {
        this.call = call;
        this.reference = reference;
        this.end = end;
    }

    /// Plays a page that has just been found.
    static void play(Call call, String target, HistoryPage page, boolean events, End end) {
        begin(call, target, end).tell(Stretch.of(page, events), page.entries());
    }

    /// Plays what has been found earlier and not been kept.
    static void play(Call call, String target, Stretch stretch, End end) {
        begin(call, target, end).ask(stretch);
    }

    /// One entry by itself, outside of any batch.
    static void echo(Call call, HistoryEntry entry) {
        new Playback(call, "", whole -> {}).tell(entry);
    }

    /// Inside a batch of type chathistory. A labelled command's batch carries the label.
    private static Playback begin(Call call, String target, End end) {
        if (!call.client().has(Capability.BATCH)) {
            return new Playback(call, "", end);
        }
        String reference = call.hub().ids().nextReference();
        String label = call.hub().takeLabel(call.client());
        open(call, reference, label, "chathistory", target);
        return new Playback(call, reference, whole -> {
            close(call, reference);
            end.reached(whole);
        });
    }

    private void ask(Stretch stretch) {
        HistoryCommands.ask(call, stretch.query(), page -> {
            if (page == null) {
                end.reached(false);
            } else {
                tell(stretch, page.entries());
            }
        });
    }

    /// Tells the first entries of a stretch; those behind them when the client has read these.
    private void tell(Stretch stretch, List<HistoryEntry> entries) {
        int told = 0;
        for (int chars = 0; told < Math.min(entries.size(), STEP_ENTRIES) && chars < STEP_CHARS; told++) {
            HistoryEntry entry = entries.get(told);
            tell(entry);
            chars += entry.text().length() + entry.tags().toWire().length();
        }
        if (told == entries.size()) {
            end.reached(true);
            return;
        }
        Stretch rest = stretch.behind(entries.get(told - 1), told);
        call.whenRead(() -> ask(rest));
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

    private void tell(HistoryEntry entry) {
        if (Multiline.isIn(entry.text()) && entry.kind() != EntryKind.TOPIC) {
            several(entry);
            return;
        }
        Line line = call.line();
        LineWriter body = line.begin(entry.timeMillis()).source(entry.source());
        switch (entry.kind()) {
            case PRIVMSG, NOTICE -> message(body, entry, entry.text());
            case TAGMSG -> {
                if (!call.client().has(Capability.MESSAGE_TAGS)
                        || !call.client().has(Capability.EVENT_PLAYBACK)) {
                    return;
                }
                body.command("TAGMSG").param(entry.target());
            }
            case JOIN -> join(body, entry);
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

    private void message(LineWriter body, HistoryEntry entry, String said) {
        String text = said;
        if (!call.client().has(Capability.SERVER_TIME)) {
            text = "[" + CLOCK.format(Instant.ofEpochMilli(entry.timeMillis()).atZone(ZoneOffset.UTC)) + "] " + text;
        }
        body.command(entry.kind().command()).param(entry.target()).trailing(text);
    }

    /// As a batch within the batch, or line after line.
    private void several(HistoryEntry entry) {
        boolean whole = !reference.isEmpty() && call.client().has(Capability.MULTILINE);
        String inner = whole ? call.hub().ids().nextReference() : reference;
        if (whole) {
            edge(entry, "+" + inner, Multiline.BATCH_TYPE, entry.target());
        }
        boolean first = !whole;
        for (Multiline.Piece piece : Multiline.pieces(entry.text())) {
            if (whole || !piece.text().isEmpty()) {
                message(call.line().begin(entry.timeMillis()).source(entry.source()), entry, piece.text());
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
            edge(entry, "-" + inner);
        }
    }

    private void edge(HistoryEntry entry, String... words) {
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

    private void join(LineWriter body, HistoryEntry entry) {
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
