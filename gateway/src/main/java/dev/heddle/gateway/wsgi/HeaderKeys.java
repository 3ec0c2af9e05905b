// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.python.CApi;
import dev.heddle.gateway.python.Interpreter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The environ's keys for header names: one interned Python text for each spelling that has been seen, found by
/// the name's bytes.
///
/// Thread: who holds the interpreter's lock. Limit: [#CAPACITY] spellings of at most [#NAME_BYTES] bytes are kept;
/// what comes later is made again each time. Lifetime: the interpreter's.
final class HeaderKeys {
    /** Spellings that are kept. */
    static final int CAPACITY = 512;

    /** The longest name that is kept. */
    static final int NAME_BYTES = 64;

    private static final int PLACES = 2 * CAPACITY;

    /// What becomes of the headers of one name, however it is spelled.
    static final class Name {
        /** The Python text; 0: the header is dropped. */
        final long object;

        /** How several lines of that name become one. */
        final byte separator;

        /** The request that has set it last, so that a second line is noticed. */
        long lastRequest;

        /** The value that was set last. */
        final LastText value = new LastText();

        Name(long object, byte separator) {
            this.object = object;
            this.separator = separator;
        }
    }

    /// One spelling.
    ///
    /// @param bytes as they came
    /// @param name what they mean
    /// @param kept whether the next request finds it
    record Key(byte[] bytes, Name name, boolean kept) {}

    private final Interpreter interpreter;
    private final @Nullable Key[] places = new @Nullable Key[PLACES];
    private int kept;

    HeaderKeys(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /// The key for a name; [#done] with it when it has been used.
    ///
    /// @param head holds the name
    /// @param at where
    /// @param length in bytes
    Key of(MemorySegment head, int at, int length) {
        int hash = length;
        for (int i = 0; i < length; i++) {
            hash = hash * 31 + head.get(JAVA_BYTE, (long) at + i);
        }
        int place = (hash ^ hash >>> 15) & PLACES - 1;
        for (Key key = places[place]; key != null; key = places[place]) {
            if (key.bytes().length == length && matches(key.bytes(), head, at)) {
                return key;
            }
            place = place + 1 & PLACES - 1;
        }
        var name = head.asSlice(at, length).toArray(JAVA_BYTE);
        boolean keeps = kept < CAPACITY && length <= NAME_BYTES;
        var made = make(name, keeps);
        if (keeps) {
            places[place] = made;
            kept++;
        }
        return made;
    }

    private static boolean matches(byte[] name, MemorySegment head, int at) {
        for (int i = 0; i < name.length; i++) {
            if (name[i] != head.get(JAVA_BYTE, (long) at + i)) {
                return false;
            }
        }
        return true;
    }

    /** A key that is not kept gives its text up. */
    void done(Key key) {
        if (!key.kept() && key.name().object != 0) {
            interpreter.api().decRef(key.name().object);
        }
    }

    private Key make(byte[] bytes, boolean keeps) {
        var upper = new String(bytes, StandardCharsets.ISO_8859_1).toUpperCase(Locale.ROOT);
        // An underscore would become the same key as a dash: whoever can send one could pretend to be a proxy.
        if (upper.indexOf('_') >= 0) {
            return new Key(bytes, new Name(0, (byte) 0), keeps);
        }
        var key = upper.replace('-', '_');
        boolean bare = key.equals("CONTENT_TYPE") || key.equals("CONTENT_LENGTH");
        long object = interned(interpreter, bare ? key : "HTTP_" + key);
        byte separator = (byte) (key.equals("COOKIE") ? ';' : ',');
        var known = keeps ? sameAs(object) : null;
        return new Key(bytes, known == null ? new Name(object, separator) : known, keeps);
    }

    /** The name that another spelling of it has made known. */
    private @Nullable Name sameAs(long object) {
        for (var key : places) {
            if (key != null && key.name().object == object) {
                return key.name();
            }
        }
        return null;
    }

    /** The one object of that text, new. */
    static long interned(Interpreter interpreter, String text) {
        CApi api = interpreter.api();
        try (var arena = Arena.ofConfined()) {
            var pointer = arena.allocateFrom(JAVA_LONG, interpreter.text(text));
            api.intern(pointer.address());
            return pointer.get(JAVA_LONG, 0);
        }
    }
}
