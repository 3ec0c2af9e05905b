// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a parser makes of a stream of requests.
///
/// @param requests that it found whole, in order
/// @param end what became of the rest
record WireReading(List<Request> requests, End end) {
    enum End {
        /// The bytes end where a request ends.
        WHOLE,
        /// More is wanted.
        MORE,
        REFUSED
    }

    /// @param fields "name: value", names in lower case
    record Request(String method, String target, List<String> fields, String body, List<String> trailers) {}

    /// What our parsers make of it, in pieces of so many bytes.
    static WireReading ours(byte[] wire, int piece) {
        var bytes = MemorySegment.ofArray(wire);
        var limits = HttpLimits.defaults();
        var requests = new ArrayList<Request>();
        var parser = new HeadParser(limits);
        var head = new RequestHead();
        int at = 0;
        while (at < wire.length) {
            parser.reset();
            int length = HeadParser.MORE;
            for (int to = at; length == HeadParser.MORE && to < wire.length; ) {
                to = piece > wire.length - to ? wire.length : to + piece;
                length = parser.parse(bytes, at, to, head);
            }
            if (length <= 0) {
                return new WireReading(requests, length == 0 ? End.MORE : End.REFUSED);
            }
            var body = new ByteArrayOutputStream();
            var trailers = new ArrayList<String>();
            at = body(head, wire, at + length, body, trailers);
            if (at < 0) {
                return new WireReading(requests, at == -1 ? End.MORE : End.REFUSED);
            }
            requests.add(new Request(
                    head.method(), head.target(), fields(head), body.toString(StandardCharsets.ISO_8859_1), trailers));
        }
        return new WireReading(requests, End.WHOLE);
    }

    /// How many bytes the first so many requests take.
    static int length(byte[] wire, int count) {
        for (int length = 0; length < wire.length; length++) {
            var reading = count == 0 ? null : ours(Arrays.copyOf(wire, length), Integer.MAX_VALUE);
            if (reading == null || (reading.requests.size() == count && reading.end == End.WHOLE)) {
                return length;
            }
        }
        return wire.length;
    }

    private static List<String> fields(RequestHead head) {
        var fields = new ArrayList<String>();
        for (int i = 0; i < head.headerCount(); i++) {
            fields.add(field(head.name(i), head.value(i)));
        }
        return fields;
    }

    /// Where the next request starts; -1: more is wanted, -2: refused.
    private static int body(
            RequestHead head, byte[] wire, int from, ByteArrayOutputStream body, List<String> trailers) {
        if (head.framing() != RequestHead.Framing.CHUNKED) {
            int length = (int) head.contentLength();
            if (length > wire.length - from) {
                return -1;
            }
            body.write(wire, from, length);
            return from + length;
        }
        var decoder = new ChunkDecoder(HttpLimits.defaults());
        var bytes = MemorySegment.ofArray(wire);
        int at = from;
        for (; ; ) {
            int outcome = decoder.next(bytes, at, wire.length);
            at = (int) decoder.position();
            switch (outcome) {
                case ChunkDecoder.DATA -> body.write(wire, (int) decoder.dataAt(), decoder.dataLength());
                case ChunkDecoder.MORE -> {
                    return -1;
                }
                case ChunkDecoder.END -> {
                    decoder.trailers().forEach(field -> trailers.add(field(field.name(), field.value())));
                    return at;
                }
                default -> {
                    return -2;
                }
            }
        }
    }

    /// Names have no case, and Jetty's table of common fields gives common values theirs.
    static String field(String name, String value) {
        return (name + ": " + value).toLowerCase(Locale.ROOT);
    }
}
