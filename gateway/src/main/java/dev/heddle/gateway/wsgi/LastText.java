// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.python.CApi;
import java.lang.foreign.MemorySegment;

/// The Python text that was made last for one purpose, such as the value of one header: most requests say the same
/// as the one before, and to compare the bytes costs less than to make, fill and free a text.
///
/// Thread: who holds the interpreter's lock. Limit: a text of at most [#MOST_BYTES] bytes is kept, of ASCII only,
/// because the bytes that came are compared with its UTF-8.
final class LastText {
    /** The longest text that is kept. */
    static final int MOST_BYTES = 256;

    private long object;
    private long at;
    private int length;

    /// The text of these bytes, if it is the one that is kept.
    ///
    /// @param bytes as they came
    /// @param from where they start
    /// @param lengthBytes how many they are
    /// @return borrowed; 0: it is another one
    long of(MemorySegment bytes, int from, int lengthBytes) {
        return object != 0
                        && length == lengthBytes
                        && MemorySegment.mismatch(
                                        bytes, from, (long) from + lengthBytes, CApi.MEMORY, at, at + lengthBytes)
                                < 0
                ? object
                : 0;
    }

    /// Keeps a text instead of the one before.
    ///
    /// @param api the library
    /// @param text borrowed; of ISO 8859-1
    /// @param lengthBytes how many characters it has
    /// @param size room for a number
    void keep(CApi api, long text, int lengthBytes, MemorySegment size) {
        long utf8 = lengthBytes > MOST_BYTES ? 0 : api.utf8(text, size.address());
        if (utf8 != 0 && size.get(JAVA_LONG, 0) == lengthBytes) {
            forget(api);
            api.incRef(text);
            object = text;
            at = utf8;
            length = lengthBytes;
        } else if (lengthBytes <= MOST_BYTES && utf8 == 0) {
            api.clearError(); // out of memory; what is set already needs none
        }
    }

    void forget(CApi api) {
        if (object != 0) {
            api.decRefPlain(object);
            object = 0;
        }
    }
}
