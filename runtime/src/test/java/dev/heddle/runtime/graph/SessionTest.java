// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The rules of references on one graph of two layers. Tests named for a row of the x-kernel's regression table
/// carry the row's words.
@Timeout(20)
class SessionTest {
    private static final Wire.Name HERE = new Wire.Name("here");

    private final UnitHeap heap = Texts.heap();
    private final Loop loop = Loop.open("sessions", LoopOptions.defaults());
    private final List<SessionMisuse> misuses = new ArrayList<>();
    private final Graph graph = GraphPlan.bottom("wire", () -> new Wire(Service.STREAM))
            .layer("top", () -> new Top(Service.STREAM), "wire")
            .checked(true)
            .onMisuse(misuses::add)
            .build(loop);
    private final Wire wire = (Wire) graph.layer("wire");
    private final Top top = (Top) graph.layer("top");

    @AfterEach
    void nothingIsHeld() {
        graph.close();
        loop.close();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }

    private static void elsewhere(Runnable task) {
        var thrown = new AtomicReference<Throwable>();
        var thread = Thread.ofPlatform().name("elsewhere").start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.set(e);
            }
        });
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        if (thrown.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    private SessionRef open() {
        var opened = top.lower().open(top, Participants.to(HERE));
        return Objects.requireNonNull(opened.take());
    }

    private Wire.End arrive() {
        top.enable(HERE);
        return wire.arrive(HERE);
    }

    @Test
    void createAtZeroASessionThatNobodyKeepsClosesWhenItsOpenDoneReturns() {
        top.keeps = false;
        var end = arrive();
        assertThat(top.events).containsExactly("openDone");
        assertThat(end.closedCount).isEqualTo(1);
        assertThat(graph.sessionCount()).isZero();
        var late = Texts.unit(heap, "late");
        assertThat(end.session().pop(late, 0, 4)).isFalse();
        late.release();
    }

    @Test
    void popBracketWithCloseInsideTheSessionClosesAfterThePopExactlyOnce() {
        var end = arrive();
        var during = new ArrayList<Integer>();
        top.duringDemux = () -> {
            top.kept.removeLast().close();
            during.add(end.closedCount);
        };
        assertThat(end.session().pop(Texts.chain(heap, "bye"))).isTrue();
        assertThat(during).containsExactly(0);
        assertThat(end.closedCount).isEqualTo(1);
        var late = Texts.chain(heap, "late");
        assertThat(end.session().pop(late)).isFalse();
        late.release();
    }

    @Test
    void aSessionWhoseLastReferenceClosesInsideAPopCanStillBeKeptThere() {
        var end = arrive();
        top.duringDemux = () -> {
            top.kept.removeLast().close();
            top.kept.add(Objects.requireNonNull(top.lastLent).duplicate());
        };
        end.session().pop(Texts.chain(heap, "stay"));
        assertThat(end.closedCount).isZero();
        top.duringDemux = () -> {};
        assertThat(end.session().pop(Texts.chain(heap, "still here"))).isTrue();
        top.kept.removeLast().close();
        assertThat(end.closedCount).isEqualTo(1);
    }

    @Test
    void lastReferencesThatCloseOnAnotherThreadInsideAPopCloseTheSessionOnceAndAfterIt() {
        var end = arrive();
        top.duringDemux = () -> {
            for (int i = 0; i < 2; i++) {
                elsewhere(top.kept.removeLast()::close);
                top.kept.add(Objects.requireNonNull(top.lastLent).duplicate());
            }
        };
        end.session().pop(Texts.chain(heap, "stay"));
        elsewhere(top.kept.removeLast()::close);
        assertThat(end.closedCount).isZero();
        loop.turn(0);
        assertThat(end.closedCount).isEqualTo(1);

        var second = arrive();
        top.duringDemux = () -> elsewhere(top.kept.removeLast()::close);
        second.session().pop(Texts.chain(heap, "bye"));
        assertThat(second.closedCount).isEqualTo(1);
        loop.turn(0);
        assertThat(second.closedCount).isEqualTo(1);
        assertThat(graph.sessionCount()).isZero();
    }

    @Test
    void doubleCloseDetectedAndItNeverClosesSomebodyElsesReference() {
        var end = arrive();
        var mine = top.kept.getFirst();
        var other = mine.duplicate();
        mine.close();
        mine.close();
        assertThat(misuses).hasSize(1);
        assertThat(misuses.getFirst().kind()).isEqualTo(SessionMisuse.Kind.SECOND_CLOSE);
        assertThat(misuses.getFirst().other()).isNotNull();
        assertThat(end.closedCount).isZero();
        assertThat(other.push(Texts.chain(heap, "still here"))).isEqualTo(Push.ACCEPTED);
        other.close();
        assertThat(end.closedCount).isEqualTo(1);
        assertThat(graph.misuses()).isEqualTo(1);
    }

    @Test
    void throughSeveralOpensEachOpenerOwnsOneCount() {
        var first = open();
        var second = Objects.requireNonNull(wire.ends.getFirst().session().find());
        var third = second.duplicate();
        first.close();
        third.close();
        assertThat(wire.ends.getFirst().closedCount).isZero();
        second.close();
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
        assertThat(wire.ends.getFirst().session().find()).isNull();
    }

    @Test
    void aClosedReferenceIsOfNoUseAndTakesTheMessageAnyway() {
        var session = open();
        session.close();
        assertThatThrownBy(() -> session.push(Texts.chain(heap, "late")))
                .hasMessageContaining("push on a closed reference")
                .hasMessageContaining("wire#");
        assertThatThrownBy(() -> session.push(Texts.unit(heap, "late"), 0, 4)).hasMessageContaining("closed reference");
        assertThatThrownBy(session::duplicate).hasMessageContaining("closed reference");
        assertThatThrownBy(session::participants).hasMessageContaining("closed reference");
    }

    @Test
    void pushFromAnotherThreadIsRefusedNamingTheLoopAndTheCaller() {
        var session = open();
        assertThatThrownBy(() -> elsewhere(() -> session.push(Texts.chain(heap, "no"))))
                .hasMessageContaining("loop sessions")
                .hasMessageContaining("elsewhere")
                .hasMessageContaining("door");
        session.close();
    }

    @Test
    void aCloseDuringUseOnAnotherThreadIsAlwaysDetectedWithBothPlaces() {
        var session = open();
        wire.ends.getFirst().duringPush = () -> elsewhere(session::close);
        var another = session.duplicate();
        session.push(Texts.chain(heap, "torn"));
        assertThat(misuses).hasSize(1);
        var misuse = misuses.getFirst();
        assertThat(misuse.kind()).isEqualTo(SessionMisuse.Kind.CLOSED_DURING_USE);
        assertThat(misuse.here()).hasStackTraceContaining("SessionRef.push");
        assertThat(misuse.other()).hasMessageContaining("elsewhere").hasStackTraceContaining("SessionRef.close");
        assertThat(wire.sent).containsExactly("torn");
        another.close();
    }

    @Test
    void aCloseDuringUseOnTheSameThreadIsNoMisuse() {
        var session = open();
        wire.ends.getFirst().duringPush = session::close;
        session.push(Texts.chain(heap, "last"));
        assertThat(misuses).isEmpty();
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
    }

    @Test
    void theLastCloseFromAnotherThreadClosesOnTheLoop() {
        var session = open();
        elsewhere(session::close);
        assertThat(wire.ends.getFirst().closedCount).isZero();
        assertThat(wire.ends.getFirst().session().find()).isNull();
        loop.turn(0);
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
        loop.turn(0);
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
    }

    @Test
    void inACheckedGraphALentSessionIsRevokedWhenTheCallReturns() {
        var end = arrive();
        end.session().pop(Texts.chain(heap, "hello"));
        var stale = Objects.requireNonNull(top.lastLent);
        assertThatThrownBy(stale::duplicate).hasMessageContaining("used after the call that lent it");
        assertThatThrownBy(() -> stale.control(new Question())).hasMessageContaining("used after the call");
        top.kept.getFirst().close();
    }

    private record Question() implements Control<String> {
        @Override
        public String unsupported() {
            return "nobody knows";
        }
    }

    @Test
    void aQuestionThatNobodyKnowsHasItsOwnAnswer() {
        try (var session = open()) {
            assertThat(session.control(new Question())).isEqualTo("nobody knows");
            assertThat(wire.control(new Question())).isEqualTo("nobody knows");
            assertThat(top.control(new Question())).isEqualTo("nobody knows");
            assertThat(session.participants()).isEqualTo(Participants.to(HERE));
        }
    }

    @Test
    void callOnALayerWithoutItFailsAndReleasesTheMessage() {
        try (var session = open()) {
            var reply = session.call(Texts.chain(heap, "ask"));
            assertThat(reply.failure()).hasMessageContaining("wire: call is not offered");
        }
    }

    @Test
    void idsAreNeverUsedAgainAndFindOnlyTheirOwnSession() {
        var first = open();
        long id = first.id();
        try (var found = graph.find(id)) {
            assertThat(found).isNotNull();
        }
        first.close();
        assertThat(graph.find(id)).isNull();
        var second = open();
        assertThat(second.id()).isNotEqualTo(id);
        assertThat(graph.find(id)).isNull();
        second.close();
    }

    @Test
    void theDoorPushesFromAnotherThreadInOrderAndAnswersClosedAfterTheEnd() {
        var session = open();
        var door = session.door();
        elsewhere(() -> {
            for (int i = 0; i < 3; i++) {
                assertThat(door.offer(Texts.chain(heap, "m" + i))).isEqualTo(Offer.ACCEPTED);
            }
        });
        session.close();
        assertThat(wire.ends.getFirst().closedCount).isZero();
        loop.turn(0);
        loop.turn(0);
        assertThat(wire.sent).containsExactly("m0", "m1", "m2");
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
        assertThat(door.give(Texts.chain(heap, "late"))).isEqualTo(Offer.CLOSED);
    }

    @Test
    void whatIsInTheDoorWhenTheGraphClosesIsReleased() {
        var session = open();
        elsewhere(() -> session.door().give(Texts.chain(heap, "never")));
        graph.close();
        assertThat(wire.sent).isEmpty();
        session.close();
        assertThat(wire.ends.getFirst().closedCount).isEqualTo(1);
    }

    @Test
    void closingTheGraphClosesWhatIsHeldExactlyOnce() {
        var held = open();
        arrive();
        graph.close();
        assertThat(wire.ends).allSatisfy(end -> assertThat(end.closedCount).isEqualTo(1));
        held.close();
        top.kept.getFirst().close();
        assertThat(wire.ends).allSatisfy(end -> assertThat(end.closedCount).isEqualTo(1));
        assertThat(misuses).isEmpty();
    }

    @Test
    void aFanPushesOneSliceToAllAndReleasesForThoseWhoAreGone() {
        var members = new SessionRef[] {open(), open(), null, open()};
        members[1].close();
        var unit = Texts.unit(heap, "to all of you");
        assertThat(Fan.push(members, 4, unit, 3, 3)).isEqualTo(2);
        assertThat(wire.sent).containsExactly("all", "all");
        assertThat(heap.stats().inUse()).isZero();
        assertThat(Fan.push(members, 0, Texts.unit(heap, "x"), 0, 1)).isZero();
        members[0].close();
        members[3].close();
    }

    @Test
    void theCostOfEachLayerIsCountedInAMeasuredGraph() {
        try (var measured = GraphPlan.bottom("wire", () -> new Wire(Service.STREAM))
                .layer("top", () -> new Top(Service.STREAM), "wire")
                .measured(true)
                .build(loop)) {
            var upper = (Top) measured.layer("top");
            var session = Objects.requireNonNull(
                    upper.lower().open(upper, Participants.to(HERE)).take());
            session.push(Texts.chain(heap, "down"));
            ((Wire) measured.layer("wire")).ends.getFirst().session().pop(Texts.chain(heap, "up"));
            assertThat(measured.costs())
                    .filteredOn(cost -> cost.layer().equals("wire"))
                    .singleElement()
                    .satisfies(cost -> {
                        assertThat(cost.pushes()).isEqualTo(1);
                        assertThat(cost.pops()).isEqualTo(1);
                        assertThat(cost.nanos()).isPositive();
                    });
            session.close();
        }
        assertThat(graph.costs()).isEmpty();
    }
}
