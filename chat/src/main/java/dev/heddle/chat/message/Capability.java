// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import org.jspecify.annotations.Nullable;

/// The IRCv3 capabilities that the server knows. At most 32, so that a session's set is one int.
public enum Capability {
    /// `ACCOUNT` when somebody logs in or out.
    ACCOUNT_NOTIFY("account-notify"),
    /// Tag `account`.
    ACCOUNT_TAG("account-tag"),
    /// `AWAY` of those who share a channel.
    AWAY_NOTIFY("away-notify"),
    /// Batches.
    BATCH("batch"),
    /// `CAP NEW` and `CAP DEL`; implied by version 302.
    CAP_NOTIFY("cap-notify"),
    /// `CHGHOST`.
    CHGHOST("chghost"),
    /// One's own messages come back.
    ECHO_MESSAGE("echo-message"),
    /// `JOIN` with account and real name.
    EXTENDED_JOIN("extended-join"),
    /// `AWAY`, `ACCOUNT`, … of monitored nicks.
    EXTENDED_MONITOR("extended-monitor"),
    /// `INVITE` of others.
    INVITE_NOTIFY("invite-notify"),
    /// Tag `label`.
    LABELED_RESPONSE("labeled-response"),
    /// Tags.
    MESSAGE_TAGS("message-tags"),
    /// All prefixes of a member.
    MULTI_PREFIX("multi-prefix"),
    /// Logging in.
    SASL("sasl"),
    /// Tag `time`.
    SERVER_TIME("server-time"),
    /// `SETNAME`.
    SETNAME("setname"),
    /// `FAIL`, `WARN`, `NOTE`.
    STANDARD_REPLIES("standard-replies"),
    /// Strict transport security; informational.
    STS("sts"),
    /// Masks in NAMES.
    USERHOST_IN_NAMES("userhost-in-names"),
    /// `REGISTER` and `VERIFY`.
    ACCOUNT_REGISTRATION("draft/account-registration"),
    /// `CHATHISTORY`.
    CHATHISTORY("draft/chathistory"),
    /// Joins, modes and the like in the history.
    EVENT_PLAYBACK("draft/event-playback"),
    /// `REDACT`.
    MESSAGE_REDACTION("draft/message-redaction"),
    /// Messages of several lines, as batches.
    MULTILINE("draft/multiline"),
    /// No NAMES after JOIN.
    NO_IMPLICIT_NAMES("draft/no-implicit-names"),
    /// `AWAY` before registration.
    PRE_AWAY("draft/pre-away"),
    /// `MARKREAD`.
    READ_MARKER("draft/read-marker");

    private final String token;

    Capability(String token) {
        this.token = token;
    }

    /// The name on the wire.
    public String token() {
        return token;
    }

    /// The bit in a session's set of capabilities.
    @SuppressWarnings("EnumOrdinal") // a bit in memory only; nothing stored depends on the order
    public int bit() {
        return 1 << ordinal();
    }

    /// Whether the set holds it.
    public boolean isIn(int capabilities) {
        return (capabilities & bit()) != 0;
    }

    /// The capability with this name, case-sensitive; null if there is none.
    public static @Nullable Capability ofToken(String token) {
        for (var capability : values()) {
            if (capability.token.equals(token)) {
                return capability;
            }
        }
        return null;
    }
}
