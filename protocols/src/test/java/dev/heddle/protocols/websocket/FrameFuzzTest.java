// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Any bytes at all. In the build the inputs below run. To look for others, one target at a time:
/// `JAZZER_FUZZ=1 mvn test -pl protocols -am -Dtest.jvm.options=-Djazzer.hooks=true
/// -Dsurefire.failIfNoSpecifiedTests=false -Dtest=FrameFuzzTest#everyCutOfTheSameBytesReadsTheSame`
class FrameFuzzTest {
    private static final int LIMIT_BYTES = 3000;

    /// Where the search begins, and what the build runs: a bit of everything that clients send, and of what they
    /// must not.
    static Stream<byte[]> inputs() {
        var inputs = new ArrayList<byte[]>();
        for (var frames : List.of(
                new ClientFrames().text("Hällo").frame(0x82, new byte[126]).frame(0x89, new byte[125]),
                new ClientFrames()
                        .frame(0x01, new byte[] {(byte) 0xc3})
                        .frame(0x8a, new byte[0])
                        .frame(0x80, new byte[] {(byte) 0xa4}),
                new ClientFrames().frame(0x02, new byte[2000]).frame(0x80, new byte[1001]),
                new ClientFrames().frame(0x88, new byte[] {3, (byte) 0xe8, 'b'}).text("after"),
                new ClientFrames().frame(0xc1, packed("x".repeat(2000))).frame(0x41, packed("y")),
                new ClientFrames().frame(0xc1, packed("z".repeat(4000))),
                new ClientFrames().frame(0xc2, new byte[] {7, 6, 5}),
                new ClientFrames().raw(0x81, 0x01, 'a'),
                new ClientFrames().frame(0x82, new byte[3], 8),
                new ClientFrames().raw(0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4))) {
            for (int first : new int[] {0, 1, 7, 2}) {
                var bytes = frames.bytes();
                var input = new byte[bytes.length + 1];
                input[0] = (byte) first;
                System.arraycopy(bytes, 0, input, 1, bytes.length);
                inputs.add(input);
            }
        }
        return inputs.stream();
    }

    private static byte[] packed(String text) {
        try (var deflate = new Deflate()) {
            return deflate.deflate(MemorySegment.ofArray(ClientFrames.utf8(text)), 15)
                    .toArray(JAVA_BYTE);
        }
    }

    /// The first byte says whether compression was agreed on and where to cut, the rest is what the client sends:
    /// the answer is the same in one read, byte by byte, and in two.
    @MethodSource("inputs")
    @FuzzTest(maxDuration = "2m")
    void everyCutOfTheSameBytesReadsTheSame(byte[] data) {
        if (data.length == 0) {
            return;
        }
        boolean compression = (data[0] & 1) != 0;
        int cut = 1 + (data[0] & 0xfe) % Math.max(1, data.length);
        try (var heap = UnitHeap.open(HeapOptions.of("partial", 256, 4, 64).checked(true))) {
            var whole = read(heap, data, compression, List.of(data.length));
            var inTwo = read(heap, data, compression, List.of(cut, data.length));
            var bytes = new ArrayList<Integer>();
            for (int i = 2; i <= data.length; i++) {
                bytes.add(i);
            }
            assertThat(inTwo).isEqualTo(whole);
            assertThat(read(heap, data, compression, bytes)).isEqualTo(whole);
            assertThat(heap.stats().inUse()).isZero();
        }
    }

    /// What the decoder says of a frame's place never lies outside the bytes, and it always comes to an end.
    @MethodSource("inputs")
    @FuzzTest(maxDuration = "2m")
    void theDecoderStaysInsideItsBytes(byte[] data) {
        if (data.length == 0) {
            return;
        }
        var decoder = new FrameDecoder(LIMIT_BYTES, (data[0] & 1) != 0, (data[0] & 2) != 0);
        var memory = MemorySegment.ofArray(data);
        long at = 1;
        for (int steps = 0; ; steps++) {
            assertThat(steps).isLessThan(3 * data.length + 3);
            int event = decoder.next(memory, at, data.length);
            assertThat(decoder.position()).isBetween(at, (long) data.length);
            at = decoder.position();
            if (event == FrameDecoder.DATA) {
                assertThat(decoder.dataAt() + decoder.dataLength()).isEqualTo(at);
                assertThat(decoder.dataLength()).isPositive();
            } else if (event == FrameDecoder.MORE || event < 0) {
                assertThat(event).isIn(FrameDecoder.MORE, -CloseCode.PROTOCOL_ERROR, -CloseCode.TOO_BIG);
                return;
            }
        }
    }

    /// Whatever is inflated is as long as it says, and never longer than allowed; what is deflated comes out again.
    @MethodSource("inputs")
    @FuzzTest(maxDuration = "2m")
    void whatIsInflatedIsBoundedAndWhatIsDeflatedComesBack(byte[] data) {
        try (var deflate = new Deflate()) {
            int length = deflate.inflate(MemorySegment.ofArray(data), 0, data.length, LIMIT_BYTES);
            assertThat(length).isBetween(Deflate.TOO_LONG, LIMIT_BYTES);
            int bits = 8 + (data.length & 7);
            var packed = deflate.deflate(MemorySegment.ofArray(data), bits).toArray(JAVA_BYTE);
            assertThat(deflate.inflate(MemorySegment.ofArray(packed), 0, packed.length, data.length))
                    .isEqualTo(data.length);
            assertThat(deflate.inflated().asSlice(0, data.length).mismatch(MemorySegment.ofArray(data)))
                    .isEqualTo(-1);
        }
    }

    private static List<String> read(UnitHeap heap, byte[] data, boolean compression, List<Integer> cuts) {
        var heard = new ArrayList<String>();
        try (var buffers = new Buffers(heap)) {
            var limits = new WebSocketOptions.Limits(LIMIT_BYTES, LIMIT_BYTES, 100);
            var reader = new MessageReader(limits, buffers, compression, new Written(heard, buffers));
            var memory = MemorySegment.ofArray(data.clone());
            int from = 1;
            for (int to : cuts) {
                int code = reader.read(memory, from, to);
                if (code != MessageReader.MORE) {
                    assertThat(code).isIn(CloseCode.PROTOCOL_ERROR, CloseCode.TOO_BIG, CloseCode.INVALID_DATA);
                    heard.add("fail " + code);
                    break;
                }
                from = to;
            }
            reader.release();
        }
        return heard;
    }

    private record Written(List<String> heard, Buffers buffers) implements MessageReader.Listener {
        @Override
        public boolean onMessage(boolean text, MemorySegment memory, long from, int length, boolean asRead) {
            var payload = memory.asSlice(from, length).toArray(JAVA_BYTE);
            if (text) {
                var out = new ByteArrayOutputStream();
                out.writeBytes(new String(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8));
                assertThat(out.toByteArray()).as("a text is UTF-8").isEqualTo(payload);
            }
            heard.add(text + java.util.HexFormat.of().formatHex(payload));
            return true;
        }

        @Override
        public boolean onMessage(boolean text, Gathered gathered) {
            return onMessage(text, buffers.assemble(gathered), 0, gathered.lengthBytes(), false);
        }

        @Override
        public boolean admit() {
            return true;
        }

        @Override
        public void onPing(MemorySegment payload) {
            heard.add("ping " + payload.byteSize());
        }

        @Override
        public void onPong(MemorySegment payload) {
            heard.add("pong " + payload.byteSize());
        }

        @Override
        public void onClose(int code, String reason) {
            heard.add("close " + code + reason);
        }

        @Override
        public boolean isStopped() {
            return false;
        }
    }
}
