// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static dev.heddle.protocols.websocket.ClientFrames.utf8;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The layer between a stream and whoever speaks in messages, with a client that is the test.
class WebSocketTest {
    private static final long SECOND = 1_000_000_000L;

    private final VirtualTime time = new VirtualTime();
    private final UnitHeap reads =
            UnitHeap.open(HeapOptions.of("read", 4096, 4, 64).headroomBytes(12).checked(true));
    private final UnitHeap kept =
            UnitHeap.open(HeapOptions.of("kept", 256, 4, 256).headroomBytes(12).checked(true));
    private final Loop loop = Loop.open("websocket", LoopOptions.defaults().time(time));
    private WebSocketOptions options = WebSocketOptions.of(kept)
            .limits(new WebSocketOptions.Limits(10_000, 8000, 20))
            .times(new WebSocketOptions.Times(Duration.ofSeconds(5), Duration.ofSeconds(30)));
    private Agreed agreed = Agreed.PLAIN;
    private Graph graph;
    private Wire wire;
    private Tops top;

    private void start(Supplier<? extends Tops> upper) {
        graph = GraphPlan.bottom("wire", () -> new Wire(reads, agreed))
                .layer("websocket", () -> WebSocket.create(options), "wire")
                .layer("top", upper, "websocket")
                .checked(true)
                .build(loop);
        wire = (Wire) graph.layer("wire");
        top = (Tops) graph.layer("top");
        top.enable();
        wire.arrive();
    }

    private void start() {
        start(Tops.Lent::new);
    }

    private void startCompressed() {
        agreed = new Agreed(null, true, 15);
        start(Tops.Lent::new);
    }

    private void later(long seconds) {
        time.advance(seconds * SECOND);
        loop.turn(0);
        loop.turn(0);
    }

    @AfterEach
    void nothingIsHeld() {
        if (graph != null) {
            graph.close();
        }
        loop.turn(0);
        loop.close();
        reads.close();
        kept.close();
        assertThat(reads.stats().inUse()).isZero();
        assertThat(kept.stats().inUse()).isZero();
    }

    @ParameterizedTest(name = "reads of {0}")
    @ValueSource(ints = {1, 7, 100, 4000})
    void messagesComeWholeHoweverTheyAreCut(int piece) {
        start();
        wire.client(
                new ClientFrames()
                        .text("Hällo")
                        .frame(0x82, utf8("b"))
                        .frame(0x01, utf8("in "))
                        .frame(0x00, utf8("three "))
                        .frame(0x89, utf8("now"))
                        .frame(0x80, utf8("parts"))
                        .text("x".repeat(3000))
                        .text("")
                        .bytes(),
                piece);
        assertThat(top.got)
                .containsExactly("text Hällo", "binary b", "text in three parts", "text " + "x".repeat(3000), "text ");
        assertThat(wire.sent()).containsExactly("pong now");
        assertThat(kept.stats().inUse()).isZero();
    }

    @ParameterizedTest(name = "reads of {0}")
    @ValueSource(ints = {7, 4000})
    void aLayerThatIsNoHandlerGetsMessagesAsTheyLieInTheirUnits(int piece) {
        agreed = new Agreed(null, true, 15);
        start(Tops.AsMessages::new);
        try (var deflate = new Deflate()) {
            var packed = deflate.deflate(MemorySegment.ofArray(utf8("packed".repeat(100))), 15)
                    .toArray(JAVA_BYTE);
            wire.client(
                    new ClientFrames()
                            .text("one")
                            .text("y".repeat(700))
                            .frame(0xc1, packed)
                            .text("")
                            .bytes(),
                    piece);
        }
        assertThat(top.got).containsExactly("one", "y".repeat(700), "packed".repeat(100), "");
    }

    @Test
    void whatIsPushedBecomesTextsBinariesOrIsFramesAlready() {
        start();
        assertThat(top.say(reads, "täxt")).isEqualTo(Push.ACCEPTED);
        assertThat(top.say(reads, "")).isEqualTo(Push.ACCEPTED);
        assertThat(top.session().control(Sending.BINARY)).isTrue();
        top.say(reads, "z".repeat(70_000));
        top.session().control(Sending.FRAMES);
        var unit = reads.allocate();
        int at = FrameEncoder.head(unit.payload(), 0, Opcode.TEXT, false, 2);
        unit.putUtf8(at, "hi");
        unit.lengthBytes(at + 2);
        top.session().push(unit.retain(), 0, at + 2);
        top.session().push(unit, 0, at + 2);
        assertThat(wire.sent())
                .containsExactly("text täxt", "text ", "binary " + "z".repeat(70_000), "text hi", "text hi");
    }

    @Test
    void whereItWasAgreedOnLongMessagesAreCompressedAndShortOnesAreNot() {
        startCompressed();
        top.say(reads, "short");
        top.say(reads, "long ".repeat(2000));
        assertThat(wire.sent()).containsExactly("text short", "text packed " + "long ".repeat(2000));
        kept.refuseAllocation(1);
        top.say(reads, "long ".repeat(100));
        assertThat(wire.sent()).containsExactly("text " + "long ".repeat(100));
    }

    @Test
    void aMessageThatIsNotTakenComesAgainAndNothingIsReadUntilThen() {
        start();
        top.room = 1;
        wire.client(new ClientFrames().text("one").text("two").text("three").frame(0x01, utf8("fo")));
        assertThat(top.got).containsExactly("text one");
        assertThat(wire.reading).isFalse();
        wire.client(new ClientFrames().frame(0x80, utf8("ur"))); // was on its way
        top.room = 1;
        top.session().control(Reading.ON);
        assertThat(top.got).hasSize(1);
        loop.turn(0);
        assertThat(top.got).containsExactly("text one", "text two");
        assertThat(wire.reading).isFalse();
        top.room = 10;
        top.session().control(Reading.ON);
        loop.turn(0);
        assertThat(top.got).containsExactly("text one", "text two", "text three", "text four");
        assertThat(wire.reading).isTrue();
    }

    @Test
    void whoClosesWhileMessagesWaitStillGetsTheClientsAnswer() {
        for (boolean fromAbove : new boolean[] {true, false}) {
            start();
            top.room = 1;
            wire.client(new ClientFrames().text("one").text("two").frame(0x01, utf8("half")));
            if (fromAbove) {
                top.session().close();
            } else {
                top.session().control(new CloseWith(1001, ""));
            }
            loop.turn(0);
            wire.client(new ClientFrames().frame(0x80, utf8("more")).frame(0x88, new byte[] {3, (byte) 0xe8}));
            assertThat(wire.reading).isTrue();
            assertThat(wire.closed).isOne();
            assertThat(wire.sent()).containsExactly(fromAbove ? "close 1000" : "close 1001");
            graph.close();
        }
    }

    @Test
    void whatWasKeptIsGivenBackWhenTheConnectionIsLost() {
        start();
        top.room = 0;
        wire.client(new ClientFrames().text("one").frame(0x01, utf8("tw")));
        wire.lose();
        assertThat(top.got).containsExactly("end 1006 lost");
        assertThat(reads.stats().inUse()).isZero();
        assertThat(wire.closed).isOne();
        assertThat(wire.sent()).isEmpty();
    }

    @Test
    void theClientsCloseIsAnsweredWithItsCodeAndEndsTheStreamWhenTheLayerAboveHasClosed() {
        start();
        top.closes = false;
        wire.client(new ClientFrames()
                .frame(0x88, new byte[] {3, (byte) 0xe9, 'b', 'y', 'e'})
                .text("after"));
        assertThat(top.got).containsExactly("end 1001 closed by the client with 1001: bye");
        assertThat(wire.sent()).containsExactly("close 1001");
        assertThat(top.say(reads, "too late")).isEqualTo(Push.CLOSED);
        assertThat(wire.closed).isZero();
        top.session().close();
        assertThat(wire.closed).isOne();
    }

    @Test
    void aCloseWithoutACodeIsAnsweredWithoutOne() {
        start();
        wire.client(new ClientFrames().frame(0x88, new byte[0]));
        assertThat(wire.sent()).containsExactly("close");
        assertThat(top.got).containsExactly("end 1005 closed by the client with 1005");
    }

    @Test
    void closingFromAboveSendsWhatWasPushedThenTheCloseFrameAndWaitsForTheAnswer() {
        start();
        top.say(reads, "last words");
        top.session().close();
        assertThat(wire.sent()).containsExactly("text last words", "close 1000");
        assertThat(wire.closed).isZero();
        wire.client(
                new ClientFrames().text("crossing").frame(0x89, utf8("p")).frame(0x88, new byte[] {3, (byte) 0xe8}));
        assertThat(wire.closed).isOne();
        assertThat(wire.sent()).isEmpty();
        assertThat(top.got).isEmpty();
    }

    @Test
    void aCloseThatIsNotAnsweredInTimeEndsTheStream() {
        start();
        top.session().close();
        later(4);
        assertThat(wire.closed).isZero();
        later(1);
        assertThat(wire.closed).isOne();
    }

    @Test
    void aCloseWithACodeStopsMessagesBothWaysAndIsTimedLikewise() {
        start();
        assertThat(top.session().control(new CloseWith(1008, "not here"))).isTrue();
        assertThat(top.session().control(new CloseWith(1001, "again"))).isFalse();
        assertThat(wire.sent()).containsExactly("close 1008 not here");
        wire.client(new ClientFrames().text("still talking"));
        assertThat(top.say(reads, "x")).isEqualTo(Push.CLOSED);
        assertThat(top.got).isEmpty();
        later(5);
        assertThat(wire.aborted).contains("close frame");
        wire.lose();
        assertThat(top.got).hasSize(1);
        assertThat(wire.closed).isOne();
    }

    @Test
    void theStreamMayBeLostWhileTheAnswerIsWaitedFor() {
        start();
        top.session().close();
        wire.lose();
        assertThat(wire.closed).isOne();
        later(10);
        assertThat(wire.closed).isOne();
    }

    @Test
    void aBrokenRuleClosesWithItsCodeAndNothingMoreIsRead() {
        var codes = new ArrayList<String>();
        for (var frames : List.of(
                new ClientFrames().frame(0x83, utf8("x")),
                new ClientFrames().frame(0x81, new byte[] {(byte) 0xff}),
                new ClientFrames().frame(0x82, new byte[8001]),
                new ClientFrames().frame(0x02, new byte[6000]).frame(0x80, new byte[6000]))) {
            start();
            wire.client(frames.text("after"));
            codes.addAll(wire.sent());
            codes.addAll(top.got);
            assertThat(wire.closed).isOne();
            graph.close();
        }
        assertThat(codes)
                .containsExactly(
                        "close 1002 protocol error",
                        "end 0 websocket: protocol error",
                        "close 1007 invalid data",
                        "end 0 websocket: invalid data",
                        "close 1009 message too big",
                        "end 0 websocket: message too big",
                        "close 1009 message too big",
                        "end 0 websocket: message too big");
    }

    @Test
    void aFloodOfControlFramesIsCutAndASteadyTrickleIsNot() {
        start();
        for (int i = 0; i < 100; i++) {
            wire.client(new ClientFrames().frame(0x89, utf8("p")).frame(0x8a, utf8("q")));
            time.advance(SECOND / 10);
            loop.turn(0);
        }
        assertThat(wire.sent()).hasSize(100);
        for (int i = 0; i < 30; i++) {
            wire.client(new ClientFrames().frame(0x89, utf8("p")));
        }
        var sent = wire.sent();
        assertThat(sent.getLast()).isEqualTo("close 1008 too many control frames");
        assertThat(sent.size()).isBetween(15, 22);
    }

    @Test
    void aSilentClientIsAskedAndThenCut() {
        start();
        later(30);
        assertThat(wire.sent()).isEmpty(); // it came within this time
        later(30);
        assertThat(wire.sent()).containsExactly("ping ");
        wire.client(new ClientFrames().frame(0x8a, new byte[0]));
        later(30);
        later(30);
        assertThat(wire.sent()).containsExactly("ping ");
        assertThat(wire.aborted).isEmpty();
        later(30);
        assertThat(wire.aborted).contains("ping");
    }

    @Test
    void withoutUnitsControlFramesAreLeftOutAndPartialMessagesRefused() {
        start();
        kept.refuseAllocation(1);
        wire.client(new ClientFrames().frame(0x89, utf8("p")).text("still here"));
        assertThat(top.got).containsExactly("text still here");
        kept.refuseAllocation(1);
        wire.client(new ClientFrames().frame(0x01, utf8("part")));
        assertThat(wire.sent()).containsExactly("close 1013 no memory left now");
    }

    @Test
    void theGraphsEndClosesWhatWaitsForAnAnswerAndWhatIsOpen() {
        start();
        top.session().close();
        graph.close();
        assertThat(wire.closed).isOne();
        start();
        wire.client(new ClientFrames().frame(0x01, utf8("half")));
        graph.close();
        assertThat(wire.closed).isOne();
        assertThat(wire.sent()).containsExactly("close 1001");
    }
}
