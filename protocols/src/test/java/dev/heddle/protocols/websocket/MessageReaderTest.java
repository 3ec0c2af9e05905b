// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static dev.heddle.protocols.websocket.ClientFrames.utf8;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of RFC 6455 sections 5 and 7 for what a client sends.
class MessageReaderTest {
    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("partial", 256, 16, 4096).checked(true));
    private final Buffers buffers = new Buffers(heap);
    private final List<String> heard = new ArrayList<>();
    private boolean takes = true;
    private boolean stopped;
    private int admitted = Integer.MAX_VALUE;
    private MessageReader reader = reader(false);

    private MessageReader reader(boolean compression) {
        return new MessageReader(new WebSocketOptions.Limits(100_000, 100_000, 100), buffers, compression, new Heard());
    }

    private final class Heard implements MessageReader.Listener {
        @Override
        public boolean onMessage(boolean text, MemorySegment memory, long from, int length, boolean asRead) {
            if (takes) {
                heard.add((text ? "text " : "binary ") + show(memory.asSlice(from, length)));
            }
            return takes;
        }

        @Override
        public boolean onMessage(boolean text, Gathered gathered) {
            return onMessage(text, buffers.assemble(gathered), 0, gathered.lengthBytes(), false);
        }

        @Override
        public boolean admit() {
            return admitted-- > 0;
        }

        @Override
        public void onPing(MemorySegment payload) {
            heard.add("ping " + show(payload));
        }

        @Override
        public void onPong(MemorySegment payload) {
            heard.add("pong " + show(payload));
        }

        @Override
        public void onClose(int code, String reason) {
            heard.add("close " + code + " " + reason);
        }

        @Override
        public boolean isStopped() {
            return stopped;
        }
    }

    @AfterEach
    void everyUnitIsBack() {
        reader.release();
        buffers.close();
        assertThat(heap.stats().inUse()).isZero();
        heap.close();
    }

    private static String show(MemorySegment payload) {
        return payload.byteSize() > 200
                ? payload.byteSize() + " bytes"
                : new String(payload.toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    private int read(ClientFrames frames) {
        return read(frames, 100_000);
    }

    private int read(ClientFrames frames, int piece) {
        var bytes = frames.bytes();
        for (int from = 0; from < bytes.length; from += piece) {
            int code = reader.read(MemorySegment.ofArray(bytes), from, Math.min(bytes.length, from + piece));
            if (code != 0) {
                return code;
            }
        }
        return 0;
    }

    @ParameterizedTest(name = "pieces of {0}")
    @ValueSource(ints = {1, 2, 5, 13, 100_000})
    void messagesComeOutWhateverThePieces(int piece) {
        var frames = new ClientFrames()
                .text("Hällo")
                .frame(0x82, new byte[] {65, 66})
                .frame(0x01, utf8("a"))
                .frame(0x89, utf8("mid"))
                .frame(0x00, utf8("b"))
                .frame(0x80, utf8("c"))
                .text("")
                .frame(0x81, new byte[125])
                .frame(0x81, new byte[126])
                .frame(0x82, new byte[65_536])
                .frame(0x8a, utf8("x"))
                .frame(0x88, new byte[] {0x03, (byte) 0xe8, 'b', 'y', 'e'});
        assertThat(read(frames, piece)).isZero();
        assertThat(heard)
                .containsExactly(
                        "text Hällo",
                        "binary AB",
                        "ping mid",
                        "text abc",
                        "text ",
                        "text " + "\0".repeat(125),
                        "text " + "\0".repeat(126),
                        "binary 65536 bytes",
                        "pong x",
                        "close 1000 bye");
    }

    @ParameterizedTest(name = "first byte {0}")
    @ValueSource(ints = {0x91, 0xa1, 0xc1, 0x83, 0x87, 0x8b, 0x8f, 0x09, 0x80, 0xc9})
    void reservedBitsOpcodesAndMisplacedFramesFailTheConnection(int firstByte) {
        assertThat(read(new ClientFrames().frame(firstByte, utf8("x")))).isEqualTo(CloseCode.PROTOCOL_ERROR);
        assertThat(heard).isEmpty();
    }

    @Test
    void anUnmaskedFrameFailsTheConnection() {
        assertThat(read(new ClientFrames().raw(0x81, 0x01, 'x'))).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @Test
    void aMessageInsideAMessageFailsTheConnection() {
        assertThat(read(new ClientFrames().frame(0x01, utf8("a")).text("b"))).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @Test
    void lengthsMustBeInTheirShortestForm() {
        assertThat(read(new ClientFrames().frame(0x82, new byte[10], 2))).isEqualTo(CloseCode.PROTOCOL_ERROR);
        reader.release();
        reader = reader(false);
        assertThat(read(new ClientFrames().frame(0x82, new byte[1000], 8))).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @Test
    void controlFramesAreShortAndWhole() {
        assertThat(read(new ClientFrames().frame(0x89, new byte[126]))).isEqualTo(CloseCode.PROTOCOL_ERROR);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "c0af",
                "e080af",
                "f08080af",
                "eda080",
                "edbfbf",
                "f4908080",
                "f8",
                "80",
                "c3",
                "ff",
                "e28",
                "cebae1bdb9cf83cebcceb5eda080656469746564"
            })
    void whatIsNotUtf8FailsTheConnectionAtTheFirstWrongByte(String hex) {
        var digits = hex.length() % 2 == 0 ? hex : hex + "2";
        var payload = java.util.HexFormat.of().parseHex(digits);
        assertThat(read(new ClientFrames().frame(0x81, payload), 1)).isEqualTo(CloseCode.INVALID_DATA);
        assertThat(heard).isEmpty();
    }

    @Test
    void aCharacterMayBeSplitAcrossFragmentsButNotAcrossMessages() {
        assertThat(read(new ClientFrames().frame(0x01, new byte[] {(byte) 0xc3}).frame(0x80, new byte[] {(byte) 0xa4})))
                .isZero();
        assertThat(heard).containsExactly("text ä");
        assertThat(read(new ClientFrames().frame(0x81, new byte[] {(byte) 0xc3})))
                .isEqualTo(CloseCode.INVALID_DATA);
    }

    @Test
    void everyCodePointIsAccepted() {
        var text = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c += 61) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                text.appendCodePoint(c);
            }
        }
        assertThat(read(new ClientFrames().text(text.toString()))).isZero();
        assertThat(heard).hasSize(1);
    }

    @ParameterizedTest(name = "code {0}: {1}")
    @CsvSource({
        "1000, true", "1001, true", "1002, true", "1003, true", "1007, true", "1011, true", "1014, true",
        "3000, true", "4999, true", "0, false", "999, false", "1004, false", "1005, false", "1006, false",
        "1015, false", "1016, false", "2999, false", "5000, false", "65535, false"
    })
    void closeCodesAreThoseThatMayBeSent(int code, boolean valid) {
        int answer = read(new ClientFrames().frame(0x88, new byte[] {(byte) (code >> 8), (byte) code}));
        assertThat(answer).isEqualTo(valid ? 0 : CloseCode.PROTOCOL_ERROR);
        assertThat(heard).hasSize(valid ? 1 : 0);
    }

    @Test
    void aCloseFrameIsEmptyOrHasACodeAndAReasonInUtf8() {
        assertThat(read(new ClientFrames().frame(0x88, new byte[1]))).isEqualTo(CloseCode.PROTOCOL_ERROR);
        reader.release();
        reader = reader(false);
        assertThat(read(new ClientFrames().frame(0x88, new byte[] {3, (byte) 0xe8, (byte) 0xff})))
                .isEqualTo(CloseCode.INVALID_DATA);
        reader.release();
        reader = reader(false);
        assertThat(read(new ClientFrames().frame(0x88, new byte[0]).text("after")))
                .isZero();
        assertThat(heard).containsExactly("close 1005 ");
    }

    @Test
    void theLimitHoldsForFramesAndForMessages() {
        assertThat(read(new ClientFrames().frame(0x82, new byte[100_001]))).isEqualTo(CloseCode.TOO_BIG);
        reader.release();
        reader = reader(false);
        assertThat(read(new ClientFrames().frame(0x02, new byte[60_000]).frame(0x80, new byte[60_000])))
                .isEqualTo(CloseCode.TOO_BIG);
    }

    @Test
    void compressedMessagesAreInflatedAndBounded() {
        try (var deflate = new Deflate()) {
            reader.release();
            reader = reader(true);
            for (var text : List.of("hello hello hello", "", "x".repeat(150), "ä")) {
                var payload =
                        deflate.deflate(MemorySegment.ofArray(utf8(text)), 15).toArray(JAVA_BYTE);
                assertThat(read(new ClientFrames().frame(0xc1, payload))).isZero();
                assertThat(heard.removeLast()).isEqualTo("text " + text);
            }
            var half = deflate.deflate(MemorySegment.ofArray(utf8("in two frames")), 15)
                    .toArray(JAVA_BYTE);
            var first = java.util.Arrays.copyOf(half, 4);
            var rest = java.util.Arrays.copyOfRange(half, 4, half.length);
            assertThat(read(new ClientFrames().frame(0x41, first).frame(0x80, rest)))
                    .isZero();
            assertThat(heard.removeLast()).isEqualTo("text in two frames");
            var bomb = deflate.deflate(MemorySegment.ofArray(new byte[200_000]), 15)
                    .toArray(JAVA_BYTE);
            assertThat(read(new ClientFrames().frame(0xc2, bomb))).isEqualTo(CloseCode.TOO_BIG);
            reader.release();
            reader = reader(true);
            assertThat(read(new ClientFrames().frame(0xc2, utf8("\u0007no deflate stream"))))
                    .isEqualTo(CloseCode.INVALID_DATA);
        }
    }

    @Test
    void inflatedTextMustBeUtf8() {
        try (var deflate = new Deflate()) {
            reader.release();
            reader = reader(true);
            var payload = deflate.deflate(MemorySegment.ofArray(new byte[] {(byte) 0xff}), 15)
                    .toArray(JAVA_BYTE);
            assertThat(read(new ClientFrames().frame(0xc1, payload))).isEqualTo(CloseCode.INVALID_DATA);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noiseNeverEscapesAsAnException(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            reader.release();
            reader = reader(i % 2 == 0);
            var bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] = (byte) (0x80 | random.nextInt(16));
                bytes[1] = (byte) (0x80 | random.nextInt(128));
            }
            int code = reader.read(MemorySegment.ofArray(bytes), 0, bytes.length);
            assertThat(code).isIn(0, CloseCode.PROTOCOL_ERROR, CloseCode.INVALID_DATA, CloseCode.TOO_BIG);
        }
    }

    @ParameterizedTest(name = "pieces of {0}")
    @ValueSource(ints = {3, 100_000})
    void whatIsNotTakenComesAgainAndNothingIsReadMeanwhile(int piece) {
        try (var deflate = new Deflate()) {
            var packed = deflate.deflate(MemorySegment.ofArray(utf8("three three three")), 15)
                    .toArray(JAVA_BYTE);
            var bytes = new ClientFrames()
                    .text("one")
                    .frame(0x01, utf8("t"))
                    .frame(0x80, utf8("wo"))
                    .frame(0xc1, packed)
                    .text("four")
                    .bytes();
            reader.release();
            reader = reader(true);
            takes = false;
            var memory = MemorySegment.ofArray(bytes);
            for (int from = 0; from < bytes.length; from += piece) {
                int at = from;
                int to = Math.min(bytes.length, from + piece);
                while (reader.read(memory, at, to) == MessageReader.STOPPED) {
                    int before = heard.size();
                    assertThat(reader.again()).isEqualTo(MessageReader.STOPPED);
                    takes = true;
                    assertThat(reader.again()).isEqualTo(MessageReader.MORE);
                    assertThat(heard).hasSize(before + 1);
                    takes = false;
                    at = (int) reader.position();
                }
            }
        }
        assertThat(heard).containsExactly("text one", "text two", "text three three three", "text four");
    }

    @Test
    void aListenerThatStopsGetsNothingMoreOfTheSameBytes() {
        var bytes =
                MemorySegment.ofArray(new ClientFrames().text("one").text("two").bytes());
        stopped = true;
        assertThat(reader.read(bytes, 0, bytes.byteSize())).isEqualTo(MessageReader.STOPPED);
        assertThat(heard).containsExactly("text one");
        stopped = false;
        assertThat(reader.again()).isEqualTo(MessageReader.MORE);
        assertThat(reader.read(bytes, reader.position(), bytes.byteSize())).isEqualTo(MessageReader.MORE);
        assertThat(heard).containsExactly("text one", "text two");
    }

    @Test
    void tooManyControlFramesOrEmptyFragmentsFailTheConnection() {
        admitted = 2;
        assertThat(read(new ClientFrames()
                        .frame(0x89, utf8("a"))
                        .frame(0x01, utf8("b"))
                        .frame(0x00, new byte[0])
                        .frame(0x00, utf8("c"))))
                .isZero();
        assertThat(read(new ClientFrames().frame(0x00, new byte[0]))).isEqualTo(CloseCode.POLICY);
    }

    @Test
    void withoutAUnitForAPartialMessageTheClientIsToldToTryAgain() {
        heap.refuseAllocation(4);
        assertThat(read(new ClientFrames().frame(0x02, new byte[600]))).isZero(); // three units
        assertThat(read(new ClientFrames().frame(0x00, new byte[600]))).isEqualTo(CloseCode.TRY_AGAIN);
    }

    @ParameterizedTest(name = "{0} bits")
    @ValueSource(ints = {8, 9, 12, 15})
    void whatIsCompressedForASmallWindowNeverLooksFurtherBack(int bits) {
        var random = new Random(bits);
        var payload = new byte[100_000];
        int[] back = {50, 700, 3000, 20_000, 32_768};
        for (int i = 0; i < payload.length; ) {
            int from = i - back[random.nextInt(back.length)];
            payload[i++] = (byte) random.nextInt(256);
            for (int run = random.nextInt(40); from >= 0 && run > 0 && i < payload.length; run--) {
                payload[i++] = payload[from++];
            }
        }
        try (var deflate = new Deflate()) {
            var packed = deflate.deflate(MemorySegment.ofArray(payload), bits).toArray(JAVA_BYTE);
            assertThat(packed.length).isLessThan(payload.length);
            assertThat(InflateDistance.farthest(packed)).isLessThanOrEqualTo(1 << bits);
            int length = deflate.inflate(MemorySegment.ofArray(packed), 0, packed.length, payload.length);
            assertThat(length).isEqualTo(payload.length);
            assertThat(deflate.inflated().asSlice(0, length).toArray(JAVA_BYTE)).isEqualTo(payload);
            assertThat(deflate.inflate(MemorySegment.ofArray(packed), 0, packed.length, payload.length - 1))
                    .isEqualTo(Deflate.TOO_LONG);
        }
    }

    @Test
    void aMessageThatDoesNotGetShorterIsNotCompressed() {
        var noise = new byte[200];
        new Random(1).nextBytes(noise);
        var into = new byte[300];
        try (var deflate = new Deflate()) {
            assertThat(deflate.deflateShorter(noise, noise.length, into, 10)).isEqualTo(-1);
            assertThat(deflate.deflateShorter(new byte[200], 200, into, 10)).isBetween(1, 20);
            assertThat(deflate.deflateShorter(new byte[0], 0, into, 10)).isEqualTo(-1);
        }
    }
}
