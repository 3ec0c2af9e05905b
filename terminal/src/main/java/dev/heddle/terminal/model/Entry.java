// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

/// One line of a conversation. Any thread; immutable. Its texts are the peers' and not made safe for a
/// terminal.
///
/// @param timeMillis when it was said, since 1970
/// @param id the server's id for it; empty when it has none
/// @param kind what it is
/// @param who whose it is; empty for what the client itself tells
/// @param text what was said or happened
/// @param own whether this user said it
/// @param mention whether it names this user
/// @param delivery how far an own message has come
/// @param nonce our own name for an own message; empty for others
public record Entry(
        long timeMillis,
        String id,
        Kind kind,
        String who,
        String text,
        boolean own,
        boolean mention,
        Delivery delivery,
        String nonce) {
    /// What a line is.
    public enum Kind {
        /// Said.
        MESSAGE,
        /// Done: `/me`.
        ACTION,
        /// Said in a way that asks for no answer.
        NOTICE,
        /// Somebody came.
        JOIN,
        /// Somebody left; the text is the reason.
        PART,
        /// Somebody is gone from the server; the text is the reason.
        QUIT,
        /// Somebody was removed; the text is who and why.
        KICK,
        /// Somebody has another nick: the text.
        NICK,
        /// The topic is another: the text.
        TOPIC,
        /// A mode was changed: the text.
        MODE,
        /// Was said, and taken back: the text is by whom, and why.
        REMOVED,
        /// The client tells something.
        INFO,
        /// The client or the server tells that something did not work.
        ERROR;

        /// Whether somebody speaks.
        public boolean isSpeech() {
            return this == MESSAGE || this == ACTION || this == NOTICE;
        }

        /// Whether it is about who is there.
        public boolean isPresence() {
            return this == JOIN || this == PART || this == QUIT || this == NICK;
        }
    }

    /// How far a message has come.
    public enum Delivery {
        /// It came from the server: it is on its disk if it keeps a history.
        DONE,
        /// It has not left yet, because there is no connection.
        WAITING,
        /// It was sent and not confirmed yet.
        SENT,
        /// The server refused it, or nobody knows whether it arrived.
        FAILED
    }

    /// Something that came from the server.
    public static Entry received(long timeMillis, String id, Kind kind, String who, String text) {
        return new Entry(timeMillis, id, kind, who, text, false, false, Delivery.DONE, "");
    }

    /// Something that the client tells.
    public static Entry told(long timeMillis, Kind kind, String text) {
        return new Entry(timeMillis, "", kind, "", text, false, false, Delivery.DONE, "");
    }

    /// An own message on its way.
    public static Entry outgoing(long timeMillis, Kind kind, String who, String text, String nonce) {
        return new Entry(timeMillis, "", kind, who, text, true, false, Delivery.WAITING, nonce);
    }

    /// What is left when it was taken back.
    ///
    /// @param how by whom, and why
    public Entry removed(String how) {
        return new Entry(timeMillis, id, Kind.REMOVED, who, how, own, false, delivery, nonce);
    }

    /// The same as this user's own.
    public Entry asOwn(String nonce) {
        return new Entry(timeMillis, id, kind, who, text, true, false, delivery, nonce);
    }

    /// The same, naming this user or not.
    public Entry mentioning(boolean names) {
        return new Entry(timeMillis, id, kind, who, text, own, names, delivery, nonce);
    }

    /// The same, further on its way.
    public Entry with(Delivery next) {
        return new Entry(timeMillis, id, kind, who, text, own, mention, next, nonce);
    }

    /// Whether it has left this client for good, or never will.
    public boolean isPending() {
        return delivery == Delivery.WAITING || delivery == Delivery.SENT;
    }
}
