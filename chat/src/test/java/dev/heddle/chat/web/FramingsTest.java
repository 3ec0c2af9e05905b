// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.chat.hub.Framing;
import dev.heddle.protocols.websocket.Agreed;
import dev.heddle.protocols.websocket.Deflate;
import dev.heddle.protocols.websocket.FrameDecoder;
import dev.heddle.protocols.websocket.Opcode;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A line of each length on each wire comes out of its frame again.
class FramingsTest {
    private final Framings framings = new Framings();

    @AfterEach
    void close() {
        framings.close();
    }

    private record Frame(int opcode, boolean packed, String text, int bytes) {}

    private static Frame frame(Framing framing, byte[] line) {
        var out = new byte[line.length + framing.overheadBytes() + 14];
        java.util.Arrays.fill(out, (byte) 0x55);
        int length = framing.frame(line, line.length, out, 7);
        assertThat(length).isLessThanOrEqualTo(line.length + framing.overheadBytes());
        assertThat(out[6]).isEqualTo((byte) 0x55);
        for (int i = 7 + line.length + framing.overheadBytes(); i < out.length; i++) {
            assertThat(out[i]).as("byte %d behind the room", i).isEqualTo((byte) 0x55);
        }
        var decoder = new FrameDecoder(1 << 20, false, true);
        var memory = MemorySegment.ofArray(out);
        assertThat(decoder.next(memory, 7, 7L + length)).isEqualTo(FrameDecoder.BEGIN);
        assertThat(decoder.isFinal()).isTrue();
        long at = decoder.position();
        assertThat(at + decoder.length()).isEqualTo(7L + length);
        var payload = memory.asSlice(at, decoder.length());
        if (decoder.isCompressed()) {
            try (var deflate = new Deflate()) {
                int plain = deflate.inflate(payload, 0, (int) payload.byteSize(), 1 << 20);
                payload = MemorySegment.ofArray(
                        deflate.inflated().asSlice(0, plain).toArray(JAVA_BYTE));
            }
        }
        return new Frame(
                decoder.opcode(),
                decoder.isCompressed(),
                new String(payload.toArray(JAVA_BYTE), StandardCharsets.UTF_8),
                length);
    }

    @ParameterizedTest
    @EnumSource(names = {"TEXT", "BINARY", "PACKED_TEXT", "PACKED_BINARY"})
    void linesOfEveryLengthComeOutOfTheirFrames(Wire wire) {
        var framing = framings.of(wire);
        var random = new Random(7);
        for (int length : new int[] {0, 1, 100, 125, 126, 127, 255, 256, 257, 300, 510, 4000, 65_000}) {
            for (int kinds : new int[] {2, 95}) {
                var line = new byte[length];
                for (int i = 0; i < length; i++) {
                    line[i] = (byte) (' ' + random.nextInt(kinds));
                }
                var frame = frame(framing, line);
                assertThat(frame.text()).isEqualTo(new String(line, StandardCharsets.US_ASCII));
                assertThat(frame.opcode()).isEqualTo(wire.name().endsWith("TEXT") ? Opcode.TEXT : Opcode.BINARY);
                boolean packs = wire.name().startsWith("PACKED") && length >= WebSocketFraming.PACKED_FROM_BYTES;
                assertThat(frame.packed()).isEqualTo(packs && (kinds == 2 || frame.packed()));
            }
        }
    }

    @Test
    void whatCompressionCannotMakeShorterStaysAsItIs() {
        var line = new byte[400];
        new Random(1).nextBytes(line);
        var out = new byte[420];
        var framing = framings.of(Wire.PACKED_BINARY);
        int length = framing.frame(line, line.length, out, 0);
        assertThat(length).isEqualTo(404);
        assertThat(out[0]).isEqualTo((byte) 0x82);
    }

    @Test
    void aTextThatIsNotUtf8IsAProgrammersMistake() {
        var line = new byte[] {'a', (byte) 0xff};
        assertThatThrownBy(() -> framings.of(Wire.TEXT).frame(line, 2, new byte[20], 0))
                .isInstanceOf(AssertionError.class);
        assertThat(framings.of(Wire.BINARY).frame(line, 2, new byte[20], 0)).isEqualTo(4);
    }

    @Test
    void eachWireHasOneFraming() {
        for (var wire : Wire.values()) {
            assertThat(framings.of(wire)).isSameAs(framings.of(wire));
        }
        assertThat(framings.of(Wire.LINES)).isSameAs(Framing.LINES);
    }

    @ParameterizedTest
    @CsvSource({
        ", false, TEXT",
        ", true, PACKED_TEXT",
        "text.ircv3.net, true, PACKED_TEXT",
        "binary.ircv3.net, false, BINARY",
        "binary.ircv3.net, true, PACKED_BINARY"
    })
    void theWireIsWhatWasAgreedOn(String protocol, boolean compressed, Wire wire) {
        assertThat(Wire.of(new Agreed(protocol, compressed, 15))).isEqualTo(wire);
    }
}
