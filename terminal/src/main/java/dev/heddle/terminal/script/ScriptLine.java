// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One line of a script: a verb, and what it takes.
///
/// Words are separated by spaces; one in double quotes may have spaces in it. The last thing that a verb takes
/// may be the rest of the line.
final class ScriptLine {
    /// What each verb takes, for the messages and for the manual.
    static final Map<String, String> VERBS = Map.ofEntries(
            Map.entry("client", "NAME"),
            Map.entry("server", "HOST:PORT [tls|plain]"),
            Map.entry("timeout", "SECONDS"),
            Map.entry("trust", "FINGERPRINT"),
            Map.entry("register", "NICK PASSWORD [EMAIL]"),
            Map.entry("login", "NICK PASSWORD"),
            Map.entry("guest", "NICK"),
            Map.entry("quit", "[REASON]"),
            Map.entry("join", "#CHANNEL [KEY]"),
            Map.entry("part", "#CHANNEL [REASON]"),
            Map.entry("say", "TARGET TEXT"),
            Map.entry("do", "TARGET TEXT"),
            Map.entry("names", "#CHANNEL"),
            Map.entry("online", ""),
            Map.entry("list", ""),
            Map.entry("whois", "NICK"),
            Map.entry("history", "TARGET"),
            Map.entry("show", "TARGET"),
            Map.entry("unread", "TARGET"),
            Map.entry("mute", "NAME"),
            Map.entry("unmute", "NAME"),
            Map.entry("raw", "LINE"),
            Map.entry("sync", ""),
            Map.entry("expect", "PATTERN"),
            Map.entry("absent", "PATTERN"),
            Map.entry("ready", ""),
            Map.entry("echo", "TEXT"));

    private final String file;
    private final int number;
    private final String text;
    private final boolean tried;
    private final String verb;
    private int at;

    private ScriptLine(String file, int number, String text, boolean tried, String verb, int at) {
        this.file = file;
        this.number = number;
        this.text = text;
        this.tried = tried;
        this.verb = verb;
        this.at = at;
    }

    /// Reads a line.
    ///
    /// @return null for an empty line and for a comment, which begins with `# `, or is `#` alone
    static @Nullable ScriptLine parse(String file, int number, String raw) throws ScriptError {
        String text = raw.strip();
        if (text.isEmpty() || text.equals("#") || text.startsWith("# ") || text.startsWith("#!")) {
            return null;
        }
        int end = endOfWord(text, 0);
        String verb = text.substring(0, end);
        boolean tried = verb.equals("try");
        int at = skip(text, end);
        if (tried) {
            int next = endOfWord(text, at);
            verb = text.substring(at, next);
            at = skip(text, next);
        }
        if (!VERBS.containsKey(verb)) {
            throw ScriptError.unknown(file + ":" + number + ": wanted a verb, got '" + verb + "'; there are "
                    + String.join(", ", VERBS.keySet().stream().sorted().toList()));
        }
        return new ScriptLine(file, number, text, tried, verb, at);
    }

    private static int endOfWord(String text, int from) {
        int end = text.indexOf(' ', from);
        return end < 0 ? text.length() : end;
    }

    private static int skip(String text, int from) {
        int next = from;
        while (next < text.length() && text.charAt(next) == ' ') {
            next++;
        }
        return next;
    }

    String verb() {
        return verb;
    }

    /// Whether it may fail: the script goes on.
    boolean mayFail() {
        return tried;
    }

    /// File and number, as in messages.
    String place() {
        return file + ":" + number;
    }

    /// The line as it is shown: without a password.
    String shown() {
        if (!verb.equals("register") && !verb.equals("login")) {
            return text;
        }
        int from = skip(text, text.indexOf(verb) + verb.length());
        return text.substring(0, endOfWord(text, from)) + " ***";
    }

    boolean hasMore() {
        return at < text.length();
    }

    /// The next word.
    String word(String what) throws ScriptError {
        if (!hasMore()) {
            throw wrong("wanted " + what + ", got the end of the line");
        }
        int begin = at;
        String word;
        if (text.charAt(at) == '"') {
            int close = text.indexOf('"', at + 1);
            if (close < 0) {
                throw wrong("wanted a closing \" after " + text.substring(begin) + ", got the end of the line");
            }
            word = text.substring(at + 1, close);
            at = close + 1;
        } else {
            int end = endOfWord(text, at);
            word = text.substring(at, end);
            at = end;
        }
        at = skip(text, at);
        return word;
    }

    /// The next word; empty when there is none.
    String wordOrNothing() throws ScriptError {
        return hasMore() ? word("a word") : "";
    }

    /// Everything that is left; empty when there is nothing.
    String rest() {
        String rest = text.substring(at);
        at = text.length();
        return rest;
    }

    /// Everything that is left, which must be something.
    String rest(String what) throws ScriptError {
        if (!hasMore()) {
            throw wrong("wanted " + what + ", got the end of the line");
        }
        return rest();
    }

    /// Nothing may be left.
    void end() throws ScriptError {
        if (hasMore()) {
            throw wrong("wanted nothing more, got '" + rest() + "'");
        }
    }

    /// The line is not one of the language.
    ScriptError wrong(String problem) {
        return ScriptError.unknown(place() + ": " + verb + " " + VERBS.get(verb) + ": " + problem);
    }

    /// What the line wanted did not happen.
    ScriptError failed(String problem) {
        return ScriptError.failed(place() + ": " + shown() + ": " + problem);
    }
}
