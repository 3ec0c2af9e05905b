// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.client.Questions.Shape;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import dev.heddle.terminal.wire.ServerTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/// Reads what was said before, page by page, by message id.
///
/// A conversation is always whole from its oldest entry here to now: when more was missed than a page holds,
/// what is kept here of it is forgotten and the newest page taken instead. Thread: the loop. Limits:
/// [#PAGE_MAX] entries in a page, or what the server says; [#TARGETS_MAX] private conversations looked for at
/// the start. Source: IRCv3 draft/chathistory.
final class HistoryPages {
    static final int PAGE_MAX = 100;
    static final int TARGETS_MAX = 50;
    private static final int LOOK_BACK_DAYS = 30;
    private static final long DAY_MILLIS = 86_400_000L;
    private static final Shape PAGE =
            new Shape(Set.of("chathistory", "draft/chathistory-targets"), Set.of(), Set.of("FAIL"));

    private final Core core;
    private final Sender sender;
    private final EntryReader reader;

    HistoryPages(Core core, Sender sender) {
        this.core = core;
        this.sender = sender;
        this.reader = new EntryReader(core.model());
    }

    /// Whether the server has a history.
    boolean isOffered() {
        return core.capabilities().has("draft/chathistory")
                && core.capabilities().has("batch");
    }

    private int pageSize() {
        return Math.min(PAGE_MAX, core.features().number("CHATHISTORY", PAGE_MAX));
    }

    /// What was missed since the newest entry here, each told as added; or the newest page of a conversation that has
    /// none, or has missed more than a page.
    void catchUp(Conversation where) {
        if (!isOffered() || !LineBuilder.isWord(where.name())) {
            sender.lookedThrough(where, false);
            return;
        }
        var newest = where.newest();
        String from = newest == null ? "*" : "msgid=" + newest.id();
        int limit = pageSize();
        where.loading(true);
        ask(
                LineBuilder.of("CHATHISTORY")
                        .word("LATEST")
                        .word(where.name())
                        .word(from)
                        .word(String.valueOf(limit)),
                answer -> {
                    where.loading(false);
                    boolean full = answer.lines().size() >= limit;
                    if (newest != null && full) {
                        where.forget();
                    }
                    if (answer.isGiven()) {
                        if (!full && newest == null) {
                            where.completed();
                        }
                        var fresh = take(where, answer.lines());
                        if (newest != null && !full) {
                            fresh.forEach(entry -> core.tell(new ClientEvent.Added(where, entry, false)));
                        }
                    }
                    sender.lookedThrough(where, answer.isGiven() && !full);
                    core.tell(new ClientEvent.Changed(where));
                });
    }

    /// The page before the oldest entry here.
    ///
    /// @param done gets how many entries it brought, or why there is none
    void older(Conversation where, Consumer<PageEnd> done) {
        if (!isOffered()) {
            done.accept(new PageEnd(0, "this server keeps no history"));
            return;
        }
        if (where.isComplete() || where.isLoading() || !LineBuilder.isWord(where.name())) {
            done.accept(new PageEnd(0, ""));
            return;
        }
        var oldest = where.oldest();
        int limit = pageSize();
        var command = LineBuilder.of("CHATHISTORY");
        if (oldest == null) {
            command.word("LATEST").word(where.name()).word("*");
        } else {
            command.word("BEFORE").word(where.name()).word("msgid=" + oldest.id());
        }
        where.loading(true);
        ask(command.word(String.valueOf(limit)), answer -> {
            where.loading(false);
            int added = answer.isGiven() ? take(where, answer.lines()).size() : 0;
            if (answer.isGiven() && answer.lines().size() < limit) {
                where.completed();
            }
            done.accept(new PageEnd(added, answer.refusal()));
        });
    }

    /// How a page ended.
    ///
    /// @param added entries that were not here
    /// @param refusal why there is no page; empty when there is one, or nothing older
    record PageEnd(int added, String refusal) {}

    private void ask(LineBuilder command, Consumer<Answer> done) {
        core.questions()
                .ask(
                        command,
                        PAGE,
                        core.capabilities().has("labeled-response"),
                        core.loop().nowNanos(),
                        done);
    }

    private List<Entry> take(Conversation where, List<IrcLine> lines) {
        var page = new ArrayList<Entry>();
        for (var line : lines) {
            var entry = reader.read(line, core.nowMillis());
            if (entry != null) {
                if (entry.own() && !entry.nonce().isEmpty()) {
                    sender.echoed(where, entry);
                }
                page.add(entry);
            }
        }
        var fresh = where.addPage(page);
        if (core.model().watched() == where) {
            where.readAll();
        } else {
            fresh.stream().filter(entry -> !core.model().isHidden(where, entry)).forEach(where::countUnread);
        }
        core.tell(new ClientEvent.PageTaken(where, fresh.size()));
        return fresh;
    }

    /// The private conversations in which something was said lately, so that what came while this user was away
    /// is seen.
    void findPrivate() {
        if (!isOffered() || core.model().account().isEmpty()) {
            return;
        }
        long now = core.nowMillis();
        ask(
                LineBuilder.of("CHATHISTORY")
                        .word("TARGETS")
                        .word("timestamp=" + ServerTime.format(now + DAY_MILLIS))
                        .word("timestamp=" + ServerTime.format(now - LOOK_BACK_DAYS * DAY_MILLIS))
                        .word(String.valueOf(TARGETS_MAX)),
                answer -> {
                    for (var line : answer.lines()) {
                        found(line.param(1));
                    }
                    if (!answer.isGiven()) {
                        core.note(Kind.ERROR, "the list of private conversations cannot be read: " + answer.refusal());
                    }
                });
    }

    private void found(String target) {
        if (target.isEmpty() || core.features().isChannel(target) || !LineBuilder.isWord(target)) {
            return;
        }
        boolean known = core.model().find(target) != null;
        var where = core.open(target);
        if (!known) {
            askForMarker(where);
            catchUp(where);
        }
    }

    /// Up to where this user has read here, as the server remembers it.
    void askForMarker(Conversation where) {
        if (core.capabilities().has("draft/read-marker") && LineBuilder.isWord(where.name())) {
            core.send(LineBuilder.of("MARKREAD").word(where.name()).line());
        }
    }
}
