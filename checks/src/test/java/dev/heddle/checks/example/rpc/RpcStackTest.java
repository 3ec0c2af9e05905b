// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.bench.rpc.channel.CallFailedException;
import dev.heddle.bench.rpc.channel.CallFailedException.Executed;
import dev.heddle.bench.rpc.channel.ChannelOptions;
import dev.heddle.bench.rpc.fragment.FragmentOptions;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the three layers promise, on a network that loses, doubles and reorders by a seed. */
@Timeout(120)
class RpcStackTest {
    private static final int SEEDS = Integer.getInteger("rpc.seeds", 60);
    private static final int CALLS = 40;

    @Test
    void underLossDuplicationAndReorderingEachCallRunsOnceOrIsReportedFailed() {
        var sums = new AtomicInteger[] {new AtomicInteger(), new AtomicInteger(), new AtomicInteger()};
        for (long seed = 1; seed <= SEEDS; seed++) {
            int percent = (int) (seed % 4) * 8;
            try (var world = new RpcWorld(seed, percent)) {
                var session = world.open(RpcWorld.PROCEDURE);
                var calls = callAll(world, session::call, seed);
                world.until(() ->
                        calls.values().stream().allMatch(call -> call.state().isEnd()));
                world.rest(Duration.ofSeconds(3).toNanos()); // what is late comes now
                calls.forEach((text, call) -> check(world, text, call));
                sums[0].addAndGet(world.caller.mischief().lost);
                sums[1].addAndGet((int) world.answerer.channel().counts().repeats());
                sums[2].addAndGet((int) world.caller.channel().counts().retransmissions());
                assertThat(world.answerer.fragment().heldFragments()).isZero();
                session.close();
            }
        }
        assertThat(sums)
                .as("lost, repeats, retransmissions")
                .allSatisfy(sum -> assertThat(sum.get()).isGreaterThan(SEEDS));
    }

    private interface Caller {
        Request<Chain> call(Chain request);
    }

    private static LinkedHashMap<String, Request<Chain>> callAll(RpcWorld world, Caller caller, long seed) {
        var random = new SplittableRandom(seed);
        var calls = new LinkedHashMap<String, Request<Chain>>();
        for (int i = 0; i < CALLS; i++) {
            var text = (random.nextInt(8) == 0 ? "bad " : "call ") + i + " " + "x".repeat(random.nextInt(600));
            calls.put(text, caller.call(RpcExample.chain(world.heap, text)));
            if (random.nextInt(3) == 0) {
                world.rest(random.nextLong(20_000_000));
            }
        }
        return calls;
    }

    private static void check(RpcWorld world, String text, Request<Chain> call) {
        int ran = world.executions.getOrDefault(text, 0);
        assertThat(ran).as(text).isLessThanOrEqualTo(1);
        if (call.state() == RequestState.DONE) {
            assertThat(ran).isEqualTo(1);
            assertThat(RpcExample.text(call.take())).isEqualTo("re: " + text);
            return;
        }
        assertThat(call.failure()).isInstanceOfSatisfying(CallFailedException.class, why -> {
            switch (why.executed()) {
                case NO -> assertThat(ran).isZero();
                case FAILED_THERE -> assertThat(why).hasMessageStartingWith("bad input: bad ");
                case PERHAPS -> assertThat(why).hasMessageContaining("no answer");
            }
        });
    }

    @Test
    void onACalmNetworkEveryCallIsAnsweredWithoutARetransmission() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(RpcWorld.PROCEDURE);
            var calls = new ArrayList<Request<Chain>>();
            for (int i = 0; i < 100; i++) {
                calls.add(world.call(session, "call " + i));
            }
            world.until(() -> calls.stream().allMatch(call -> call.state().isEnd()));
            for (int i = 0; i < 100; i++) {
                assertThat(RpcExample.text(calls.get(i).take())).isEqualTo("re: call " + i);
            }
            assertThat(world.caller.channel().counts().retransmissions()).isZero();
            assertThat(world.answerer.channel().counts().executed()).isEqualTo(100);
            session.close();
        }
    }

    @Test
    void theLastRepliesAreGivenBackAfterAnAckAndThePeerIsForgottenInTheEnd() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(RpcWorld.PROCEDURE);
            var call = world.call(session, "once");
            world.until(() -> call.state().isEnd());
            assertThat(RpcExample.text(call.take())).isEqualTo("re: once");
            assertThat(world.heap.stats().inUse()).isPositive();
            world.rest(Duration.ofSeconds(1).toNanos());
            assertThat(world.heap.stats().inUse())
                    .as("what remains is what two sockets keep to read into")
                    .isLessThanOrEqualTo(3);
            assertThat(world.answerer.channel().rememberedPeers()).isOne();
            session.close();
            world.rest(Duration.ofMinutes(2).toNanos());
            assertThat(world.answerer.channel().rememberedPeers()).isZero();
            assertThat(world.answerer.graph.sessionCount()).isZero();
            assertThat(world.caller.graph.sessionCount()).isZero();
        }
    }

    @Test
    void aCallAfterThePeerForgotUsIsRefusedAsStaleAndTheNextOneWorks() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(RpcWorld.PROCEDURE);
            var first = world.call(session, "first");
            world.until(() -> first.state().isEnd());
            first.abandon();
            world.rest(Duration.ofMinutes(2).toNanos());
            var second = world.call(session, "second");
            world.until(() -> second.state().isEnd());
            failed(second, Executed.PERHAPS);
            assertThat(world.executions).doesNotContainKey("second");
            var third = world.call(session, "third");
            world.until(() -> third.state().isEnd());
            assertThat(RpcExample.text(third.take())).isEqualTo("re: third");
            session.close();
        }
    }

    private static void failed(Request<Chain> call, Executed executed) {
        assertThat(call.state()).isEqualTo(RequestState.FAILED);
        assertThat(call.failure())
                .isInstanceOfSatisfying(
                        CallFailedException.class,
                        why -> assertThat(why.executed()).isEqualTo(executed));
    }

    @Test
    void aRestartedPeerIsDetectedAndWhatWasSentToItsFormerSelfIsNotRunAgain() {
        for (long seed = 1; seed <= 20; seed++) {
            try (var world = new RpcWorld(seed, 5)) {
                var session = world.open(RpcWorld.SLOW);
                var calls = List.of(world.call(session, "a"), world.call(session, "b"));
                world.until(() -> world.slow.size() == 2);
                world.slow.clear();
                world.restartAnswerer(3_000);
                world.until(() -> calls.stream().allMatch(call -> call.state().isEnd()));
                calls.forEach(call -> failed(call, Executed.PERHAPS));
                assertThat(world.executions).containsEntry("a", 1).containsEntry("b", 1);
                var after = world.call(session, "c");
                world.until(() -> !world.slow.isEmpty());
                world.slow.getFirst().done(RpcExample.chain(world.heap, "done"));
                world.until(() -> after.state().isEnd());
                assertThat(RpcExample.text(after.take())).isEqualTo("done");
                session.close();
            }
        }
    }

    @Test
    void aSlowCallIsKeptAliveByExplicitAcksFarBeyondTheSends() {
        try (var world = new RpcWorld(3, 10)) {
            var session = world.open(RpcWorld.SLOW);
            var call = world.call(session, "slow");
            world.until(() -> !world.slow.isEmpty());
            world.rest(Duration.ofSeconds(40).toNanos());
            assertThat(call.state()).isEqualTo(RequestState.IN_PROGRESS);
            assertThat(world.answerer.channel().counts().repeats()).isGreaterThan(8);
            world.slow.getFirst().done(RpcExample.chain(world.heap, "at last"));
            world.until(() -> call.state().isEnd());
            assertThat(RpcExample.text(call.take())).isEqualTo("at last");
            assertThat(world.executions).containsEntry("slow", 1);
            session.close();
        }
    }

    @Test
    void aPeerThatNeverAnswersFailsTheCallAfterTheSendsOrAtItsDeadline() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(RpcWorld.PROCEDURE);
            world.answerer.mischief().severed = true;
            var impatient = world.call(session, "impatient").timeoutNanos(100_000_000);
            var patient = world.call(session, "patient");
            world.until(() -> impatient.state().isEnd());
            assertThat(impatient.state()).isEqualTo(RequestState.TIMED_OUT);
            world.until(() -> patient.state().isEnd());
            failed(patient, Executed.NO); // no ticket, so nothing was sent
            world.answerer.mischief().severed = false;
            var heard = world.call(session, "heard");
            world.until(() -> heard.state().isEnd());
            heard.abandon();
            world.answerer.mischief().severed = true;
            var lost = world.call(session, "lost");
            var cancelled = world.call(session, "cancelled");
            assertThat(cancelled.cancel()).isTrue();
            world.until(() -> lost.state().isEnd());
            failed(lost, Executed.PERHAPS);
            assertThat(cancelled.state()).isEqualTo(RequestState.CANCELLED);
            session.close();
        }
    }

    @Test
    void largeMessagesGoBothWaysAndTooLargeOnesAreRefusedAtOnce() {
        try (var world = new RpcWorld(5, 1)) {
            var session = world.open(RpcWorld.PROCEDURE);
            var large = "l".repeat(5_000);
            var call = world.call(session, large);
            world.until(() -> call.state().isEnd());
            assertThat(RpcExample.text(call.take())).isEqualTo("re: " + large);
            var tooLarge = world.call(session, "l".repeat(6_400));
            failed(tooLarge, Executed.NO);
            var replyTooLarge = world.call(session, "twice".repeat(1_000));
            world.until(() -> replyTooLarge.state().isEnd());
            failed(replyTooLarge, Executed.FAILED_THERE);
            session.close();
        }
    }

    @Test
    void moreCallsThanChannelsWaitAndMoreThanMayWaitAreRefused() {
        UnaryLimits two = new UnaryLimits(2, 3);
        try (var world = new RpcWorld(1, 0, FragmentOptions.defaults(), two::of)) {
            var session = world.open(RpcWorld.SLOW);
            var calls = new ArrayList<Request<Chain>>();
            for (int i = 0; i < 5; i++) {
                calls.add(world.call(session, "call " + i));
            }
            failed(world.call(session, "one more"), Executed.NO);
            world.until(() -> world.slow.size() == 2);
            world.rest(Duration.ofSeconds(2).toNanos());
            assertThat(world.slow).as("two channels, two at once").hasSize(2);
            for (int i = 0; i < 5; i++) {
                int next = i;
                world.until(() -> world.slow.size() > next);
                world.slow.get(i).done(RpcExample.chain(world.heap, "r"));
            }
            world.until(() -> calls.stream().allMatch(call -> call.state() == RequestState.DONE));
            calls.forEach(call -> RpcExample.text(call.take()));
            session.close();
        }
    }

    private record UnaryLimits(int channels, int waiting) {
        ChannelOptions of(ChannelOptions from) {
            var c = from.calling();
            return from.calling(new ChannelOptions.Callers(
                    channels, waiting, c.firstRetry(), c.lastRetry(), c.sends(), c.ackAfter()));
        }
    }

    @Test
    void anUnknownProcedureIsAFailureThatTheCallerIsTold() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(99);
            var call = world.call(session, "anybody?");
            world.until(() -> call.state().isEnd());
            failed(call, Executed.FAILED_THERE);
            assertThat(call.failure()).hasMessageContaining("nobody answers procedure 99");
            assertThatThrownBy(() -> session.push(RpcExample.chain(world.heap, "no reply wanted")))
                    .hasMessageContaining("wanted a call");
            session.close();
        }
    }

    @Test
    void malformedDatagramsAreDroppedCountedAndLeaveNothingBehind() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try (var world = new RpcWorld(seed, 0)) {
                var session = world.open(RpcWorld.PROCEDURE);
                var random = new SplittableRandom(seed);
                var opened = world.caller
                        .graph
                        .layer("udp")
                        .open(world.caller.mischief(), Participants.to(new Endpoint("127.0.0.1", RpcWorld.PORT)));
                var raw = opened.take();
                assertThat(raw).isNotNull();
                for (int i = 0; i < 100; i++) {
                    raw.push(RpcExample.chain(world.heap, garbage(random)));
                    world.rest(1_000_000);
                }
                var call = world.call(session, "still there");
                world.until(() -> call.state().isEnd());
                assertThat(RpcExample.text(call.take())).isEqualTo("re: still there");
                long dropped = world.answerer.fragment().malformed()
                        + world.answerer.channel().counts().malformed();
                assertThat(dropped).isPositive();
                world.rest(Duration.ofSeconds(2).toNanos());
                assertThat(world.answerer.fragment().heldFragments()).isZero();
                raw.close();
                session.close();
            }
        }
    }

    /**
     * Bytes that are nothing, or a fragment header before nothing, or a channel header before nothing. Not a HELLO: that says that the
     * caller has restarted, and whoever can send from its address can say so.
     */
    private static String garbage(SplittableRandom random) {
        var text = new StringBuilder();
        int kind = random.nextInt(3);
        if (kind > 0) {
            text.append("\0\0\0").append((char) random.nextInt(4));
            text.append("\0").append((char) random.nextInt(3));
            text.append("\0").append((char) random.nextInt(4));
        }
        if (kind > 1) {
            text.append((char) random.nextInt(1, 10))
                    .append((char) random.nextInt(12))
                    .append("HR");
        }
        int more = random.nextInt(40);
        for (int i = 0; i < more; i++) {
            text.append((char) random.nextInt(256));
        }
        return text.toString();
    }

    @Test
    void incompleteMessagesOfOnePeerAndOfAllAreBounded() {
        var options = FragmentOptions.defaults().fragmentBytes(100).held(4, 64);
        try (var world = new RpcWorld(1, 0, options, from -> from)) {
            var raw = world.caller
                    .graph
                    .layer("udp")
                    .open(world.caller.mischief(), Participants.to(new Endpoint("127.0.0.1", RpcWorld.PORT)))
                    .take();
            assertThat(raw).isNotNull();
            for (int number = 0; number < 50; number++) {
                raw.push(RpcExample.chain(world.heap, "\0\0\0" + (char) number + "\0\0\0\2half"));
                world.rest(100_000);
                assertThat(world.answerer.fragment().heldFragments()).isLessThanOrEqualTo(4);
            }
            assertThat(world.answerer.fragment().incompleteMessages()).isEqualTo(46);
            assertThat(world.answerer.graph.sessionCount()).isPositive();
            world.rest(Duration.ofSeconds(2).toNanos());
            assertThat(world.answerer.fragment().heldFragments()).isZero();
            assertThat(world.answerer.fragment().incompleteMessages()).isEqualTo(50);
            assertThat(world.answerer.graph.sessionCount())
                    .as("nobody kept them")
                    .isZero();
            raw.close();
        }
    }

    @Test
    void closingTheGraphFailsTheCallsThatAreUnderWayOrWaiting() {
        try (var world = new RpcWorld(1, 0)) {
            var session = world.open(RpcWorld.SLOW);
            var calls = new ArrayList<Request<Chain>>();
            for (int i = 0; i < 10; i++) {
                calls.add(world.call(session, "call " + i));
            }
            world.until(() -> world.slow.size() == 8);
            world.stepper.remove(world.caller.loop);
            world.caller.graph.close();
            for (int i = 0; i < 10; i++) {
                failed(calls.get(i), i < 8 ? Executed.PERHAPS : Executed.NO);
            }
            world.stepper.add(world.caller.loop);
        }
    }

    @Test
    void withoutUnitsCallsFailOrAreSentLaterAndNoneRunsTwice() {
        for (int left = 0; left < 24; left++) {
            try (var world = new RpcWorld(left + 1, 4)) {
                var session = world.open(RpcWorld.PROCEDURE);
                var greeting = world.call(session, "greeting");
                world.until(() -> greeting.state().isEnd());
                greeting.abandon();
                var texts = List.of("a".repeat(300), "b", "c".repeat(500));
                var requests = texts.stream()
                        .map(text -> RpcExample.chain(world.heap, text))
                        .toList();
                var hoard = new ArrayList<Unit>();
                for (var unit = world.heap.tryAllocate(); unit != null; unit = world.heap.tryAllocate()) {
                    hoard.add(unit);
                }
                for (int i = 0; i < left && !hoard.isEmpty(); i++) {
                    hoard.removeLast().release();
                }
                var calls = requests.stream().map(session::call).toList();
                world.rest(Duration.ofMillis(300).toNanos());
                hoard.forEach(Unit::release);
                world.until(() -> calls.stream().allMatch(call -> call.state().isEnd()));
                for (int i = 0; i < texts.size(); i++) {
                    assertThat(world.executions.getOrDefault(texts.get(i), 0)).isLessThanOrEqualTo(1);
                    var reply = calls.get(i).take();
                    if (reply != null) {
                        assertThat(RpcExample.text(reply)).isEqualTo("re: " + texts.get(i));
                    } else {
                        assertThat(calls.get(i).failure()).isNotNull();
                    }
                }
                world.uncaught.removeIf(why -> why.contains("HeapExhausted"));
                session.close();
            }
        }
    }
}
