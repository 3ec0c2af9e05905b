// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The head of one request: a table of places in the bytes as they came, off the heap.
///
/// Thread: the owning loop, or whoever the exchange was handed to; one at a time.
/// Lifetime: valid as long as the bytes it points into; [#detach] copies them so that it outlives them. Names
/// compare without case; values are as they came, without the white space around them, decoded as ISO 8859-1.
/// Source: RFC 9112 sections 3 to 5
public final class RequestHead {
    /// An empty head, to be filled by the parser.
    public RequestHead() {
        this(16);
    }

    private RequestHead(int roomForHeaders) {
        table = new int[PLACES * roomForHeaders];
    }

    /// How the body is framed.
    public enum Framing {
        /// There is none.
        NONE,
        /// [RequestHead#contentLength()] bytes.
        LENGTH,
        /// Chunks, until the one of length zero.
        CHUNKED
    }

    private static final int PLACES = 4; // name at, name length, value at, value length

    private MemorySegment bytes = MemorySegment.NULL;
    private int headAt;
    private int[] table;
    private int headers;
    private int methodLength;
    private int methodAt;
    private int targetAt;
    private int targetLength;
    private int minor;
    private long contentLength;
    private Framing framing = Framing.NONE;
    private boolean keepAlive;
    private boolean expectContinue;
    private boolean upgrade;

    void clear() {
        headers = 0;
        contentLength = 0;
        framing = Framing.NONE;
        expectContinue = false;
        upgrade = false;
    }

    void requestLine(int methodAt, int methodLength, int targetAt, int targetLength, int minor) {
        this.methodAt = methodAt;
        this.methodLength = methodLength;
        this.targetAt = targetAt;
        this.targetLength = targetLength;
        this.minor = minor;
    }

    void add(int nameAt, int nameLength, int valueAt, int valueLength) {
        int at = headers * PLACES;
        if (at == table.length) {
            table = Arrays.copyOf(table, table.length * 2);
        }
        table[at] = nameAt;
        table[at + 1] = nameLength;
        table[at + 2] = valueAt;
        table[at + 3] = valueLength;
        headers++;
    }

    void finish(
            MemorySegment of,
            int at,
            Framing bodyFraming,
            long length,
            boolean keep,
            boolean expects,
            boolean upgrades) {
        bytes = of;
        headAt = at;
        framing = bodyFraming;
        contentLength = length;
        keepAlive = keep;
        expectContinue = expects;
        upgrade = upgrades;
    }

    /// A copy that owns its bytes: for a handler that runs after the read buffer has been used again.
    ///
    /// @return a head on the heap's own array
    public RequestHead detach() {
        checkThere();
        var copy = new RequestHead(Math.max(1, headers));
        int end = headers == 0
                ? targetAt + targetLength
                : table[(headers - 1) * PLACES + 2] + table[(headers - 1) * PLACES + 3];
        var own = new byte[end - headAt];
        MemorySegment.copy(bytes, JAVA_BYTE, headAt, own, 0, own.length);
        copy.bytes = MemorySegment.ofArray(own);
        for (int i = 0; i < headers * PLACES; i += 2) {
            copy.table[i] = table[i] - headAt;
            copy.table[i + 1] = table[i + 1];
        }
        copy.headers = headers;
        copy.requestLine(methodAt - headAt, methodLength, targetAt - headAt, targetLength, minor);
        copy.contentLength = contentLength;
        copy.framing = framing;
        copy.keepAlive = keepAlive;
        copy.expectContinue = expectContinue;
        copy.upgrade = upgrade;
        return copy;
    }

    /// The bytes that every place of this head points into; the head need not be all of them.
    ///
    /// @return read only by agreement
    public MemorySegment bytes() {
        return bytes;
    }

    /// The bytes are somebody else's from here on.
    void retire() {
        bytes = MemorySegment.NULL;
    }

    private void checkThere() {
        if (bytes.byteSize() == 0) {
            throw new IllegalStateException(
                    "request head: wanted inside the call that lent it, got afterwards; keep a detach() of it");
        }
    }

    /// The method, as it came; methods have case.
    ///
    /// @return "GET"
    public String method() {
        return text(methodAt, methodLength);
    }

    /// Where the method starts in [#bytes()].
    ///
    /// @return in bytes
    public int methodAt() {
        return methodAt;
    }

    /// How long the method is.
    ///
    /// @return in bytes
    public int methodLength() {
        return methodLength;
    }

    /// Where the request target starts in [#bytes()].
    ///
    /// @return in bytes
    public int targetAt() {
        return targetAt;
    }

    /// How long the request target is.
    ///
    /// @return in bytes
    public int targetLength() {
        return targetLength;
    }

    /// Whether the method is this one, without making a text.
    ///
    /// @param ascii "GET"
    /// @return true if so
    public boolean methodIs(String ascii) {
        checkThere();
        if (ascii.length() != methodLength) {
            return false;
        }
        for (int i = 0; i < methodLength; i++) {
            if (bytes.get(JAVA_BYTE, methodAt + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The request target as it came: origin form, absolute form, or "*".
    ///
    /// @return never empty
    public String target() {
        return text(targetAt, targetLength);
    }

    /// The path of the target, still percent-encoded, without the query; of an absolute form without scheme and
    /// authority.
    ///
    /// @return starts with "/", or is "*"
    public String path() {
        var target = originForm();
        int question = target.indexOf('?');
        return question < 0 ? target : target.substring(0, question);
    }

    /// What follows the first question mark of the target.
    ///
    /// @return empty when there is none
    public String query() {
        var target = originForm();
        int question = target.indexOf('?');
        return question < 0 ? "" : target.substring(question + 1);
    }

    private String originForm() {
        var target = target();
        if (target.startsWith("/") || target.equals("*")) {
            return target;
        }
        int authority = target.indexOf("://") + 3;
        for (int i = authority; i < target.length(); i++) {
            char c = target.charAt(i);
            if (c == '/') {
                return target.substring(i);
            }
            if (c == '?') {
                return "/" + target.substring(i);
            }
        }
        return "/";
    }

    /// The minor version.
    ///
    /// @return 0 for HTTP/1.0, 1 for HTTP/1.1 and everything above
    public int minorVersion() {
        return minor;
    }

    /// How many header lines there are.
    ///
    /// @return 0 or more
    public int headerCount() {
        return headers;
    }

    /// The name of a header line as it came.
    ///
    /// @param index from 0
    /// @return any case
    public String name(int index) {
        return text(table[index * PLACES], table[index * PLACES + 1]);
    }

    /// The value of a header line.
    ///
    /// @param index from 0
    /// @return without the white space around it
    public String value(int index) {
        return text(table[index * PLACES + 2], table[index * PLACES + 3]);
    }

    /// Where the name starts in [#bytes()].
    ///
    /// @param index of the header line, from 0
    /// @return in bytes
    public int nameAt(int index) {
        return table[index * PLACES];
    }

    /// How long the name is.
    ///
    /// @param index of the header line, from 0
    /// @return in bytes
    public int nameLength(int index) {
        return table[index * PLACES + 1];
    }

    /// Where the value starts in [#bytes()].
    ///
    /// @param index of the header line, from 0
    /// @return in bytes
    public int valueAt(int index) {
        return table[index * PLACES + 2];
    }

    /// How long the value is.
    ///
    /// @param index of the header line, from 0
    /// @return in bytes
    public int valueLength(int index) {
        return table[index * PLACES + 3];
    }

    /// The first header of a name.
    ///
    /// @param name in any case
    /// @return null when there is none
    public @Nullable String header(String name) {
        int index = find(name, 0);
        return index < 0 ? null : value(index);
    }

    /// All headers of a name as one list value.
    ///
    /// @param name in any case
    /// @return joined with ", " in their order; null when there is none
    public @Nullable String headers(String name) {
        int index = find(name, 0);
        if (index < 0) {
            return null;
        }
        var joined = new StringBuilder(value(index));
        for (int i = find(name, index + 1); i >= 0; i = find(name, i + 1)) {
            joined.append(", ").append(value(i));
        }
        return joined.toString();
    }

    /// The next header line of a name.
    ///
    /// @param name in any case
    /// @param from the first index to look at
    /// @return its index, or -1
    public int find(String name, int from) {
        checkThere();
        var lower = name.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.ISO_8859_1);
        for (int i = from; i < headers; i++) {
            if (Syntax.equalsIgnoreCase(bytes, table[i * PLACES], table[i * PLACES + 1], lower)) {
                return i;
            }
        }
        return -1;
    }

    /// How the body is framed.
    ///
    /// @return never ambiguous: the parser refuses what is
    public Framing framing() {
        return framing;
    }

    /// The announced length of the body.
    ///
    /// @return in bytes; 0 unless [Framing#LENGTH]
    public long contentLength() {
        return contentLength;
    }

    /// Whether the client lets the connection be used again.
    ///
    /// @return by version and Connection header
    public boolean keepAlive() {
        return keepAlive;
    }

    /// Whether the client waits for "100 Continue" before it sends the body.
    ///
    /// @return only with HTTP/1.1
    public boolean expectContinue() {
        return expectContinue;
    }

    /// Whether the client asks for another protocol (Connection names "upgrade" and there is an Upgrade
    /// header).
    ///
    /// @return only with HTTP/1.1
    public boolean upgrade() {
        return upgrade;
    }

    private String text(int at, int length) {
        checkThere();
        var copy = new byte[length];
        MemorySegment.copy(bytes, JAVA_BYTE, at, copy, 0, length);
        return new String(copy, StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return bytes.byteSize() == 0
                ? "request head without its bytes"
                : method() + " " + target() + " HTTP/1." + minor + " " + headers + " headers " + framing;
    }
}
