// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Reads one head after the other out of what comes: where it lies if it comes in one piece, else out of a
/// buffer.
/// Thread: the loop. Between heads it holds nothing.
final class HeadReader {
    private final HttpParts lent;
    private final HttpLimits limits;
    private @Nullable HeadReading reading;
    private @Nullable HeadBuffer buffer;
    private int next;

    HeadReader(Http http) {
        this.lent = http.lent();
        this.limits = http.options().limits();
    }

    /// Goes on with the bytes that are there.
    ///
    /// @return [HeadParser#MORE]; above zero: [#head()] is complete; below: the status to refuse it with
    int read(MemorySegment bytes, int at, int to) {
        var now = reading;
        if (now == null) {
            now = lent.takeReading();
            reading = now;
        }
        var begun = buffer;
        if (begun != null) {
            return goOn(now, begun, bytes, at, to);
        }
        int length = now.parser().parse(bytes, at, to, now.head());
        if (length != HeadParser.MORE) {
            next = at + length;
            return length;
        }
        begun = new HeadBuffer(lent, limits.headBytes() + 1);
        buffer = begun;
        return goOn(now, begun, bytes, at, to);
    }

    private int goOn(HeadReading now, HeadBuffer begun, MemorySegment bytes, int at, int to) {
        int had = begun.length();
        int taken = begun.add(bytes, at, to - at);
        if (taken < 0) {
            return -503;
        }
        if (begun.isNew()) {
            now.parser().reset();
        }
        int length = now.parser().parse(begun.bytes(), 0, begun.length(), now.head());
        next = length == HeadParser.MORE ? at + taken : at + length - had;
        return length;
    }

    /// Behind the bytes that the last [#read] has used; not after a refusal.
    int next() {
        return next;
    }

    RequestHead head() {
        if (reading == null) {
            throw new IllegalStateException("head reader: wanted a complete head, got none");
        }
        return reading.head();
    }

    /// Whether a head has begun and is not complete.
    boolean isInside() {
        return buffer != null;
    }

    /// The head has been used, or is of no use: the next byte is the first of another.
    void release() {
        var now = reading;
        reading = null;
        if (now != null) {
            lent.giveReading(now);
        }
        var begun = buffer;
        buffer = null;
        if (begun != null) {
            begun.release();
        }
    }
}
