// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Delivery;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import dev.heddle.terminal.wire.TextSplitter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Own messages on their way: cut to the length of a line, sent as fast as the server confirms them, and
/// followed until it has.
///
/// With echo-message a message is done when its echo comes, which a server that keeps a history sends when it
/// is on disk. Without, it is done when it has left, and [#BURST] may leave at once, then one each
/// [#PAUSE_NANOS], because such servers cut off who is faster. Thread: the loop. Limits: those of
/// [Unconfirmed]; [#CONFIRM_NANOS] for a confirmation.
final class Sender {
    static final long CONFIRM_NANOS = 30_000_000_000L;
    static final int BURST = 5;
    static final long PAUSE_NANOS = 1_500_000_000L;
    private static final int LEFT_MAX = 50;
    private static final int PREFIX_BYTES = 4;
    private static final int NONCE_BYTES = 10;
    private static final int HOST_BYTES = 63;
    private static final int USER_BYTES = 20;
    private static final int ACTION_BYTES = 9;

    private final Core core;
    private final Unconfirmed messages = new Unconfirmed();
    private final Map<String, Left> left = new LinkedHashMap<>();
    private final TimerWatcher pause;
    private final String noncePrefix;
    private int burst = BURST;

    /// The last message to a target that left without waiting for an echo: a refusal may still come.
    private record Left(String nonce, long atNanos) {}

    Sender(Core core) {
        this.core = core;
        this.pause = core.loop().timer("client pace", this::paused);
        this.noncePrefix = hex(PREFIX_BYTES);
    }

    /// Says something.
    ///
    /// @return why not; empty when it is on its way
    String say(String target, Entry.Kind kind, String text) {
        if (!LineBuilder.isWord(target) || target.indexOf(',') >= 0) {
            return "'" + target + "' is no channel and no name";
        }
        var pieces = TextSplitter.split(text, room(target, kind));
        if (pieces.isEmpty()) {
            return "there is nothing to say";
        }
        if (!messages.hasRoomFor(pieces.size())) {
            return Unconfirmed.MESSAGES_MAX + " messages are not confirmed yet; wait until the server has answered";
        }
        var where = core.open(target);
        for (String piece : pieces) {
            String nonce = noncePrefix + hex(NONCE_BYTES);
            messages.add(nonce, target, kind, piece);
            core.add(where, Entry.outgoing(core.nowMillis(), kind, core.model().nick(), piece, nonce));
        }
        pump();
        return "";
    }

    private String hex(int bytes) {
        byte[] random = new byte[bytes];
        core.random().nextBytes(random);
        return HexFormat.of().formatHex(random);
    }

    /// Whether this very client said it, and not another one of this user.
    boolean saidHere(Entry entry) {
        return entry.own() && entry.nonce().startsWith(noncePrefix);
    }

    /// What is left for the text when the server has put our full name in front.
    private int room(String target, Entry.Kind kind) {
        int source = core.ownMask().isEmpty()
                ? TextSplitter.bytes(core.model().nick()) + USER_BYTES + HOST_BYTES + 2
                : TextSplitter.bytes(core.ownMask());
        int around = 1 + source + 1 + "PRIVMSG".length() + 1 + TextSplitter.bytes(target) + 2 + 2;
        return Math.max(50, core.features().lineBytes() - around - (kind == Entry.Kind.ACTION ? ACTION_BYTES : 0));
    }

    /// Sends what may leave now.
    void pump() {
        boolean echoed = core.capabilities().has("echo-message");
        while (core.isOnline() && (echoed || burst > 0)) {
            var message = messages.next();
            if (message == null || !send(message)) {
                return;
            }
            if (!echoed) {
                burst--;
                left.put(
                        core.model().fold(message.target),
                        new Left(message.nonce, core.loop().nowNanos()));
                if (left.size() > LEFT_MAX) {
                    left.remove(left.keySet().iterator().next());
                }
                done(message.nonce, Delivery.DONE, "");
            }
        }
        if (core.isOnline() && !pause.isStarted() && burst < BURST) {
            pause.startAfter(PAUSE_NANOS);
        }
    }

    private void paused() {
        burst = Math.min(BURST, burst + 1);
        pump();
        if (burst < BURST) {
            pause.startAfter(PAUSE_NANOS);
        }
    }

    private boolean send(Unconfirmed.Message message) {
        var line = LineBuilder.of(message.kind == Entry.Kind.NOTICE ? "NOTICE" : "PRIVMSG")
                .word(message.target)
                .text(EntryReader.wireText(message.kind, message.text));
        String label = "";
        if (core.capabilities().has("message-tags")) {
            line.tag(EntryReader.NONCE_TAG, message.nonce);
            if (core.capabilities().has("labeled-response")
                    && core.capabilities().has("batch")) {
                label = core.questions().nextLabel();
                line.tag("label", label);
            }
        }
        if (!core.send(line.line())) {
            return false;
        }
        messages.sent(message, label, core.loop().nowNanos());
        var where = core.model().find(message.target);
        var entry = where == null ? null : where.delivered(message.nonce, Delivery.SENT);
        if (where != null && entry != null) {
            core.tell(new ClientEvent.Delivered(where, entry, ""));
        }
        return true;
    }

    // ---- what the server says of them

    /// The echo of an own message, live or from the history, before it is added: the one on its way goes.
    void echoed(Conversation where, Entry echo) {
        String nonce = echo.nonce();
        if (nonce.isEmpty()) {
            var sent = messages.firstSent(message -> message.text.equals(echo.text())
                    && core.model().fold(message.target).equals(core.model().fold(where.name())));
            nonce = sent == null ? "" : sent.nonce; // a server that drops our tag
        }
        where.settle(nonce);
        if (messages.remove(nonce) != null) {
            pump();
        }
    }

    /// A line that answers a message by its label, or refuses one by naming its target.
    ///
    /// @return whether it was about one, and said why it was refused
    boolean onLine(IrcLine line, String label) {
        var message = messages.labelled(label);
        if (message == null && label.isEmpty() && isRefusal(line)) {
            String about = core.model().fold(line.param(1));
            message = messages.firstSent(sent -> core.model().fold(sent.target).equals(about));
        }
        if (message == null) {
            return label.isEmpty() && isRefusal(line) && refusedAfterAll(line);
        }
        if (isRefusal(line) || line.isError()) {
            refused(message, Words.refusal(line));
            return true;
        }
        if (!isEcho(line)) {
            done(message.nonce, Delivery.DONE, "");
        }
        return false;
    }

    /// A server without echoes says only afterwards that a message was refused.
    private boolean refusedAfterAll(IrcLine line) {
        var last = left.remove(core.model().fold(line.param(1)));
        var where = core.model().find(line.param(1));
        if (last == null || where == null || core.loop().nowNanos() - last.atNanos > CONFIRM_NANOS) {
            return false;
        }
        var entry = where.delivered(last.nonce, Delivery.FAILED);
        if (entry != null) {
            String why = Words.refusal(line);
            core.tell(new ClientEvent.Delivered(where, entry, why));
            core.note(where, Entry.Kind.ERROR, "not delivered: " + why);
        }
        return entry != null;
    }

    private static boolean isRefusal(IrcLine line) {
        return switch (line.command()) {
            case "401", "403", "404", "407", "411", "412", "413", "477", "531" -> true;
            default ->
                line.command().equals("FAIL")
                        && (line.param(0).equals("PRIVMSG") || line.param(0).equals("NOTICE"));
        };
    }

    private static boolean isEcho(IrcLine line) {
        return line.command().equals("PRIVMSG") || line.command().equals("NOTICE");
    }

    /// A batch that answers a message; its lines are looked at as well.
    void onBatch(String label, List<IrcLine> lines) {
        var message = messages.labelled(label);
        if (message == null) {
            return;
        }
        for (var line : lines) {
            if (line.isError()) {
                refused(message, Words.refusal(line));
                return;
            }
        }
        if (lines.stream().noneMatch(Sender::isEcho)) {
            done(message.nonce, Delivery.DONE, "");
        }
    }

    private void refused(Unconfirmed.Message message, String why) {
        done(message.nonce, Delivery.FAILED, why);
    }

    private void done(String nonce, Delivery delivery, String why) {
        var message = messages.remove(nonce);
        if (message == null) {
            return;
        }
        var where = core.model().find(message.target);
        @Nullable Entry entry = where == null ? null : where.delivered(nonce, delivery);
        if (where != null && entry != null) {
            core.tell(new ClientEvent.Delivered(where, entry, why));
            if (delivery == Delivery.FAILED) {
                core.note(where, Entry.Kind.ERROR, "not delivered: " + why);
            }
        }
        pump();
    }

    // ---- over a lost connection

    void lost() {
        messages.lost();
        left.clear();
        pause.stop();
        burst = BURST;
    }

    /// Whether it is not known of a message to this target if it arrived.
    boolean isUnsure(Conversation where) {
        String folded = core.model().fold(where.name());
        return messages.unsure().stream()
                .anyMatch(message -> core.model().fold(message.target).equals(folded));
    }

    /// The history of this conversation has been looked through: what was not found leaves again, if that
    /// cannot double it.
    ///
    /// @param seen whether everything since the last message was seen
    void lookedThrough(Conversation where, boolean seen) {
        boolean known = core.features().value("HEDDLE/NONCE", "-").isEmpty();
        String folded = core.model().fold(where.name());
        for (var message : messages.unsure()) {
            if (!core.model().fold(message.target).equals(folded)) {
                continue;
            }
            if (seen || known) {
                messages.notArrived(message);
            } else {
                refused(message, "the connection was lost before the server confirmed it; it may have arrived");
            }
        }
        pump();
    }

    /// Those that wait for their confirmation too long are given up.
    void expire() {
        for (var message : messages.overdue(core.loop().nowNanos() - CONFIRM_NANOS)) {
            refused(message, "the server has not confirmed it within " + CONFIRM_NANOS / 1_000_000_000L + " seconds");
        }
    }

    int pending() {
        return messages.size();
    }
}
