// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// Which names are legal on this server, and how long they may be.
///
/// Limits are in characters (code points) for names that people choose, so that a name in any script may be as
/// long as another.
///
/// @param casemapping when two names are one
/// @param nickLengthMax NICKLEN; accounts have the same limit
/// @param channelLengthMax CHANNELLEN, the `#` included
/// @param userLengthMax USERLEN, in bytes: longer ones are cut
public record NameRules(Casemapping casemapping, int nickLengthMax, int channelLengthMax, int userLengthMax) {
    /// 32 characters for nicks, 64 for channels, 20 bytes for user names.
    public static NameRules of(Casemapping casemapping) {
        return new NameRules(casemapping, 32, 64, 20);
    }

    /// Whether `text` may be a nick (or an account, whose name is a nick).
    public boolean isNick(String text) {
        if (text.isEmpty() || text.codePointCount(0, text.length()) > nickLengthMax || !isNickStart(text.charAt(0))) {
            return false;
        }
        for (var i = 1; i < text.length(); i++) {
            if (!isNickPart(text.charAt(i))) {
                return false;
            }
        }
        return casemapping == Casemapping.ASCII || casemapping.accepts(text);
    }

    private boolean isNickStart(char c) {
        return isNickPart(c) && c != '-' && !(c >= '0' && c <= '9');
    }

    private boolean isNickPart(char c) {
        return switch (c) {
            case '[', ']', '\\', '`', '_', '^', '{', '|', '}', '-' -> true;
            default -> isAlphanumeric(c) || (c >= 0x80 && casemapping == Casemapping.PRECIS);
        };
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /// Whether `text` may be a channel: `#`, then printable characters without space or comma.
    public boolean isChannel(String text) {
        if (!isChannelLike(text) || text.codePointCount(0, text.length()) > channelLengthMax) {
            return false;
        }
        return text.codePoints().allMatch(NameRules::isChannelPart);
    }

    /// Whether a target is meant as a channel, legal or not.
    public static boolean isChannelLike(String target) {
        return !target.isEmpty() && target.charAt(0) == '#';
    }

    private static boolean isChannelPart(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> c != ',';
        };
    }

    /// Whether a channel key is legal: 1 to 23 printable ASCII characters without space, comma and leading
    /// colon.
    public static boolean isKey(String text) {
        return !text.isEmpty()
                && text.length() <= 23
                && text.charAt(0) != ':'
                && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
    }

    /// The user name a client asked for, made legal: forbidden characters dropped, cut at the limit; empty if
    /// nothing is left.
    public String userFrom(String text) {
        var out = new StringBuilder(userLengthMax);
        for (var i = 0; i < text.length() && out.length() < userLengthMax; i++) {
            var c = text.charAt(i);
            if (isAlphanumeric(c) || c == '-' || c == '.' || c == '_' || (c == '~' && i == 0)) {
                out.append(c);
            }
        }
        return out.toString();
    }
}
