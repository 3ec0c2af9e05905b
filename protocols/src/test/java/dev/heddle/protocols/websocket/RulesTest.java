// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static dev.heddle.protocols.websocket.ClientFrames.utf8;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of RFC 6455 and RFC 7692 as an echo server keeps them, group by group as the outside test suite asks
/// for them (checks/autobahn).
class RulesTest {
    private static final String PROTOCOL_ERROR = "close 1002 protocol error";
    private static final String INVALID = "close 1007 invalid data";

    private final UnitHeap heap = UnitHeap.open(
            HeapOptions.of("echo", 4096, 16, 4096).headroomBytes(12).checked(true));
    private final Loop loop = Loop.open("rules", LoopOptions.defaults().time(new VirtualTime()));
    private final List<Graph> graphs = new ArrayList<>();

    private Wire connect(Agreed agreed) {
        var options = WebSocketOptions.of(heap).limits(new WebSocketOptions.Limits(4 << 20, 4 << 20, 1000));
        var graph = GraphPlan.bottom("wire", () -> new Wire(heap, agreed))
                .layer("websocket", () -> WebSocket.create(options), "wire")
                .layer("echo", () -> new Tops.Echo(heap), "websocket")
                .checked(true)
                .build(loop);
        graphs.add(graph);
        ((Tops) graph.layer("echo")).enable();
        var wire = (Wire) graph.layer("wire");
        wire.arrive();
        return wire;
    }

    /// What an echo server says to these frames, in reads of some length.
    private List<String> said(int readBytes, ClientFrames frames) {
        var wire = connect(Agreed.PLAIN);
        wire.client(frames.bytes(), readBytes);
        return wire.sent();
    }

    private List<String> said(ClientFrames frames) {
        return said(Integer.MAX_VALUE, frames);
    }

    @AfterEach
    void nothingIsHeld() {
        graphs.forEach(Graph::close);
        loop.close();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Nested
    class Framing {
        @ParameterizedTest(name = "{0} bytes in reads of {1}")
        @CsvSource({
            "0, 4000",
            "125, 4000",
            "126, 4000",
            "127, 4000",
            "128, 4000",
            "65535, 4000",
            "65536, 4000",
            "65536, 997",
            "3000, 1"
        })
        void messagesOfEveryLengthComeBack(int length, int readBytes) {
            var text = "*".repeat(length);
            assertThat(said(readBytes, new ClientFrames().text(text).frame(0x82, utf8(text))))
                    .containsExactly("text " + text, "binary " + text);
        }

        @ParameterizedTest(name = "first byte {0}")
        @ValueSource(ints = {0x91, 0xa1, 0xb1, 0xc1, 0xd2, 0xe2, 0xf2, 0xc9, 0xc8})
        void reservedBitsFail(int firstByte) {
            var frames = new ClientFrames()
                    .text("before")
                    .frame(firstByte, utf8("x"))
                    .frame(0x89, utf8("after"));
            assertThat(said(frames)).containsExactly("text before", PROTOCOL_ERROR);
            assertThat(said(1, frames)).containsExactly("text before", PROTOCOL_ERROR);
        }

        @ParameterizedTest(name = "opcode {0}")
        @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
        void reservedOpcodesFailWithAndWithoutPayload(int opcode) {
            assertThat(said(new ClientFrames().text("before").frame(0x80 | opcode, new byte[0])))
                    .containsExactly("text before", PROTOCOL_ERROR);
            assertThat(said(new ClientFrames().frame(0x80 | opcode, utf8("x")).text("after")))
                    .containsExactly(PROTOCOL_ERROR);
        }
    }

    @Nested
    class PingsAndPongs {
        @ParameterizedTest(name = "{0} bytes")
        @ValueSource(ints = {0, 1, 124, 125})
        void aPingComesBackAsAPongWithItsPayload(int length) {
            var payload = "~".repeat(length);
            assertThat(said(new ClientFrames().frame(0x89, utf8(payload)))).containsExactly("pong " + payload);
            assertThat(said(1, new ClientFrames().frame(0x89, utf8(payload)))).containsExactly("pong " + payload);
        }

        @Test
        void aLongerOrFragmentedOneFails() {
            assertThat(said(new ClientFrames().frame(0x89, new byte[126]))).containsExactly(PROTOCOL_ERROR);
            assertThat(said(new ClientFrames().frame(0x09, utf8("a")).frame(0x80, utf8("b"))))
                    .containsExactly(PROTOCOL_ERROR);
            assertThat(said(new ClientFrames().frame(0x0a, utf8("a")))).containsExactly(PROTOCOL_ERROR);
        }

        @Test
        void anUnaskedPongIsNothingAndManyPingsAreAllAnswered() {
            var frames = new ClientFrames().frame(0x8a, new byte[0]).frame(0x8a, utf8("unasked"));
            var wanted = new ArrayList<String>();
            for (int i = 0; i < 10; i++) {
                frames.frame(0x89, utf8("ping " + i));
                wanted.add("pong ping " + i);
            }
            assertThat(said(frames)).isEqualTo(wanted);
            assertThat(said(1, frames)).isEqualTo(wanted);
        }
    }

    @Nested
    class Fragmentation {
        @ParameterizedTest(name = "reads of {0}")
        @ValueSource(ints = {1, 5, 4000})
        void fragmentsAreJoinedAndControlFramesStandBetweenThem(int readBytes) {
            assertThat(said(
                            readBytes,
                            new ClientFrames()
                                    .frame(0x01, utf8("a"))
                                    .frame(0x89, utf8("1"))
                                    .frame(0x00, utf8("b"))
                                    .frame(0x00, new byte[0])
                                    .frame(0x89, utf8("2"))
                                    .frame(0x8a, utf8("-"))
                                    .frame(0x80, utf8("c"))
                                    .frame(0x02, new byte[0])
                                    .frame(0x80, new byte[0])))
                    .containsExactly("pong 1", "pong 2", "text abc", "binary ");
        }

        @Test
        void aContinuationOfNothingAndAMessageInsideAMessageFail() {
            for (int first : new int[] {0x80, 0x00}) {
                assertThat(said(new ClientFrames().frame(first, utf8("x")).text("after")))
                        .containsExactly(PROTOCOL_ERROR);
                assertThat(said(new ClientFrames().text("whole").frame(first, utf8("x"))))
                        .containsExactly("text whole", PROTOCOL_ERROR);
            }
            for (int second : new int[] {0x81, 0x01, 0x82}) {
                assertThat(said(new ClientFrames().frame(0x01, utf8("begun")).frame(second, utf8("x"))))
                        .containsExactly(PROTOCOL_ERROR);
            }
        }
    }

    @Nested
    class Utf8InTexts {
        @ParameterizedTest(name = "{0}")
        @ValueSource(
                strings = {
                    "cebae1bdb9cf83cebcceb5",
                    "00",
                    "c280",
                    "e0a080",
                    "f0908080",
                    "7f",
                    "dfbf",
                    "efbfbf",
                    "f48fbfbf",
                    "ed9fbf",
                    "ee8080",
                    "efbfbd",
                    "efbfbe",
                    "f09fbfbe",
                    "f3bfbfbf"
                })
        void whatIsUtf8ComesBackHoweverItIsCut(String hex) {
            var bytes = HexFormat.of().parseHex(hex);
            var text = new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
            assertThat(said(new ClientFrames().frame(0x81, bytes))).containsExactly("text " + text);
            assertThat(said(1, new ClientFrames().frame(0x81, bytes))).containsExactly("text " + text);
            var frames = new ClientFrames();
            for (int i = 0; i < bytes.length; i++) {
                frames.frame(i == 0 ? 0x01 : 0x00, Arrays.copyOfRange(bytes, i, i + 1));
            }
            assertThat(said(frames.frame(0x80, new byte[0]))).containsExactly("text " + text);
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(
                strings = {
                    "cebae1bdb9cf83cebcceb5eda080656469746564",
                    "80",
                    "bf",
                    "8080",
                    "c0af",
                    "c0",
                    "df",
                    "e08080",
                    "e09fbf",
                    "ef",
                    "efbf",
                    "eda080",
                    "edadbf",
                    "edbfbf",
                    "f0808080",
                    "f08fbfbf",
                    "f7bfbfbf",
                    "f4908080",
                    "f888808080",
                    "fc8480808080",
                    "fe",
                    "ff",
                    "fefeffff"
                })
        void whatIsNotFails(String hex) {
            var bytes = HexFormat.of().parseHex(hex);
            assertThat(said(new ClientFrames().frame(0x81, bytes))).containsExactly(INVALID);
            assertThat(said(1, new ClientFrames().frame(0x81, bytes))).containsExactly(INVALID);
            assertThat(said(new ClientFrames().frame(0x82, bytes))).hasSize(1).allMatch(s -> s.startsWith("binary"));
        }

        @Test
        void theFirstWrongByteFailsBeforeTheMessageIsThere() {
            var wire = connect(Agreed.PLAIN);
            wire.client(new ClientFrames().frame(0x01, HexFormat.of().parseHex("ceba")));
            assertThat(wire.sent()).isEmpty();
            var half = new ClientFrames()
                    .frame(0x80, HexFormat.of().parseHex("f4908080656469746564"))
                    .bytes();
            wire.client(Arrays.copyOf(half, 7), 1); // its head, and the byte that may not be followed so
            assertThat(wire.sent()).isEmpty();
            wire.client(Arrays.copyOfRange(half, 7, 8), 1);
            assertThat(wire.sent()).containsExactly(INVALID);
        }
    }

    @Nested
    class Closing {
        @Test
        void aCloseIsAnsweredAndWhatComesBehindItIsNotRead() {
            assertThat(said(new ClientFrames()
                            .text("before")
                            .frame(0x88, new byte[] {3, (byte) 0xe8})
                            .text("after")
                            .frame(0x89, utf8("after"))
                            .frame(0x88, new byte[0])))
                    .containsExactly("text before", "close 1000");
            assertThat(said(new ClientFrames().frame(0x01, utf8("half")).frame(0x88, new byte[0])))
                    .containsExactly("close");
        }

        @Test
        void itsPayloadIsNothingOrACodeAndAReasonOf123Bytes() {
            var longest = new byte[125];
            Arrays.fill(longest, (byte) 'r');
            longest[0] = 3;
            longest[1] = (byte) 0xe8;
            assertThat(said(new ClientFrames().frame(0x88, longest))).containsExactly("close 1000");
            assertThat(said(new ClientFrames().frame(0x88, new byte[126]))).containsExactly(PROTOCOL_ERROR);
            assertThat(said(new ClientFrames().frame(0x88, new byte[1]))).containsExactly(PROTOCOL_ERROR);
            assertThat(said(new ClientFrames()
                            .frame(0x88, HexFormat.of().parseHex("03e8cebae1bdb9cf83cebcceb5eda080656469746564"))))
                    .containsExactly(INVALID);
        }

        @ParameterizedTest
        @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999})
        void codesThatMayBeSentAreAnsweredWithTheSame(int code) {
            assertThat(said(new ClientFrames().frame(0x88, new byte[] {(byte) (code >> 8), (byte) code})))
                    .containsExactly("close " + code);
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535})
        void othersFail(int code) {
            assertThat(said(new ClientFrames().frame(0x88, new byte[] {(byte) (code >> 8), (byte) code})))
                    .containsExactly(PROTOCOL_ERROR);
        }
    }

    @Nested
    class Large {
        @ParameterizedTest(name = "fragments of {0}, reads of {1}")
        @CsvSource({"64, 4000", "1024, 4000", "4096, 4000", "65536, 4000", "1048576, 4000", "65536, 128"})
        void aMegabyteComesBackWhateverItsPieces(int fragmentBytes, int readBytes) {
            var payload = new byte[1 << 20];
            for (int i = 0; i < payload.length; i++) {
                payload[i] = (byte) ('a' + i % 23);
            }
            var frames = new ClientFrames();
            for (int from = 0; from < payload.length; from += fragmentBytes) {
                int to = Math.min(payload.length, from + fragmentBytes);
                frames.frame(
                        (from == 0 ? 1 : 0) | (to == payload.length ? 0x80 : 0), Arrays.copyOfRange(payload, from, to));
            }
            assertThat(said(readBytes, frames))
                    .containsExactly("text " + new String(payload, java.nio.charset.StandardCharsets.US_ASCII));
        }
    }

    @Nested
    class Compression {
        @ParameterizedTest(name = "window of {0} bits")
        @ValueSource(ints = {8, 9, 10, 12, 15})
        void messagesOfEveryLengthComeBackCompressedForTheClientsWindow(int bits) {
            var random = new Random(bits);
            var wire = connect(new Agreed(null, true, bits));
            try (var deflate = new Deflate()) {
                for (int length : new int[] {0, 16, 64, 127, 128, 256, 1000, 8192, 32_768, 70_000, 131_072}) {
                    var text = words(random, length);
                    var packed = deflate.deflate(MemorySegment.ofArray(utf8(text)), 15)
                            .toArray(JAVA_BYTE);
                    var frames = new ClientFrames();
                    int cut = packed.length / 3;
                    frames.frame(0x41, Arrays.copyOf(packed, cut))
                            .frame(0x89, utf8("between"))
                            .frame(0x80, Arrays.copyOfRange(packed, cut, packed.length));
                    wire.client(frames.bytes(), 4000);
                    assertThat(wire.sent())
                            .containsExactly("pong between", "text " + (length < 128 ? "" : "packed ") + text);
                }
            }
        }

        @Test
        void compressedAndPlainMessagesMayFollowEachOther() {
            var wire = connect(new Agreed(null, true, 15));
            try (var deflate = new Deflate()) {
                var packed = deflate.deflate(MemorySegment.ofArray(utf8("packed")), 15)
                        .toArray(JAVA_BYTE);
                wire.client(new ClientFrames()
                        .text("plain")
                        .frame(0xc1, packed)
                        .text("plain")
                        .frame(0xc2, packed));
            }
            assertThat(wire.sent()).containsExactly("text plain", "text packed", "text plain", "binary packed");
        }

        @Test
        void theBitOnAContinuationOrAControlFrameFailsAndSoDoesABombOrNoStream() {
            for (var frames : List.of(
                    new ClientFrames().frame(0x01, utf8("a")).frame(0xc0, utf8("b")),
                    new ClientFrames().frame(0xc9, utf8("p")))) {
                var wire = connect(new Agreed(null, true, 15));
                wire.client(frames);
                assertThat(wire.sent()).containsExactly(PROTOCOL_ERROR);
            }
            var wire = connect(new Agreed(null, true, 15));
            wire.client(new ClientFrames().frame(0xc1, new byte[] {7, 7, 7, 7}));
            assertThat(wire.sent()).containsExactly(INVALID);
            wire = connect(new Agreed(null, true, 15));
            try (var deflate = new Deflate()) {
                var bomb = deflate.deflate(MemorySegment.ofArray(new byte[(4 << 20) + 1]), 15)
                        .toArray(JAVA_BYTE);
                wire.client(new ClientFrames().frame(0xc2, bomb));
            }
            assertThat(wire.sent()).containsExactly("close 1009 message too big");
        }

        private static String words(Random random, int length) {
            var text = new StringBuilder();
            while (text.length() < length) {
                text.append("abcdefgh", 0, 1 + random.nextInt(8)).append(' ');
            }
            return text.substring(0, length);
        }
    }
}
