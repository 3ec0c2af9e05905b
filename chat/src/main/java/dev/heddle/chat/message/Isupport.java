// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The tokens of numeric 005, packed into lines.
///
/// Thread: confined while tokens are set; [#lines] may be kept by anyone.
/// Limit: [#TOKENS_PER_LINE_MAX], and what fits behind the longest nick.
public final class Isupport {
    /// RFC 1459 allows fifteen parameters: nick, thirteen tokens, text.
    public static final int TOKENS_PER_LINE_MAX = 13;

    private static final int LINE_BYTES_MAX = 380;

    private final Map<String, String> tokens = new LinkedHashMap<>();

    /// Sets a token without a value.
    public Isupport set(String name) {
        return set(name, "");
    }

    /// Sets a token; spaces, `=` and backslashes in the value are escaped as `\xHH`.
    public Isupport set(String name, String value) {
        tokens.put(name, escaped(value));
        return this;
    }

    /// Sets a token with a number.
    public Isupport set(String name, int value) {
        return set(name, Integer.toString(value));
    }

    private static String escaped(String value) {
        if (value.indexOf(' ') < 0 && value.indexOf('=') < 0 && value.indexOf('\\') < 0) {
            return value;
        }
        return value.replace("\\", "\\x5C").replace(" ", "\\x20").replace("=", "\\x3D");
    }

    /// The tokens `NAME` or `NAME=value`, in the order of setting.
    public Collection<String> tokens() {
        var out = new ArrayList<String>(tokens.size());
        tokens.forEach((name, value) -> out.add(value.isEmpty() ? name : name + "=" + value));
        return out;
    }

    /// The tokens in as few lines as the limits allow, joined by spaces.
    public List<String> lines() {
        var lines = new ArrayList<String>();
        var line = new StringBuilder();
        var count = 0;
        for (var token : tokens()) {
            if (count == TOKENS_PER_LINE_MAX || line.length() + 1 + token.length() > LINE_BYTES_MAX) {
                lines.add(line.toString());
                line.setLength(0);
                count = 0;
            }
            line.append(count++ == 0 ? "" : " ").append(token);
        }
        if (count > 0) {
            lines.add(line.toString());
        }
        return List.copyOf(lines);
    }
}
