// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.model.Entry.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Own messages that the server has not confirmed, oldest first: kept over a lost connection, and sent again
/// only when it is known that they did not arrive, or that the server knows them again by their nonce.
///
/// ```
///  add ─▶ WAITING ─▶ SENT ──echo──▶ gone
///            ▲         ├────no────▶ gone, told as refused
///            │         └─connection lost─▶ UNSURE ──found in the history──▶ gone
///            └──────────────────────────────┴──────not found──────────────▶ WAITING
/// ```
/// Thread: the loop. Limits: [#MESSAGES_MAX], at which nothing more is taken; [#IN_FLIGHT_MAX] sent at once,
/// the others wait for them.
final class Unconfirmed {
    static final int MESSAGES_MAX = 500;
    static final int IN_FLIGHT_MAX = 8;

    /// Where a message is.
    enum State {
        WAITING,
        SENT,
        UNSURE
    }

    /// One message.
    static final class Message {
        final String nonce;
        final String target;
        final Kind kind;
        final String text;
        State state = State.WAITING;
        String label = "";
        long sentNanos;

        private Message(String nonce, String target, Kind kind, String text) {
            this.nonce = nonce;
            this.target = target;
            this.kind = kind;
            this.text = text;
        }
    }

    private final Map<String, Message> byNonce = new LinkedHashMap<>();

    /// Whether so many more would be taken.
    boolean hasRoomFor(int messages) {
        return byNonce.size() + messages <= MESSAGES_MAX;
    }

    int size() {
        return byNonce.size();
    }

    void add(String nonce, String target, Kind kind, String text) {
        byNonce.put(nonce, new Message(nonce, target, kind, text));
    }

    /// The next one that may leave now; null: none, or enough are under way.
    @Nullable
    Message next() {
        int inFlight = 0;
        for (var message : byNonce.values()) {
            switch (message.state) {
                case SENT -> {
                    if (++inFlight >= IN_FLIGHT_MAX) {
                        return null;
                    }
                }
                case UNSURE -> {
                    return null; // what comes later must not overtake it
                }
                case WAITING -> {
                    return message;
                }
            }
        }
        return null;
    }

    void sent(Message message, String label, long nowNanos) {
        message.state = State.SENT;
        message.label = label;
        message.sentNanos = nowNanos;
    }

    /// It is confirmed, refused or given up; null: it is not one of these.
    @Nullable
    Message remove(String nonce) {
        return byNonce.remove(nonce);
    }

    /// The one that was sent under this label; null for none.
    @Nullable
    Message labelled(String label) {
        if (label.isEmpty()) {
            return null;
        }
        for (var message : byNonce.values()) {
            if (message.label.equals(label)) {
                return message;
            }
        }
        return null;
    }

    /// The oldest one under way of which this is so; null for none.
    @Nullable
    Message firstSent(Predicate<Message> is) {
        for (var message : byNonce.values()) {
            if (message.state == State.SENT && is.test(message)) {
                return message;
            }
        }
        return null;
    }

    /// The connection is gone: whether those under way arrived is not known.
    void lost() {
        for (var message : byNonce.values()) {
            message.label = "";
            if (message.state == State.SENT) {
                message.state = State.UNSURE;
            }
        }
    }

    /// Those whose arrival is not known.
    List<Message> unsure() {
        return byNonce.values().stream()
                .filter(message -> message.state == State.UNSURE)
                .toList();
    }

    /// They did not arrive: they leave again.
    void notArrived(Message message) {
        message.state = State.WAITING;
    }

    /// Those that have been under way since before this instant.
    List<Message> overdue(long sinceNanos) {
        var late = new ArrayList<Message>();
        for (var message : byNonce.values()) {
            if (message.state == State.SENT && message.sentNanos - sinceNanos < 0) {
                late.add(message);
            }
        }
        return late;
    }
}
