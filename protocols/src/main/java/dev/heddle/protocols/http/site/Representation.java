// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import dev.heddle.protocols.http.ResponseHeaders;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One coding of a file, with the header lines of its answers made beforehand. Immutable, any thread.
///
/// @param coding "identity", "gzip" or "br"
/// @param bytes as they go out
/// @param etag strong, with its quotation marks
/// @param headers of a 200 or 206
/// @param unchanged headers of a 304
record Representation(
        String coding, MemorySegment bytes, String etag, ResponseHeaders headers, ResponseHeaders unchanged) {
    /// Whether one of the tags of an If-None-Match or If-Match is this one's.
    boolean isIn(String tags, boolean weak) {
        if (tags.strip().equals("*")) {
            return true;
        }
        int at = 0;
        while (at < tags.length()) {
            int open = tags.indexOf('"', at);
            int close = open < 0 ? -1 : tags.indexOf('"', open + 1);
            if (close < 0) {
                return false;
            }
            boolean isWeak = open >= 2 && tags.startsWith("W/", open - 2);
            if (tags.regionMatches(open, etag, 0, etag.length()) && close - open + 1 == etag.length()) {
                if (weak || !isWeak) {
                    return true;
                }
            }
            at = close + 1;
        }
        return false;
    }

    /// Whether an If-Range lets a range of this one be sent.
    boolean isSameAs(String ifRange, @Nullable Instant modified) {
        var text = ifRange.strip();
        if (text.startsWith("\"") || text.startsWith("W/")) {
            return text.equals(etag);
        }
        return modified != null && modified.equals(HttpDates.parse(text));
    }
}
