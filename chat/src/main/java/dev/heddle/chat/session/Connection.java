// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.command.Call;
import dev.heddle.chat.command.Caller;
import dev.heddle.chat.command.Departure;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Malformed;
import dev.heddle.chat.message.Message;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.message.Unreadable;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The lines of one connection, taken up one after the other: the next one runs when the one before has ended,
/// when the flood control allows it, and, if it is a message, when the store keeps up.
///
/// ```
///  line ──▶ nothing waits, nothing runs, tokens left ──▶ run
///       └─▶ queue ──▶ (command ends | token | store catches up) ──▶ run
/// ```
/// Thread: the hub. Limits: from `queuedLines` waiting lines on the socket is paused, so at most one read
/// more arrives; from the first one on when [Connections#WAITING_MAX] lines wait in all.
/// Idle: a connection with nothing waiting holds no queue.
public final class Connection {
    private static final ArrayDeque<Parsed> NO_LINES = new ArrayDeque<>(1);
    private static final int LABEL_LENGTH_MAX = 64;

    private final Connections all;
    private final Caller caller;
    private final boolean exempt;
    private ArrayDeque<Parsed> lines = NO_LINES;
    private boolean running;
    private boolean paused;
    private boolean closed;
    /// Waits for a token or for the store.
    private boolean delayed;
    /// When the flood control's bucket is full again.
    private long fullAtNanos;
    private final long openedNanos;
    /// When the last line came.
    private long heardNanos;
    private boolean pinged;

    Connection(Connections all, Client client, boolean exempt) {
        this.all = all;
        this.exempt = exempt;
        this.caller = new Caller(all.services(), client, all);
        heardNanos = all.nowNanos();
        openedNanos = heardNanos;
        fullAtNanos = heardNanos;
    }

    public Client client() {
        return caller.client();
    }

    Caller caller() {
        return caller;
    }

    boolean isClosed() {
        return closed;
    }

    /// One line, parsed on the connection's loop.
    public void onLine(Parsed line) {
        if (closed || line == Malformed.EMPTY) {
            return;
        }
        heardNanos = all.nowNanos();
        pinged = false;
        if (!running && !delayed && lines.isEmpty() && mayRun(line)) {
            run(line);
            return;
        }
        if (lines.isEmpty()) {
            lines = new ArrayDeque<>(4);
        }
        lines.addLast(line);
        all.countWaiting(1);
        if (!paused && (lines.size() >= all.limits().queuedLines() || all.isCrowded())) {
            pause(true);
        }
    }

    /// The transport says that the connection has ended.
    public void onClosed(String reason) {
        if (!closed) {
            all.remember(this);
            Departure.lost(all.services(), client(), reason);
            end();
        }
    }

    /// Closes it with a reason that the client and its channels are told.
    public void close(String reason) {
        if (!closed) {
            all.remember(this);
            Departure.close(all.services(), client(), reason);
            end();
        }
    }

    private void end() {
        closed = true;
        all.countWaiting(-lines.size());
        lines = NO_LINES;
        caller.gone();
        all.forget(this);
    }

    // --- running

    /// Takes up what waits, as far as it may run.
    void goOn() {
        while (!running && !closed && !lines.isEmpty()) {
            Parsed next = lines.getFirst();
            if (!mayRun(next)) {
                return;
            }
            lines.removeFirst();
            all.countWaiting(-1);
            run(next);
        }
        if (lines.isEmpty()) {
            lines = NO_LINES;
        }
        if (paused && (lines.isEmpty() || lines.size() * 2 < all.limits().queuedLines() && !all.isCrowded())) {
            pause(false);
        }
    }

    /// The call that was waiting has ended.
    void ended() {
        running = false;
        finishIfClosed();
        if (!delayed) {
            goOn();
        }
    }

    void awake() {
        delayed = false;
        goOn();
    }

    private boolean mayRun(Parsed line) {
        if (all.isBehind() && line instanceof Message message && all.isMessageCommand(message)) {
            delayed = true;
            all.holdUntilSettled(this);
            return false;
        }
        if (exempt) {
            return true;
        }
        long cost = all.costNanos(line);
        long now = all.nowNanos();
        long full = Math.max(fullAtNanos, now) + cost;
        if (full - now > all.burstNanos()) {
            delayed = true;
            all.wakeAt(this, full - all.burstNanos());
            return false;
        }
        fullAtNanos = full;
        return true;
    }

    private void run(Parsed line) {
        switch (line) {
            case Message message -> run(new Call(caller, message, label(message.tags())));
            case Malformed malformed -> run(new Call(caller, Message.of("*"), ""), malformed);
            case Unreadable cut -> run(new Call(caller, Message.of("*"), label(cut.tags())), cut.why());
        }
    }

    private void run(Call call) {
        running = true;
        all.table().run(call);
        running = call.isWaiting();
        finishIfClosed();
    }

    private void run(Call call, Malformed malformed) {
        call.run(refused -> Refusals.tell(refused, malformed));
    }

    /// A command (QUIT, a refused registration) has closed the client.
    void finishIfClosed() {
        if (!closed && client().isClosed()) {
            all.remember(this);
            end();
        }
    }

    private String label(Tags tags) {
        if (tags.isEmpty() || !client().has(Capability.LABELED_RESPONSE)) {
            return "";
        }
        @Nullable String label = tags.get("label");
        return label == null || label.length() > LABEL_LENGTH_MAX ? "" : label;
    }

    private void pause(boolean now) {
        paused = now;
        client().loop().pauseReading(client().outlet(), now);
    }

    // --- silence

    /// Looks whether the connection has been silent for too long. Answers when to look again.
    long checkSilence(long nowNanos) {
        if (caller.registration() != null) {
            long end = openedNanos + all.limits().registrationTime().toNanos();
            if (nowNanos < end) {
                return end;
            }
            if (!running || !client().peer().operator()) {
                close("Registration timed out");
            }
            return nowNanos + all.limits().registrationTime().toNanos();
        }
        long pingAfter = all.limits().pingAfter().toNanos();
        long pingTime = all.limits().pingTime().toNanos();
        long silent = nowNanos - heardNanos;
        if (silent >= pingAfter + pingTime && pinged) {
            close("Ping timeout: " + silent / 1_000_000_000L + " seconds");
            return nowNanos;
        }
        if (silent >= pingAfter && !pinged) {
            pinged = true;
            all.ping(client());
            heardNanos = nowNanos - pingAfter;
            return nowNanos + pingTime;
        }
        return pinged ? heardNanos + pingAfter + pingTime : heardNanos + pingAfter;
    }
}
