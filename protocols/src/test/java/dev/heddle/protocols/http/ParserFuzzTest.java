// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// What holds for any bytes: the parsers neither fail nor read beyond them, and how the bytes are cut changes
/// nothing.
///
/// The build runs the inputs in the resources beside this class. `JAZZER_FUZZ=1` with
/// `-Dtest=ParserFuzzTest#heads` looks for new ones.
class ParserFuzzTest {
    private static final HttpLimits LIMITS = HttpLimits.defaults().bodyBytes(1000);

    @FuzzTest
    void heads(byte[] input) {
        var bytes = MemorySegment.ofArray(input);
        var whole = new RequestHead();
        int at = input.length == 0 ? 0 : input[0] & 3;
        at = Math.min(at, input.length);
        int length = new HeadParser(LIMITS).parse(bytes, at, input.length, whole);

        var parser = new HeadParser(LIMITS);
        var pieces = new RequestHead();
        int inPieces = HeadParser.MORE;
        for (int to = at; inPieces == HeadParser.MORE && to <= input.length; to++) {
            inPieces = parser.parse(bytes, at, to, pieces);
        }
        assertThat(inPieces).isEqualTo(length);
        if (length > 0) {
            assertThat(length).isLessThanOrEqualTo(Math.min(LIMITS.headBytes(), input.length - at));
            assertThat(describe(pieces)).isEqualTo(describe(whole));
            assertThat(describe(whole.detach())).isEqualTo(describe(whole));
        } else if (length < 0) {
            assertThat(-length).isIn(400, 413, 414, 417, 431, 501, 505);
        }
    }

    private static List<Object> describe(RequestHead head) {
        var all = new ArrayList<Object>(List.of(
                head.toString(),
                head.path(),
                head.query(),
                head.contentLength(),
                head.keepAlive(),
                head.expectContinue(),
                head.upgrade()));
        for (int i = 0; i < head.headerCount(); i++) {
            all.add(head.name(i) + ": " + head.value(i));
        }
        return all;
    }

    @FuzzTest
    void chunks(byte[] input) {
        var whole = decode(input, input.length);
        assertThat(decode(input, 1)).isEqualTo(whole);
        assertThat(decode(input, 7)).isEqualTo(whole);
    }

    /// The bytes of the body, how it ended and where, and the trailers.
    private static List<Object> decode(byte[] input, int piece) {
        var decoder = new ChunkDecoder(LIMITS);
        var bytes = MemorySegment.ofArray(input);
        var body = new ArrayList<Byte>();
        int outcome = ChunkDecoder.MORE;
        long at = 0;
        for (int to = Math.min(piece, input.length); outcome >= 0 && outcome != ChunkDecoder.END; ) {
            outcome = decoder.next(bytes, at, to);
            at = decoder.position();
            assertThat(at).isLessThanOrEqualTo(to);
            if (outcome == ChunkDecoder.DATA) {
                for (int i = 0; i < decoder.dataLength(); i++) {
                    body.add(input[(int) decoder.dataAt() + i]);
                }
            } else if (outcome == ChunkDecoder.MORE) {
                if (to == input.length) {
                    break;
                }
                to = Math.min(to + piece, input.length);
            }
        }
        assertThat(body.size()).isLessThanOrEqualTo(1000);
        return List.of(body, outcome, outcome < 0 ? 0 : at, decoder.trailers());
    }
}
