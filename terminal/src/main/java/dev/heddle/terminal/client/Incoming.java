// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.wire.IrcLine;
import java.time.DateTimeException;
import java.time.Instant;

/// Every line of a connection, to the part of the client that it is about.
///
/// ```
///  line ─▶ BATCH? in a batch? ─▶ answers a question? ─▶ answers an own message? ─▶ channels ─▶ the rest
/// ```
/// Thread: the loop.
final class Incoming {
    private static final int PAGE_LINES_SHOWN = 200;

    private final Core core;
    private final Model model;
    private final Sender sender;
    private final ChannelLines channels;
    private final Batches batches = new Batches();
    private final EntryReader reader;

    Incoming(Core core, Sender sender, ChannelLines channels) {
        this.core = core;
        this.model = core.model();
        this.sender = sender;
        this.channels = channels;
        this.reader = new EntryReader(model);
    }

    void onLine(IrcLine line) {
        if (line.command().equals("BATCH")) {
            var whole = batches.onBatch(line);
            if (whole != null) {
                onBatch(whole);
            }
        } else if (!batches.keep(line)) {
            dispatch(line, line.tagOrEmpty("label"));
        }
    }

    private void onBatch(Batches.Batch batch) {
        boolean asked = core.questions().onBatch(batch);
        if (batch.type().equals("chathistory") || batch.type().equals("draft/chathistory-targets")) {
            return; // a page is taken in by who asked for it, or by nobody
        }
        sender.onBatch(batch.label(), batch.lines());
        int shown = 0;
        for (var line : batch.lines()) {
            boolean handled = handle(line);
            if (!handled && !asked && shown++ < PAGE_LINES_SHOWN) {
                show(line);
            }
        }
    }

    private void dispatch(IrcLine line, String label) {
        boolean asked = core.questions().onLine(line, label);
        boolean refusedMessage = sender.onLine(line, label);
        if (!handle(line) && !asked && !refusedMessage) {
            show(line);
        }
    }

    /// What changes the model.
    private boolean handle(IrcLine line) {
        return channels.onLine(line) || about(line);
    }

    private boolean about(IrcLine line) {
        switch (line.command()) {
            case "PRIVMSG", "NOTICE" -> speech(line);
            case "TAGMSG", "PONG", "ACK", "CAP", "AUTHENTICATE", "REGISTER", "903" -> {}
            case "PING" -> core.send("PONG :" + line.last());
            case "001" -> model.nick(line.param(0));
            case "002", "003", "004", "221", "422" -> {}
            case "250", "251", "252", "253", "254", "255", "265", "266" -> {
                return !core.isOnline(); // how many there are is for who asks
            }
            case "005" -> features(line);
            case "301" -> awayText(line);
            case "305", "306" -> away(line);
            case "900", "901" -> account(line);
            case "MARKREAD" -> marker(line);
            case "INVITE" -> invite(line);
            case "REDACT" -> redact(line);
            default -> {
                return false;
            }
        }
        return true;
    }

    private void features(IrcLine line) {
        core.features().learn(line);
        model.network(core.features().value("NETWORK", model.network()));
    }

    private void account(IrcLine line) {
        model.account(line.command().equals("900") ? line.param(2) : "");
        core.tell(new ClientEvent.SelfChanged());
    }

    private void away(IrcLine line) {
        model.away(line.command().equals("306"));
        core.note(Kind.INFO, model.isAway() ? "you are marked as away" : "you are no longer marked as away");
        core.tell(new ClientEvent.SelfChanged());
    }

    private void awayText(IrcLine line) {
        var where = model.find(line.param(1));
        core.note(where == null ? model.server() : where, Kind.INFO, line.param(1) + " is away: " + line.last());
    }

    private void invite(IrcLine line) {
        String whom = model.isMe(line.param(0)) ? "you" : line.param(0);
        var where = model.find(line.param(1));
        core.note(
                where == null ? model.server() : where,
                Kind.INFO,
                line.nick() + " invites " + whom + " to " + line.param(1));
    }

    private void redact(IrcLine line) {
        boolean toMe = model.isMe(line.param(0));
        var where = model.find(toMe ? line.nick() : line.param(0));
        String how = line.nick() + (line.param(2).isEmpty() ? "" : " (" + line.param(2) + ")");
        if (where != null && where.remove(line.param(1), how)) {
            core.tell(new ClientEvent.Changed(where));
        }
    }

    private void marker(IrcLine line) {
        var where = model.find(line.param(0));
        String text = line.param(1);
        if (where == null || !text.startsWith("timestamp=")) {
            return;
        }
        try {
            if (where.readUpTo(Instant.parse(text.substring(10)).toEpochMilli())) {
                core.tell(new ClientEvent.Changed(where));
            }
        } catch (DateTimeException notATime) {
            core.note(Kind.ERROR, "the server sent a read marker that is no time: " + text);
        }
    }

    // ---- what people say

    private void speech(IrcLine line) {
        var entry = reader.read(line, core.nowMillis());
        if (entry == null) {
            core.note(Kind.INFO, line.nick() + " sent a request of a program (CTCP), which was not answered");
            return;
        }
        var where = whereSpoken(line, entry);
        if (entry.own()) {
            sender.echoed(where, entry);
        }
        core.add(where, entry);
    }

    private Conversation whereSpoken(IrcLine line, Entry entry) {
        String target = line.param(0);
        int at = 0;
        while (at < target.length() - 1 && core.features().ranks().indexOf(target.charAt(at)) >= 0) {
            at++; // said to the ranks of a channel only
        }
        String rest = target.substring(at);
        if (core.features().isChannel(rest)) {
            return core.open(rest);
        }
        if (entry.own()) {
            return core.open(target);
        }
        if (line.isFromServer() || entry.kind() == Kind.NOTICE && model.find(line.nick()) == null) {
            return model.server();
        }
        return core.open(line.nick());
    }

    // ---- what is left

    private void show(IrcLine line) {
        switch (line.command()) {
            case "ERROR" -> core.note(Kind.ERROR, "the server says: " + line.last());
            case "FAIL", "WARN" -> problem(line, line.param(0).isEmpty() ? "" : line.param(0) + ": ");
            case "NOTE" -> core.note(Kind.INFO, line.last());
            case "376" -> {} // the end of the message of the day
            default -> {
                if (line.isError()) {
                    problem(line, "");
                } else {
                    int from = line.command().length() == 3 ? 1 : 0;
                    var words = line.params()
                            .subList(
                                    Math.min(from, line.params().size()),
                                    line.params().size());
                    core.note(Kind.INFO, String.join(" ", words));
                }
            }
        }
    }

    /// Where the user will see it: where it is about, or where they look.
    private void problem(IrcLine line, String before) {
        var about = model.find(line.param(1));
        var watched = model.watched();
        var where = about != null ? about : watched != null ? watched : model.server();
        core.note(where, Kind.ERROR, before + Words.refusal(line));
    }

    void lost() {
        batches.clear();
        channels.lost();
    }
}
