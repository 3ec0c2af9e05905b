// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// A compiled pattern of literals, `*` (any text) and `?` (any one character). A backslash takes the next
/// character literally.
///
/// Matching takes at most pattern × text steps, both bounded by [#LENGTH_MAX] and the length of a mask; no
/// recursion.
public final class Glob {
    /// Longer patterns are cut.
    public static final int LENGTH_MAX = 256;

    private static final char ANY_TEXT = '\uffff';
    private static final char ANY_ONE = '\ufffe';

    /// The pattern with its wildcards as noncharacters, runs of `*` as one.
    private final char[] pattern;

    private final boolean literal;

    private Glob(char[] pattern, boolean literal) {
        this.pattern = pattern;
        this.literal = literal;
    }

    /// Compiles a pattern, which the caller has folded.
    public static Glob of(String text) {
        var out = new StringBuilder(text.length());
        var literal = true;
        for (var i = 0; i < text.length() && out.length() < LENGTH_MAX; i++) {
            var c = text.charAt(i);
            if (c == '*') {
                literal = false;
                if (out.isEmpty() || out.charAt(out.length() - 1) != ANY_TEXT) {
                    out.append(ANY_TEXT);
                }
            } else if (c == '?') {
                literal = false;
                out.append(ANY_ONE);
            } else if (c == '\\' && i + 1 < text.length() && (text.charAt(i + 1) == '*' || text.charAt(i + 1) == '?')) {
                out.append(text.charAt(++i));
            } else if (c < ANY_ONE) {
                out.append(c);
            }
        }
        return new Glob(out.toString().toCharArray(), literal);
    }

    /// Whether the whole text matches.
    public boolean matches(CharSequence text) {
        var length = text.length();
        var p = 0;
        var t = 0;
        var starAt = -1;
        var starText = 0;
        while (t < length) {
            if (p < pattern.length && pattern[p] == ANY_TEXT) {
                starAt = p++;
                starText = t;
            } else if (p < pattern.length && (pattern[p] == ANY_ONE || pattern[p] == text.charAt(t))) {
                p++;
                t++;
            } else if (starAt >= 0) {
                p = starAt + 1;
                t = ++starText;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == ANY_TEXT) {
            p++;
        }
        return p == pattern.length;
    }

    /// Whether it has no wildcard: then it matches exactly [#literalText()].
    public boolean isLiteral() {
        return literal;
    }

    /// The text of a literal pattern.
    public String literalText() {
        return new String(pattern);
    }

    /// The literal characters after the last wildcard; the whole text of a literal pattern.
    String literalTail() {
        var from = pattern.length;
        while (from > 0 && pattern[from - 1] < ANY_ONE) {
            from--;
        }
        return new String(pattern, from, pattern.length - from);
    }

    /// Sets one bit in `bits` for each pair of neighbouring literals: a text that lacks one of them cannot
    /// match.
    void addPairs(long[] bits) {
        for (var i = 1; i < pattern.length; i++) {
            if (pattern[i - 1] < ANY_ONE && pattern[i] < ANY_ONE) {
                addPair(bits, pattern[i - 1], pattern[i]);
            }
        }
    }

    static void addPair(long[] bits, char first, char second) {
        var hash = ((first * 31 + second) * 0x9e37_79b1) >>> 24;
        bits[hash >>> 6] |= 1L << hash;
    }
}
