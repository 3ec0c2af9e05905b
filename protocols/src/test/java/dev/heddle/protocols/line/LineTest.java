// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LineTest {
    private static final int LIMIT = 40;

    private final UnitHeap reads =
            UnitHeap.open(HeapOptions.of("read", 4096, 4, 64).headroomBytes(4).checked(true));
    private final UnitHeap kept =
            UnitHeap.open(HeapOptions.of("line", 16, 4, 64).checked(true));
    private final Loop loop = Loop.open("lines", LoopOptions.defaults());
    private Graph graph;
    private Feed feed;
    private Line line;
    private Lines top;

    private void start(Supplier<? extends Lines> upper, LineOptions options) {
        graph = GraphPlan.bottom("feed", Feed::new)
                .layer("line", () -> Line.create(options), "feed")
                .layer("top", upper, "line")
                .checked(true)
                .build(loop);
        feed = (Feed) graph.layer("feed");
        line = (Line) graph.layer("line");
        top = (Lines) graph.layer("top");
        top.enable();
        feed.arrive();
    }

    private void startLent() {
        start(Lines.Lent::new, LineOptions.of(kept, LIMIT));
    }

    private void startMessages() {
        start(Lines.AsMessages::new, LineOptions.of(kept, LIMIT));
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

    private void feed(String... pieces) {
        for (var piece : pieces) {
            feed.feed(reads, piece, 0);
        }
    }

    @Test
    void linesEndWithLfOrCrLfAndMayBeEmpty() {
        startLent();
        feed("one\ntwo\r\n\n\r\nthr\ree\n");
        assertThat(top.got).containsExactly("one", "two", "", "", "thr\ree");
    }

    @Test
    void aLineMayComeInAnyNumberOfPieces() {
        startLent();
        feed("he", "l", "lo wor", "ld, this is longer than a unit\r", "\nnext", "\n", "\n");
        assertThat(top.got).containsExactly("hello world, this is longer than a unit", "next", "");
        assertThat(kept.stats().inUse()).isZero();
    }

    @Test
    void aLayerThatIsNoReaderGetsEachLineAsAMessage() {
        startMessages();
        feed("one\ntwo\r\nhel", "lo from three", " units\r", "\n\n");
        assertThat(top.got).containsExactly("one", "two", "hello from three units", "");
    }

    @Test
    void aLineAtTheLimitIsTakenAndALongerOneIsAnEventAndNotADisconnect() {
        startLent();
        var full = "x".repeat(LIMIT);
        feed(full + "\r\n" + full + "\n" + full + "y\nok\n");
        feed(full, "\r", "\n", full, "y", "more of it", "\nok again\n");
        feed(full, "\r", "no end after all\nok at last\n");
        assertThat(top.got)
                .containsExactly(
                        full,
                        full,
                        "(longer than 40)",
                        "ok",
                        full,
                        "(longer than 40)",
                        "ok again",
                        "(longer than 40)",
                        "ok at last");
        assertThat(line.linesTooLong()).isEqualTo(3);
        assertThat(feed.aborted).isEmpty();
    }

    @Test
    void aLongerLineIsADisconnectWhereThatIsConfigured() {
        start(Lines.Lent::new, LineOptions.of(kept, LIMIT).closingTooLong());
        feed("x".repeat(LIMIT + 2));
        assertThat(feed.aborted).isEqualTo("line longer than 40 bytes");
    }

    @Test
    void anEndlessLineCostsNoMoreThanTheLimit() {
        startLent();
        for (int i = 0; i < 100; i++) {
            feed("no end in sight ");
            assertThat(kept.stats().inUse()).isLessThanOrEqualTo(3);
        }
        assertThat(top.got).containsExactly("(longer than 40)");
    }

    @Test
    void aLineThatIsNotTakenIsKeptWithWhatFollowsAndComesAgain() {
        startLent();
        top.room = 2;
        feed("one\ntwo\nthree\nfour\nfi");
        assertThat(top.got).containsExactly("one", "two");
        assertThat(feed.reading).isFalse();
        assertThat(reads.stats().inUse()).isEqualTo(1);
        var session = Objects.requireNonNull(top.session);
        top.room = 1;
        session.control(Reading.ON);
        assertThat(top.got).as("not inside the call").hasSize(2);
        loop.turn(0);
        assertThat(top.got).containsExactly("one", "two", "three");
        assertThat(feed.reading).isFalse();
        top.room = 10;
        session.control(Reading.ON);
        loop.turn(0);
        assertThat(feed.reading).isTrue();
        assertThat(reads.stats().inUse()).isZero();
        feed("ve\n");
        assertThat(top.got).containsExactly("one", "two", "three", "four", "five");
    }

    @Test
    void aLineOfPiecesThatIsNotTakenComesAgainWhole() {
        startLent();
        top.room = 0;
        feed("be", "gun\nnext\n");
        assertThat(top.got).isEmpty();
        top.room = 5;
        Objects.requireNonNull(top.session).control(Reading.ON);
        loop.turn(0);
        assertThat(top.got).containsExactly("begun", "next");
    }

    @Test
    void aSessionClosedWithLinesKeptGivesThemBack() {
        startLent();
        top.room = 0;
        feed("be", "gun\nnext\n");
        var session = Objects.requireNonNull(top.session);
        session.control(Reading.ON);
        session.close();
        loop.turn(0);
        assertThat(feed.closed).isEqualTo(1);
        assertThat(reads.stats().inUse()).isZero();
        assertThat(kept.stats().inUse()).isZero();
    }

    @Test
    void aMessageOfSeveralSlicesIsCutLikeAStreamAlsoBehindALineThatWasNotTaken() {
        startLent();
        top.room = 1;
        var message = Chain.of(unit("one\ntwo"))
                .join(Chain.of(unit(" and a half\nth")))
                .join(Chain.of(unit("ree\n")));
        feed.feed(message);
        assertThat(top.got).containsExactly("one");
        top.room = 5;
        Objects.requireNonNull(top.session).control(Reading.ON);
        loop.turn(0);
        assertThat(top.got).containsExactly("one", "two and a half", "three");
    }

    private dev.heddle.runtime.unit.Unit unit(String text) {
        var unit = reads.allocate();
        unit.lengthBytes(unit.putUtf8(0, text));
        return unit;
    }

    @Test
    void whatIsPushedPassesThroughAsItIs() {
        startLent();
        var session = Objects.requireNonNull(top.session);
        session.push(Chain.of(unit("out\r\n")));
        session.push(unit("xxout again\r\n"), 2, 11);
        assertThat(feed.sent.toString()).isEqualTo("out\r\nout again\r\n");
    }

    @Test
    void anActiveOpenGoesThrough() {
        startLent();
        var opened = line.open(top, Participants.to(new Endpoint("10.0.0.1", 1)));
        loop.turn(0);
        try (var session = Objects.requireNonNull(opened.take())) {
            feed("hi\n");
            assertThat(top.got).containsExactly("hi");
            assertThat(session.isClosed()).isFalse();
        }
    }

    @Test
    void whenNoUnitIsLeftForABeginningTheConnectionIsCut() {
        var tiny = UnitHeap.open(HeapOptions.of("tiny", 16, 1, 1));
        start(Lines.Lent::new, LineOptions.of(tiny, LIMIT));
        feed("this is longer than one unit");
        assertThat(feed.aborted).contains("no unit");
        feed("whatever\n", "comes\n");
        graph.close();
        loop.turn(0);
        assertThat(tiny.stats().inUse()).isZero();
        tiny.close();
    }

    @Test
    void aLineLayerTakesOneLayerAbove() {
        var plan = GraphPlan.bottom("feed", Feed::new)
                .layer("line", () -> Line.create(LineOptions.of(kept, LIMIT)), "feed")
                .layer("a", Lines.Lent::new, "line")
                .layer("b", Lines.Lent::new, "line");
        try (var two = plan.build(loop)) {
            ((Lines) two.layer("a")).enable();
            assertThatThrownBy(() -> ((Lines) two.layer("b")).enable())
                    .hasMessageContaining("one layer above")
                    .hasMessageContaining("a and b");
        }
        loop.turn(0);
    }

    /// Every way of cutting the same stream into pieces gives the same lines; the oracle splits the whole text.
    @Test
    void anyCutOfAStreamGivesTheSameLines() {
        for (long seed = 1; seed <= 300; seed++) {
            cutsLike(new Random(seed), seed);
        }
    }

    private void cutsLike(Random random, long seed) {
        var text = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            text.append("abcdefgh ".repeat(6), 0, random.nextInt(50)).append(random.nextBoolean() ? "\r\n" : "\n");
        }
        if (random.nextBoolean()) {
            startLent();
        } else {
            startMessages();
        }
        boolean lent = top instanceof LineReader;
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(30));
            feed.feed(reads, text.substring(at, end), random.nextInt(9));
            at = end;
        }
        List<String> expected = new ArrayList<>();
        for (var part : text.toString().split("\n", -1)) {
            var bare = part.endsWith("\r") ? part.substring(0, part.length() - 1) : part;
            if (bare.length() <= LIMIT) {
                expected.add(bare);
            } else if (lent) {
                expected.add("(longer than 40)");
            }
        }
        expected.removeLast();
        assertThat(top.got).as("seed " + seed).isEqualTo(expected);
        graph.close();
        loop.turn(0);
        assertThat(kept.stats().inUse()).isZero();
    }
}
