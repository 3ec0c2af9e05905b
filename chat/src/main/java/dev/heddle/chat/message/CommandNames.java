// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The well-known commands, so that parsing one makes no String. Looked up by its letters packed into a long.
final class CommandNames {
    private static final String[] KNOWN = {
        "PRIVMSG",
        "NOTICE",
        "TAGMSG",
        "PING",
        "PONG",
        "JOIN",
        "PART",
        "NICK",
        "USER",
        "PASS",
        "QUIT",
        "CAP",
        "MODE",
        "TOPIC",
        "NAMES",
        "LIST",
        "INVITE",
        "KICK",
        "KNOCK",
        "WHO",
        "WHOIS",
        "WHOWAS",
        "USERHOST",
        "ISON",
        "MONITOR",
        "AWAY",
        "SETNAME",
        "MOTD",
        "LUSERS",
        "VERSION",
        "TIME",
        "INFO",
        "ADMIN",
        "STATS",
        "HELP",
        "HELPOP",
        "LINKS",
        "OPER",
        "KILL",
        "WALLOPS",
        "REHASH",
        "KLINE",
        "UNKLINE",
        "DLINE",
        "UNDLINE",
        "WEBIRC",
        "REGISTER",
        "VERIFY",
        "BATCH",
        "REDACT",
        "MARKREAD",
        "NICKSERV",
        "NS",
        "CS",
        "SAMODE",
        "SAJOIN",
        "ERROR",
        "FAIL",
        "WARN",
        "NOTE",
        "ACCOUNT",
        "CHGHOST"
    };
    private static final int SLOTS = 256;
    private static final long[] KEYS = new long[SLOTS];
    private static final String[] NAMES = new String[SLOTS];

    static {
        for (var name : KNOWN) {
            var bytes = name.getBytes(StandardCharsets.US_ASCII);
            var key = pack(bytes, 0, bytes.length);
            var slot = slot(key);
            while (KEYS[slot] != 0) {
                slot = (slot + 1) & (SLOTS - 1);
            }
            KEYS[slot] = key;
            NAMES[slot] = name;
        }
    }

    private CommandNames() {}

    /// The command in upper case, or null if it is not letters (and underscores) or exactly three digits.
    static @Nullable String of(byte[] bytes, int from, int to) {
        var digits = 0;
        var joined = false;
        for (var i = from; i < to; i++) {
            var letter = bytes[i] & ~0x20;
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                digits++;
            } else if (bytes[i] == '_') {
                joined = true;
            } else if (letter < 'A' || letter > 'Z') {
                return null;
            }
        }
        if (joined) {
            return upperCase(bytes, from, to);
        }
        if (digits != 0 && (digits != 3 || to - from != 3)) {
            return null;
        }
        return digits == 0 && to - from <= 8 ? known(bytes, from, to) : upperCase(bytes, from, to);
    }

    private static String known(byte[] bytes, int from, int to) {
        var key = pack(bytes, from, to);
        for (var slot = slot(key); KEYS[slot] != 0; slot = (slot + 1) & (SLOTS - 1)) {
            if (KEYS[slot] == key) {
                return NAMES[slot];
            }
        }
        return upperCase(bytes, from, to);
    }

    private static String upperCase(byte[] bytes, int from, int to) {
        var upper = new byte[to - from];
        for (var i = from; i < to; i++) {
            upper[i - from] = (byte) (bytes[i] >= 'a' ? bytes[i] - 32 : bytes[i]);
        }
        return new String(upper, StandardCharsets.US_ASCII);
    }

    private static long pack(byte[] bytes, int from, int to) {
        var key = 0L;
        for (var i = from; i < to; i++) {
            key = key << 8 | (bytes[i] & ~0x20);
        }
        return key;
    }

    private static int slot(long key) {
        return (int) ((key * 0x9e37_79b9_7f4a_7c15L) >>> 56);
    }
}
