// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Reads the head of a request, in as many pieces as it comes, and settles how its body is framed.
///
/// Thread: the owning loop. One parser serves one connection, request after request.
/// Limits: those of [HttpLimits]; at each of them, and for everything that could be read in two ways, [#parse]
/// answers with the status to send, and the connection must be closed.
/// Source: RFC 9112; the strict reading wherever it offers a lenient one (no bare LF, no folded lines, no
/// repeated Content-Length, no Transfer-Encoding but "chunked"), because two readings are how requests are
/// smuggled.
public final class HeadParser {
    /// The head is not complete: call again with more bytes.
    public static final int MORE = 0;

    /*
     * The caller keeps the bytes of the head contiguous: what it passes always starts at the same place, and grows. A
     * line is looked at when its LF is there, and never again: `lineAt` is where the next line starts, and `scanned`
     * how far its LF has been looked for. So a head that comes a byte at a time costs no more than one that comes at
     * once.
     */
    private static final byte[] HTTP = ascii("HTTP/");
    private static final byte[] HTTP_SCHEME = ascii("http://");
    private static final byte[] HTTPS_SCHEME = ascii("https://");
    private static final int EMPTY_LINES_MOST = 4;

    private final HttpLimits limits;
    private int headAt;
    private boolean begun;
    private int lineAt;
    private int scanned;
    private int emptyLines;
    private boolean haveRequestLine;
    private int minor;
    private boolean connectMethod;
    private final MessageFraming framing = new MessageFraming();

    /// A parser at the start of a request.
    ///
    /// @param limits of the connection
    public HeadParser(HttpLimits limits) {
        this.limits = limits;
        reset();
    }

    /// Forgets everything: the next byte is the first of a request.
    public void reset() {
        begun = false;
        framing.reset();
        emptyLines = 0;
        haveRequestLine = false;
    }

    /// Looks at the bytes that are there.
    ///
    /// @param bytes what was passed before must be there again, at the same place
    /// @param from where the first byte of the head is
    /// @param to behind the last valid byte
    /// @param into filled as the lines come; complete when the answer is above zero
    /// @return the length of the head in bytes when it is complete; [#MORE]; or below zero the status to
    ///     refuse it with
    public int parse(MemorySegment bytes, int from, int to, RequestHead into) {
        if (!begun) {
            begun = true;
            headAt = from;
            lineAt = from;
            scanned = from;
        }
        for (; ; ) {
            int lf = findLf(bytes, to);
            if (lf < 0) {
                return tooLong(to) ? -tooLongStatus() : MORE;
            }
            int start = lineAt;
            int end = lf - 1;
            lineAt = lf + 1;
            scanned = lineAt;
            if (end < start || bytes.get(JAVA_BYTE, end) != '\r') {
                return -400; // a bare LF ends no line
            }
            if (lineAt - headAt > limits.headBytes()) {
                return -tooLongStatus();
            }
            int status = line(bytes, start, end, into);
            if (status != 0) {
                return status;
            }
        }
    }

    /// The same for a head at the start of its bytes.
    ///
    /// @param bytes what was passed before must be there again
    /// @param length how many of them are valid
    /// @param into filled as the lines come
    /// @return as the other one
    public int parse(MemorySegment bytes, int length, RequestHead into) {
        return parse(bytes, 0, length, into);
    }

    private int findLf(MemorySegment bytes, int to) {
        for (int i = scanned; i < to; i++) {
            if (bytes.get(JAVA_BYTE, i) == '\n') {
                return i;
            }
        }
        scanned = to;
        return -1;
    }

    private boolean tooLong(int to) {
        return to - headAt > limits.headBytes() || (!haveRequestLine && to - lineAt > limits.requestLineBytes() + 1);
    }

    private int tooLongStatus() {
        return haveRequestLine ? 431 : 414;
    }

    /// @return above zero: the head is complete; 0: go on; below: refuse
    private int line(MemorySegment bytes, int start, int end, RequestHead into) {
        if (!haveRequestLine) {
            if (start == end) {
                return ++emptyLines > EMPTY_LINES_MOST ? -400 : 0; // RFC 9112 2.2: ignore empty lines before it
            }
            if (end - start > limits.requestLineBytes()) {
                return -414;
            }
            into.clear();
            haveRequestLine = true;
            return requestLine(bytes, start, end, into);
        }
        if (start == end) {
            int status = framing.settle(minor, limits.bodyBytes());
            if (status == 0) {
                framing.finish(into, bytes, headAt, minor);
                return lineAt - headAt;
            }
            return status;
        }
        if (into.headerCount() == limits.headerCount()) {
            return -431;
        }
        return header(bytes, start, end, into);
    }

    private int requestLine(MemorySegment bytes, int start, int end, RequestHead into) {
        int at = start;
        while (at < end && Syntax.is(bytes.get(JAVA_BYTE, at), Syntax.TOKEN)) {
            at++;
        }
        int methodLength = at - start;
        if (methodLength == 0 || at == end || bytes.get(JAVA_BYTE, at) != ' ') {
            return -400;
        }
        int targetAt = ++at;
        while (at < end && Syntax.is(bytes.get(JAVA_BYTE, at), Syntax.TARGET)) {
            at++;
        }
        int targetLength = at - targetAt;
        if (targetLength == 0 || at == end || bytes.get(JAVA_BYTE, at) != ' ') {
            return -400;
        }
        int status = version(bytes, at + 1, end);
        if (status != 0) {
            return status;
        }
        into.requestLine(start, methodLength, targetAt, targetLength, minor);
        connectMethod = methodLength == 7 && matches(bytes, start, "CONNECT");
        return target(bytes, start, methodLength, targetAt, targetLength);
    }

    private int version(MemorySegment bytes, int at, int end) {
        if (end - at != 8) {
            return -400;
        }
        for (int i = 0; i < HTTP.length; i++) {
            if (bytes.get(JAVA_BYTE, at + i) != HTTP[i]) {
                return -400;
            }
        }
        int major = bytes.get(JAVA_BYTE, at + 5) - '0';
        int minorDigit = bytes.get(JAVA_BYTE, at + 7) - '0';
        if (bytes.get(JAVA_BYTE, at + 6) != '.' || major < 0 || major > 9 || minorDigit < 0 || minorDigit > 9) {
            return -400;
        }
        minor = Math.min(minorDigit, 1);
        return major == 1 ? 0 : -505;
    }

    /// RFC 9112 section 3.2: which form of target goes with which method.
    private int target(MemorySegment bytes, int methodAt, int methodLength, int at, int length) {
        if (connectMethod) {
            return -501; // this is no proxy
        }
        int first = bytes.get(JAVA_BYTE, at);
        if (first == '/') {
            return 0;
        }
        if (first == '*') {
            return length == 1 && methodLength == 7 && matches(bytes, methodAt, "OPTIONS") ? 0 : -400;
        }
        boolean absolute = length > 7 && Syntax.equalsIgnoreCase(bytes, at, 7, HTTP_SCHEME)
                || length > 8 && Syntax.equalsIgnoreCase(bytes, at, 8, HTTPS_SCHEME);
        return absolute ? 0 : -400;
    }

    private static boolean matches(MemorySegment bytes, int at, String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            if (bytes.get(JAVA_BYTE, at + i) != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int header(MemorySegment bytes, int start, int end, RequestHead into) {
        int at = start;
        while (at < end && Syntax.is(bytes.get(JAVA_BYTE, at), Syntax.TOKEN)) {
            at++;
        }
        int nameLength = at - start;
        if (nameLength == 0 || at == end || bytes.get(JAVA_BYTE, at) != ':') {
            return -400; // also a folded line, and white space before the colon
        }
        at++;
        while (at < end && isBlank(bytes.get(JAVA_BYTE, at))) {
            at++;
        }
        int valueAt = at;
        for (; at < end; at++) {
            if (!Syntax.is(bytes.get(JAVA_BYTE, at), Syntax.VALUE)) {
                return -400;
            }
        }
        while (at > valueAt && isBlank(bytes.get(JAVA_BYTE, at - 1))) {
            at--;
        }
        into.add(start, nameLength, valueAt, at - valueAt);
        return framing.meaning(bytes, start, nameLength, valueAt, at - valueAt, minor);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
