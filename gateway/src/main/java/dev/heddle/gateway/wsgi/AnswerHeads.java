// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.heddle.gateway.python.CApi;
import dev.heddle.protocols.http.ResponseHeaders;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads what an application gives to `start_response`, and remembers what it has read: most answers of an
/// application have the same status and headers, and those cost one comparison of bytes.
///
/// Thread: a worker's, with the interpreter's lock. Limit: [#PLACES] heads of at most [#KEPT_BYTES] bytes are
/// remembered. Headers that belong to one connection (RFC 9110 section 7.6.1) are left out, because the connection is
/// the server's; of Connection, "close" is heard.
final class AnswerHeads {
    private static final int PLACES = 64;
    private static final int KEPT_BYTES = 2048;
    private static final int MAX_BYTES = 64 << 10;
    private static final byte[] CONTENT_LENGTH = "content-length".getBytes(StandardCharsets.US_ASCII);
    private static final List<String> OF_THE_CONNECTION = List.of(
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /// What is wrong with a head, and what Python should raise.
    static final class BadHeadException extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean type;

        BadHeadException(boolean type, String message) {
            super(message, null, false, false);
            this.type = type;
        }

        /** TypeError; else ValueError. */
        boolean isType() {
            return type;
        }
    }

    private record Kept(byte[] key, AnswerHead head) {}

    private final CApi api;
    private final MemorySegment scratch;
    private final MemorySegment size;
    private final @Nullable Kept[] places = new @Nullable Kept[PLACES];
    private final LastHead last;
    private int at;
    private long contentLength;

    /** Of Content-Length, among the headers; -1: there is none. */
    private int lengthIndex;

    private boolean lengthTwice;

    AnswerHeads(CApi api, Arena arena) {
        this.api = api;
        scratch = arena.allocate(MAX_BYTES);
        size = arena.allocate(JAVA_LONG);
        last = new LastHead(api);
    }

    /** Gives up what it remembers of Python's. */
    void close() {
        last.forget();
    }

    /// Reads one.
    ///
    /// @param status a Python object that should be a text such as "200 OK"
    /// @param headers one that should be a list of pairs of texts
    /// @return the head
    /// @throws BadHeadException saying what was wanted and what was got
    AnswerHead read(long status, long headers) throws BadHeadException {
        at = 0;
        var same = last.of(status, headers);
        if (same != null) {
            return last.lengthValue() == 0 ? same : withLength(same, number(last.lengthValue()));
        }
        contentLength = -1;
        lengthIndex = -1;
        lengthTwice = false;
        text(status, "status");
        if (!api.isList(headers)) {
            throw new BadHeadException(true, "start_response: wanted a list of headers, got something else");
        }
        long count = api.listSize(headers);
        for (long i = 0; i < count; i++) {
            pair(api.listItem(headers, i), i);
        }
        var head = at > KEPT_BYTES ? parse() : known();
        if (!lengthTwice) {
            last.keep(head, status, headers, lengthIndex);
        }
        return contentLength < 0 ? head : withLength(head, contentLength);
    }

    private static AnswerHead withLength(AnswerHead head, long lengthBytes) {
        return new AnswerHead(head.status(), head.headers(), lengthBytes);
    }

    private AnswerHead known() throws BadHeadException {
        int hash = at;
        for (int i = 0; i + 4 <= at; i += 4) {
            hash = hash * 31 + scratch.get(JAVA_INT_UNALIGNED, i);
        }
        int place = (hash ^ hash >>> 11 ^ hash >>> 22) & PLACES - 1;
        Kept kept = places[place];
        if (kept == null || !matches(kept.key())) {
            kept = new Kept(scratch.asSlice(0, at).toArray(JAVA_BYTE), parse());
            places[place] = kept;
        }
        return kept.head();
    }

    private boolean matches(byte[] key) {
        return key.length == at && MemorySegment.mismatch(scratch, 0, at, MemorySegment.ofArray(key), 0, at) < 0;
    }

    private void pair(long pair, long index) throws BadHeadException {
        if (!api.isTuple(pair) || api.tupleSize(pair) != 2) {
            throw new BadHeadException(
                    true, "start_response: wanted header " + index + " to be a tuple of two str, got something else");
        }
        long name = api.tupleItem(pair, 0);
        long value = api.tupleItem(pair, 1);
        int before = at;
        int length = text(name, "the name of header " + index);
        if (length == CONTENT_LENGTH.length && isContentLength(at - length)) {
            at = before;
            contentLength = number(value);
            lengthTwice |= lengthIndex >= 0;
            lengthIndex = (int) index;
            return;
        }
        text(value, "the value of header " + index);
    }

    private boolean isContentLength(int from) {
        for (int i = 0; i < CONTENT_LENGTH.length; i++) {
            if ((scratch.get(JAVA_BYTE, from + i) | 0x20) != CONTENT_LENGTH[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(long value) throws BadHeadException {
        int before = at;
        int length = text(value, "Content-Length");
        long number = 0;
        boolean good = length > 0 && length < 19;
        for (int i = at - length; good && i < at; i++) {
            int digit = scratch.get(JAVA_BYTE, i) - '0';
            good = digit >= 0 && digit <= 9;
            number = number * 10 + digit;
        }
        at = before;
        if (!good) {
            throw new BadHeadException(
                    false, "start_response: Content-Length: wanted a number of bytes, got '" + api.string(value) + "'");
        }
        return number;
    }

    /** Copies a text, its length before it; answers the length. */
    private int text(long object, String what) throws BadHeadException {
        if (!api.isText(object)) {
            throw new BadHeadException(true, "start_response: wanted " + what + " to be str, got something else");
        }
        long from = api.utf8(object, size.address());
        if (from == 0) {
            api.clearError();
            throw new BadHeadException(false, "start_response: " + what + " has characters that cannot be encoded");
        }
        long length = size.get(JAVA_LONG, 0);
        if (length > scratch.byteSize() - at - 4) {
            throw new BadHeadException(
                    false, "start_response: wanted at most " + MAX_BYTES + " bytes of status and headers, got more");
        }
        scratch.set(JAVA_INT_UNALIGNED, at, (int) length);
        MemorySegment.copy(CApi.MEMORY, from, scratch, at + 4, length);
        at += 4 + (int) length;
        return (int) length;
    }

    // the rare case: a head that was not seen before

    private AnswerHead parse() throws BadHeadException {
        int end = at;
        at = 0;
        var line = next();
        int status = status(line);
        var builder = new ResponseHeaders.Builder().reason(status, line.substring(Math.min(4, line.length())));
        while (at < end) {
            var name = next();
            var value = next();
            if (isKept(name, value)) {
                try {
                    builder.add(name, value);
                } catch (IllegalArgumentException e) {
                    throw new BadHeadException(false, "start_response: " + e.getMessage());
                }
            }
        }
        at = end;
        return new AnswerHead(status, builder.build(), -1);
    }

    private static boolean isKept(String name, String value) {
        var lower = name.toLowerCase(Locale.ROOT);
        return !OF_THE_CONNECTION.contains(lower)
                && (!lower.equals("connection") || value.strip().equalsIgnoreCase("close"));
    }

    private String next() {
        int length = scratch.get(JAVA_INT_UNALIGNED, at);
        var bytes = scratch.asSlice(at + 4, length).toArray(JAVA_BYTE);
        at += 4 + length;
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static int status(String line) throws BadHeadException {
        boolean good = line.length() >= 3 && (line.length() == 3 || line.charAt(3) == ' ');
        for (int i = 0; good && i < 3; i++) {
            good = line.charAt(i) >= '0' && line.charAt(i) <= '9';
        }
        for (int i = 3; good && i < line.length(); i++) {
            char c = line.charAt(i);
            good = c == '\t' || (c >= ' ' && c <= 0xff && c != 0x7f);
        }
        int status = good ? Integer.parseInt(line.substring(0, 3)) : 0;
        if (status < 200 || status > 599) {
            throw new BadHeadException(
                    false, "start_response: wanted a status like '200 OK', of 200 to 599, got '" + shown(line) + "'");
        }
        return status;
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(60, text.length())).replaceAll("\\p{Cntrl}", "?");
    }
}
