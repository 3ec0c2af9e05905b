// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The tags of one message: keys as sent, values unescaped; a tag without a value has the empty text, as the
/// specification says.
///
/// Of two tags with one key the last counts. Immutable.
///
/// Source: IRCv3 message-tags.
public final class Tags {
    /// No tags.
    public static final Tags EMPTY = new Tags(new String[0], 0);

    /// Key, value, key, value …
    private final String[] pairs;

    private final int used;

    private Tags(String[] pairs, int used) {
        this.pairs = pairs;
        this.used = used;
    }

    /// Tags from key, value, key, value …; throws IllegalArgumentException for an odd number.
    public static Tags of(String... pairs) {
        if (pairs.length % 2 != 0) {
            throw new IllegalArgumentException("tags wanted in pairs of key and value, got " + pairs.length + " texts");
        }
        var tags = EMPTY;
        for (var i = 0; i < pairs.length; i += 2) {
            tags = tags.with(pairs[i], pairs[i + 1]);
        }
        return tags;
    }

    /// Reads the text between `@` and the space: `a=1;+b;c=x\sy`. Empty keys are passed over.
    public static Tags parse(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        var pairs = new String[8];
        var used = 0;
        for (var at = 0; at < text.length(); ) {
            var semicolon = text.indexOf(';', at);
            var end = semicolon < 0 ? text.length() : semicolon;
            var equals = text.indexOf('=', at);
            var keyEnd = equals < 0 || equals > end ? end : equals;
            if (keyEnd > at) {
                var value = keyEnd == end ? "" : TagEscapes.unescape(text.substring(keyEnd + 1, end));
                if (used == pairs.length) {
                    pairs = Arrays.copyOf(pairs, used * 2);
                }
                used = put(pairs, used, text.substring(at, keyEnd), value);
            }
            at = end + 1;
        }
        return used == 0 ? EMPTY : new Tags(pairs, used);
    }

    /// Sets a pair in an array that has room for one more; answers the new length.
    private static int put(String[] pairs, int used, String key, String value) {
        for (var i = 0; i < used; i += 2) {
            if (pairs[i].equals(key)) {
                pairs[i + 1] = value;
                return used;
            }
        }
        pairs[used] = key;
        pairs[used + 1] = value;
        return used + 2;
    }

    /// How many tags there are.
    public int size() {
        return used / 2;
    }

    /// Whether there are none.
    public boolean isEmpty() {
        return used == 0;
    }

    /// Key number `index`, from 0, in the order of sending.
    public String key(int index) {
        return pairs[2 * index];
    }

    /// Value number `index`, unescaped.
    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /// The value under `key`, unescaped; empty for a tag without a value, null if there is no such tag.
    public @Nullable String get(String key) {
        for (var i = 0; i < used; i += 2) {
            if (pairs[i].equals(key)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /// Whether there is a tag `key`.
    public boolean has(String key) {
        return get(key) != null;
    }

    /// These tags with `key` set to `value`.
    public Tags with(String key, String value) {
        var copy = Arrays.copyOf(pairs, used + 2);
        var length = put(copy, used, key, value);
        return new Tags(copy, length);
    }

    /// Only the tags whose key passes; the same object when all do.
    public Tags keeping(Predicate<String> wanted) {
        var kept = new ArrayList<String>(used);
        for (var i = 0; i < used; i += 2) {
            if (wanted.test(pairs[i])) {
                kept.add(pairs[i]);
                kept.add(pairs[i + 1]);
            }
        }
        if (kept.size() == used) {
            return this;
        }
        return kept.isEmpty() ? EMPTY : new Tags(kept.toArray(new String[0]), kept.size());
    }

    /// Only the client-only tags (`+…`): what a server passes on.
    public Tags clientOnly() {
        return used == 0 ? this : keeping(key -> key.charAt(0) == '+');
    }

    /// The wire form between `@` and the space, escaped; empty for no tags.
    public String toWire() {
        if (used == 0) {
            return "";
        }
        var out = new StringBuilder();
        for (var i = 0; i < used; i += 2) {
            if (i > 0) {
                out.append(';');
            }
            out.append(pairs[i]);
            if (!pairs[i + 1].isEmpty()) {
                TagEscapes.escape(pairs[i + 1], out.append('='));
            }
        }
        return out.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Tags tags && content().equals(tags.content());
    }

    @Override
    public int hashCode() {
        return content().hashCode();
    }

    private List<String> content() {
        return Arrays.asList(pairs).subList(0, used);
    }

    @Override
    public String toString() {
        return toWire();
    }
}
