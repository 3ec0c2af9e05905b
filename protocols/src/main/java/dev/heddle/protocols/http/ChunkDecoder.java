// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes the chunks off a chunked body, in as many pieces as it comes, without copying the data.
///
/// ```
///  SIZE ─▶ EXTENSION … ─▶ SIZE_LF ─▶ DATA ─▶ DATA_CR ─▶ DATA_LF ─▶ SIZE …
///                             └─ size 0 ─▶ TRAILER ─▶ END
///  EXTENSION ─";"─▶ NAME ─"="─▶ VALUE or QUOTED ─▶ EXTENSION, white space around each
/// ```
/// Thread: the owning loop. Call [#next] until it answers something else than [#DATA].
/// Limits: body and trailer bytes of [HttpLimits], 256 bytes of extensions per chunk, 15 digits of size.
/// Source: RFC 9112 section 7.1, strictly: CRLF only, and well-formed extensions, whose meaning is ignored.
public final class ChunkDecoder {
    /// What was there is used up; call again with more.
    public static final int MORE = 0;

    /// [#dataLength()] bytes of the body start at [#dataAt()].
    public static final int DATA = 1;

    /// The body is over; the next request starts at [#position()].
    public static final int END = 2;

    private static final int EXTENSION_BYTES_MOST = 256;
    private static final int SIZE_DIGITS_MOST = 15;

    private enum State {
        SIZE,
        EXTENSION,
        BLANK,
        NAME_START,
        NAME,
        NAME_END,
        VALUE_START,
        VALUE,
        QUOTED,
        ESCAPED,
        SIZE_LF,
        DATA,
        DATA_CR,
        DATA_LF,
        TRAILER,
        END
    }

    /// A field of the trailer section.
    ///
    /// @param name as it came
    /// @param value without the white space around it
    public record Field(String name, String value) {}

    private final HttpLimits limits;
    private final List<Field> trailers = new ArrayList<>();
    private @Nullable ByteArrayOutputStream trailerLine;
    private State state = State.SIZE;
    private long left;
    private long bodyBytes;
    private int digits;
    private int extensionBytes;
    private int trailerBytes;
    private long position;
    private long dataAt;
    private int dataLength;

    /// A decoder at the start of a body.
    ///
    /// @param limits of the connection
    public ChunkDecoder(HttpLimits limits) {
        this.limits = limits;
    }

    /// Forgets everything: the next byte is the first of a chunked body.
    public void reset() {
        trailers.clear();
        trailerLine = null;
        state = State.SIZE;
        left = 0;
        bodyBytes = 0;
        digits = 0;
        extensionBytes = 0;
        trailerBytes = 0;
    }

    /// Goes on with the bytes that are there.
    ///
    /// @param bytes what was read
    /// @param from the first byte not used yet; [#position()] of the last call, or the start of a new buffer
    /// @param to behind the last byte that is there
    /// @return [#DATA], [#MORE], [#END], or below zero the status to refuse the request with
    public int next(MemorySegment bytes, long from, long to) {
        position = from;
        while (position < to) {
            if (state == State.DATA) {
                return data(to);
            }
            int status = step(bytes.get(JAVA_BYTE, position++));
            if (status != 0) {
                return status;
            }
        }
        return MORE;
    }

    private int data(long to) {
        dataAt = position;
        dataLength = (int) Math.min(left, to - position);
        position += dataLength;
        left -= dataLength;
        if (left == 0) {
            state = State.DATA_CR;
        }
        return DATA;
    }

    private int step(byte b) {
        return switch (state) {
            case SIZE -> size(b);
            case EXTENSION, BLANK, NAME_START, NAME, NAME_END, VALUE_START, VALUE, QUOTED, ESCAPED -> extension(b);
            case SIZE_LF -> sizeEnd(b);
            case DATA_CR -> expect(b, '\r', State.DATA_LF);
            case DATA_LF -> expect(b, '\n', State.SIZE);
            case TRAILER -> trailer(b);
            case DATA, END -> throw new IllegalStateException("chunk decoder: no byte is wanted in state " + state);
        };
    }

    private int size(byte b) {
        int digit = Syntax.hex(b);
        if (digit >= 0) {
            if (++digits > SIZE_DIGITS_MOST) {
                return -400;
            }
            left = left << 4 | digit;
            return 0;
        }
        if (digits == 0) {
            return -400;
        }
        if (b == '\r') {
            state = State.SIZE_LF;
            return 0;
        }
        extensionBytes = 0;
        state = State.EXTENSION;
        return extension(b);
    }

    private int extension(byte b) {
        if (++extensionBytes > EXTENSION_BYTES_MOST) {
            return -400;
        }
        var next = extensionState(b);
        if (next == null) {
            return -400;
        }
        state = next;
        return 0;
    }

    /// Null: malformed.
    private @Nullable State extensionState(byte b) {
        boolean blank = b == ' ' || b == '\t';
        boolean token = Syntax.is(b, Syntax.TOKEN);
        return switch (state) {
            case EXTENSION -> blank ? State.BLANK : behind(b);
            case BLANK -> blank ? State.BLANK : b == ';' ? State.NAME_START : null;
            case NAME_START -> blank ? State.NAME_START : token ? State.NAME : null;
            case NAME -> token ? State.NAME : blank ? State.NAME_END : b == '=' ? State.VALUE_START : behind(b);
            case NAME_END -> blank ? State.NAME_END : b == '=' ? State.VALUE_START : b == ';' ? State.NAME_START : null;
            case VALUE_START -> blank ? State.VALUE_START : b == '"' ? State.QUOTED : token ? State.VALUE : null;
            case VALUE -> token ? State.VALUE : blank ? State.BLANK : behind(b);
            case QUOTED -> quoted(b);
            default -> Syntax.is(b, Syntax.VALUE) ? State.QUOTED : null;
        };
    }

    private static @Nullable State quoted(byte b) {
        return switch (b) {
            case '"' -> State.EXTENSION;
            case '\\' -> State.ESCAPED;
            default -> Syntax.is(b, Syntax.VALUE) ? State.QUOTED : null;
        };
    }

    private static @Nullable State behind(byte b) {
        return b == ';' ? State.NAME_START : b == '\r' ? State.SIZE_LF : null;
    }

    private int sizeEnd(byte b) {
        if (b != '\n') {
            return -400;
        }
        digits = 0;
        bodyBytes += left;
        if (bodyBytes > limits.bodyBytes()) {
            return -413;
        }
        state = left == 0 ? State.TRAILER : State.DATA;
        return 0;
    }

    private int expect(byte b, char wanted, State then) {
        if (b != wanted) {
            return -400;
        }
        state = then;
        return 0;
    }

    private int trailer(byte b) {
        if (++trailerBytes > limits.trailerBytes() + 2) {
            return -431;
        }
        var line = trailerLine;
        if (line == null) {
            line = new ByteArrayOutputStream(2);
            trailerLine = line;
        }
        if (b != '\n') {
            line.write(b);
            return 0;
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        line.reset();
        if (!text.endsWith("\r")) {
            return -400;
        }
        if (text.length() == 1) {
            state = State.END;
            return END;
        }
        return field(text.substring(0, text.length() - 1));
    }

    private int field(String line) {
        int colon = line.indexOf(':');
        if (colon <= 0 || trailers.size() == limits.headerCount()) {
            return colon <= 0 ? -400 : -431;
        }
        for (int i = 0; i < line.length(); i++) {
            if (!Syntax.is(line.charAt(i), i < colon ? Syntax.TOKEN : Syntax.VALUE)) {
                return -400;
            }
        }
        trailers.add(
                new Field(line.substring(0, colon), line.substring(colon + 1).strip()));
        return 0;
    }

    /// Where the data of the last [#DATA] starts in the bytes passed.
    ///
    /// @return in bytes
    public long dataAt() {
        return dataAt;
    }

    /// How long it is.
    ///
    /// @return in bytes, above zero
    public int dataLength() {
        return dataLength;
    }

    /// Up to where the bytes are used.
    ///
    /// @return the place of the next byte to look at
    public long position() {
        return position;
    }

    /// The trailer section.
    ///
    /// @return in its order; complete after [#END]
    public List<Field> trailers() {
        return List.copyOf(trailers);
    }
}
