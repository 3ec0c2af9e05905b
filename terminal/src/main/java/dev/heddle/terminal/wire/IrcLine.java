// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line from the server, taken apart. What it says is the peer's and is not made safe for a terminal.
///
/// Any thread; immutable. Limits: [#PARAMS_MAX] parameters, the rest is part of the last one; [#TAGS_MAX] tags,
/// further ones are dropped. Source: modern.ircdocs.horse "Message Format"; IRCv3 message-tags.
///
/// @param tags with their values unescaped; a tag without a value has an empty one
/// @param source `nick!user@host` or a server's name; empty when the line names none
/// @param command in upper case, or three digits
/// @param params all parameters
public record IrcLine(Map<String, String> tags, String source, String command, List<String> params) {
    /// More than any server sends.
    public static final int PARAMS_MAX = 64;

    static final int TAGS_MAX = 64;

    /// Takes a line apart, its end already removed.
    ///
    /// @return null when there is no command in it
    public static @Nullable IrcLine parse(String text) {
        int at = 0;
        Map<String, String> tags = Map.of();
        if (text.startsWith("@")) {
            int end = spaceFrom(text, 1);
            tags = tags(text.substring(1, end));
            at = skipSpaces(text, end);
        }
        String source = "";
        if (text.startsWith(":", at)) {
            int end = spaceFrom(text, at + 1);
            source = text.substring(at + 1, end);
            at = skipSpaces(text, end);
        }
        int end = spaceFrom(text, at);
        if (end == at) {
            return null;
        }
        String command = text.substring(at, end).toUpperCase(Locale.ROOT);
        return new IrcLine(tags, source, command, params(text, end));
    }

    private static List<String> params(String text, int from) {
        var params = new ArrayList<String>();
        int at = skipSpaces(text, from);
        while (at < text.length()) {
            if (text.charAt(at) == ':') {
                params.add(text.substring(at + 1));
                break;
            }
            int end = params.size() == PARAMS_MAX - 1 ? text.length() : spaceFrom(text, at);
            params.add(text.substring(at, end));
            at = skipSpaces(text, end);
        }
        return List.copyOf(params);
    }

    private static int spaceFrom(String text, int from) {
        int at = text.indexOf(' ', from);
        return at < 0 ? text.length() : at;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static Map<String, String> tags(String text) {
        var tags = new LinkedHashMap<String, String>();
        for (String tag : text.split(";")) {
            int equals = tag.indexOf('=');
            String key = equals < 0 ? tag : tag.substring(0, equals);
            if (!key.isEmpty() && tags.size() < TAGS_MAX) {
                tags.put(key, equals < 0 ? "" : TagValues.unescaped(tag.substring(equals + 1)));
            }
        }
        return tags;
    }

    /// The parameter at this place; empty when there are not so many.
    public String param(int index) {
        return index < params.size() ? params.get(index) : "";
    }

    /// The last parameter, most often the text for people; empty when there is none.
    public String last() {
        return params.isEmpty() ? "" : params.getLast();
    }

    /// The value of a tag; null when the line does not carry it.
    public @Nullable String tag(String key) {
        return tags.get(key);
    }

    /// The value of a tag; empty when the line does not carry it.
    public String tagOrEmpty(String key) {
        return tags.getOrDefault(key, "");
    }

    /// The source up to its `!`: a nick, or a server's name.
    public String nick() {
        int end = source.indexOf('!');
        return end < 0 ? source : source.substring(0, end);
    }

    /// Whether a server speaks, not a user.
    public boolean isFromServer() {
        return source.indexOf('!') < 0 && (source.isEmpty() || source.indexOf('.') >= 0);
    }

    /// Whether the command is a numeric of the kind that reports an error.
    public boolean isError() {
        return command.length() == 3 && (command.charAt(0) == '4' || command.charAt(0) == '5')
                || command.equals("FAIL");
    }

    /// When it was said: what server-time tells.
    ///
    /// @param otherwise milliseconds since 1970, for a line without a readable time
    public long timeMillis(long otherwise) {
        String time = tags.get("time");
        if (time == null) {
            return otherwise;
        }
        try {
            return Instant.parse(time).toEpochMilli();
        } catch (DateTimeException notATime) {
            return otherwise;
        }
    }
}
