// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// What kind of event a [HistoryEntry] is. The numbers are in the database: never change one.
public enum EntryKind {
    /// PRIVMSG.
    PRIVMSG(1, "PRIVMSG"),
    /// NOTICE.
    NOTICE(2, "NOTICE"),
    /// TAGMSG that asked to be kept.
    TAGMSG(3, "TAGMSG"),
    /// JOIN.
    JOIN(16, "JOIN"),
    /// PART.
    PART(17, "PART"),
    /// QUIT.
    QUIT(18, "QUIT"),
    /// KICK.
    KICK(19, "KICK"),
    /// TOPIC.
    TOPIC(20, "TOPIC"),
    /// MODE.
    MODE(21, "MODE"),
    /// NICK.
    NICK(22, "NICK");

    /// Kinds below this number are messages; from here on they are events, which only `draft/event-playback` shows.
    public static final int FIRST_EVENT_NUMBER = 16;

    private static final EntryKind[] BY_NUMBER = new EntryKind[23];

    static {
        for (var kind : values()) {
            BY_NUMBER[kind.number] = kind;
        }
    }

    private final int number;
    private final String command;

    EntryKind(int number, String command) {
        this.number = number;
        this.command = command;
    }

    /// The number in the database.
    public int number() {
        return number;
    }

    /// The IRC command that plays it back.
    public String command() {
        return command;
    }

    /// Whether it is a message and not an event.
    public boolean isMessage() {
        return number < FIRST_EVENT_NUMBER;
    }

    /// The kind with this number.
    public static EntryKind ofNumber(int number) {
        return BY_NUMBER[number];
    }
}
