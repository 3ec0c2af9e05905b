// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkDecoderTest {
    private final ChunkDecoder decoder = new ChunkDecoder(HttpLimits.defaults().bodyBytes(1000));
    private final StringBuilder body = new StringBuilder();

    /// Feeds the text in pieces of at most `piece` bytes; the answer is the last one, and `rest` what was not
    /// used.
    private int decode(String text, int piece) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        for (int from = 0; from < bytes.length; from += piece) {
            int to = Math.min(bytes.length, from + piece);
            long at = from;
            for (; ; ) {
                int answer = decoder.next(MemorySegment.ofArray(bytes), at, to);
                at = decoder.position();
                if (answer == ChunkDecoder.DATA) {
                    body.append(text, (int) decoder.dataAt(), (int) decoder.dataAt() + decoder.dataLength());
                } else if (answer == ChunkDecoder.MORE) {
                    break;
                } else {
                    return answer;
                }
            }
        }
        return ChunkDecoder.MORE;
    }

    @ParameterizedTest(name = "pieces of {0}")
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void theDataComesOutWhateverThePieces(int piece) {
        var text = "3\r\nabc\r\n00A;x=\"y\";z\r\n0123456789\r\n0\r\nX-T: 1\r\nY:  2 \r\n\r\nGET";
        assertThat(decode(text, piece)).isEqualTo(ChunkDecoder.END);
        assertThat(body).hasToString("abc0123456789");
        assertThat(decoder.position()).isEqualTo(text.length() - 3);
        assertThat(decoder.trailers())
                .containsExactly(new ChunkDecoder.Field("X-T", "1"), new ChunkDecoder.Field("Y", "2"));
        decoder.reset();
        assertThat(decode("0\r\n\r\n", piece)).isEqualTo(ChunkDecoder.END);
        assertThat(decoder.trailers()).isEmpty();
    }

    @ParameterizedTest(name = "{0} <- {1}")
    @CsvSource({
        "400, 0x3$abc$0$$",
        "400, -1$abc$0$$",
        "400, +3$abc$0$$",
        "400, $abc$0$$",
        "400, 3$abcXX0$$",
        "400, FFFFFFFFFFFFFFFFF$abc",
        "400, 3;\u0001$abc$0$$",
        "400, 0$nocolon$$",
        "400, 0$: x$$",
        "400, 0$a b: x$$",
        "413, 3E9$"
    })
    void whatIsNoChunkIsRefused(int status, String lines) {
        assertThat(decode(lines.replace("$", "\r\n"), 1000)).isEqualTo(-status);
    }

    @Test
    void bareLineFeedsAreRefused() {
        assertThat(decode("3\nabc\n0\n\n", 100)).isEqualTo(-400);
        decoder.reset();
        assertThat(decode("3;\nxx\r\nabc\r\n0\r\n\r\n", 100)).isEqualTo(-400);
        decoder.reset();
        assertThat(decode("0\r\nX: y\n\r\n", 100)).isEqualTo(-400);
    }

    @Test
    void extensionsAndTrailersHaveTheirLimits() {
        assertThat(decode("1;" + "x".repeat(300) + "\r\n", 1000)).isEqualTo(-400);
        decoder.reset();
        assertThat(decode("0\r\nX: " + "y".repeat(9000), 1000)).isEqualTo(-431);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyBodyInAnyChunksAndPiecesIsItself(long seed) {
        var random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            var wanted = new StringBuilder();
            var text = new StringBuilder();
            for (int chunks = random.nextInt(6); chunks > 0; chunks--) {
                var data = "x".repeat(1 + random.nextInt(150));
                wanted.append(data);
                text.append(Integer.toHexString(data.length()))
                        .append("\r\n")
                        .append(data)
                        .append("\r\n");
            }
            decoder.reset();
            body.setLength(0);
            assertThat(decode(text + "0\r\n\r\n", 1 + random.nextInt(50))).isEqualTo(ChunkDecoder.END);
            assertThat(body).hasToString(wanted.toString());
        }
    }
}
