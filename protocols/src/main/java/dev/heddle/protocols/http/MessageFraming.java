// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.heddle.protocols.http.RequestHead.Framing;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// The few headers that say how a request is framed and what becomes of its connection. Thread: the loop.
/// Source: RFC 9112 sections 6 and 9, RFC 9110 sections 7.2, 7.8 and 10.1.1
final class MessageFraming {
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TRANSFER_ENCODING = ascii("transfer-encoding");
    private static final byte[] CONNECTION = ascii("connection");
    private static final byte[] EXPECT = ascii("expect");
    private static final byte[] UPGRADE = ascii("upgrade");
    private static final byte[] HOST = ascii("host");
    private static final byte[] CHUNKED = ascii("chunked");
    private static final byte[] CLOSE = ascii("close");
    private static final byte[] KEEP_ALIVE = ascii("keep-alive");
    private static final byte[] CONTINUE = ascii("100-continue");

    private long contentLength;
    private boolean chunked;
    private boolean host;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeNamed;
    private boolean upgradeHeader;
    private boolean expect;

    void reset() {
        contentLength = -1;
        chunked = false;
        host = false;
        close = false;
        keepAlive = false;
        upgradeNamed = false;
        upgradeHeader = false;
        expect = false;
    }

    /// What the few headers that frame the message mean; the others are the handler's business.
    ///
    /// @return 0, or below zero the status to refuse the request with
    int meaning(MemorySegment bytes, int nameAt, int nameLength, int at, int length, int minor) {
        switch (nameLength) {
            case 4 -> {
                return Syntax.equalsIgnoreCase(bytes, nameAt, 4, HOST) ? host(bytes, at, length) : 0;
            }
            case 6 -> {
                if (Syntax.equalsIgnoreCase(bytes, nameAt, 6, EXPECT)) {
                    if (!Syntax.equalsIgnoreCase(bytes, at, length, CONTINUE)) {
                        return -417;
                    }
                    expect = true;
                }
            }
            case 7 -> upgradeHeader |= Syntax.equalsIgnoreCase(bytes, nameAt, 7, UPGRADE);
            case 10 -> {
                if (Syntax.equalsIgnoreCase(bytes, nameAt, 10, CONNECTION)) {
                    connection(bytes, at, length);
                }
            }
            case 14 -> {
                return Syntax.equalsIgnoreCase(bytes, nameAt, 14, CONTENT_LENGTH)
                        ? contentLength(bytes, at, length)
                        : 0;
            }
            case 17 -> {
                return Syntax.equalsIgnoreCase(bytes, nameAt, 17, TRANSFER_ENCODING)
                        ? transferEncoding(bytes, at, length, minor)
                        : 0;
            }
            default -> {
                // nothing that frames the message
            }
        }
        return 0;
    }

    private int host(MemorySegment bytes, int at, int length) {
        if (host) {
            return -400;
        }
        host = true;
        return HostSyntax.isValid(bytes, at, length) ? 0 : -400;
    }

    private int contentLength(MemorySegment bytes, int at, int length) {
        if (contentLength >= 0 || length == 0 || length > 18) {
            return -400; // repeated, empty, or beyond what can be counted
        }
        long value = 0;
        for (int i = 0; i < length; i++) {
            int digit = bytes.get(JAVA_BYTE, at + i) - '0';
            if (digit < 0 || digit > 9) {
                return -400;
            }
            value = value * 10 + digit;
        }
        contentLength = value;
        return 0;
    }

    private int transferEncoding(MemorySegment bytes, int at, int length, int minor) {
        if (chunked || minor == 0) {
            return -400;
        }
        if (!Syntax.equalsIgnoreCase(bytes, at, length, CHUNKED)) {
            return endsInChunked(bytes, at, length) ? -501 : -400; // without chunks at the end it has no length
        }
        chunked = true;
        return 0;
    }

    private static boolean endsInChunked(MemorySegment bytes, int at, int length) {
        int from = at + length - CHUNKED.length;
        if (from <= at || !Syntax.equalsIgnoreCase(bytes, from, CHUNKED.length, CHUNKED)) {
            return false;
        }
        byte before = bytes.get(JAVA_BYTE, from - 1L);
        return before == ',' || HeadParser.isBlank(before);
    }

    private void connection(MemorySegment bytes, int at, int length) {
        int end = at + length;
        int from = at;
        while (from < end) {
            int comma = from;
            while (comma < end && bytes.get(JAVA_BYTE, comma) != ',') {
                comma++;
            }
            int first = from;
            int last = comma;
            while (first < last && HeadParser.isBlank(bytes.get(JAVA_BYTE, first))) {
                first++;
            }
            while (last > first && HeadParser.isBlank(bytes.get(JAVA_BYTE, last - 1))) {
                last--;
            }
            close |= Syntax.equalsIgnoreCase(bytes, first, last - first, CLOSE);
            keepAlive |= Syntax.equalsIgnoreCase(bytes, first, last - first, KEEP_ALIVE);
            upgradeNamed |= Syntax.equalsIgnoreCase(bytes, first, last - first, UPGRADE);
            from = comma + 1;
        }
    }

    /// RFC 9112 section 6.3: the length of the body, without a second reading.
    ///
    /// @return 0, or below zero the status to refuse the request with
    int settle(int minor, long bodyBytesMost) {
        if ((!host && minor > 0) || (chunked && contentLength >= 0)) {
            return -400;
        }
        return contentLength > bodyBytesMost ? -413 : 0;
    }

    void finish(RequestHead into, MemorySegment bytes, int headAt, int minor) {
        var framing = chunked ? Framing.CHUNKED : contentLength > 0 ? Framing.LENGTH : Framing.NONE;
        boolean keep = !close && (minor > 0 || keepAlive);
        boolean newer = minor > 0;
        into.finish(
                bytes,
                headAt,
                framing,
                Math.max(0, contentLength),
                keep,
                expect && newer && framing != Framing.NONE,
                upgradeNamed && upgradeHeader && newer);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
