// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.poll.ListenOptions;
import dev.heddle.runtime.poll.Poller;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop does on every backend. */
@Timeout(20)
abstract class LoopContract {
    static final long SOON = 5_000_000_000L;

    final List<String> story = new ArrayList<>();
    private final List<String> uncaught = new ArrayList<>();
    Loop loop;

    abstract LoopOptions backend();

    @BeforeEach
    void openLoop() {
        loop = Loop.open("loop", backend().onUncaught((label, why) -> uncaught.add(label + ": " + why.getMessage())));
    }

    @AfterEach
    void closeLoop() {
        loop.close();
    }

    private Runnable tell(String what) {
        return () -> story.add(what);
    }

    StreamSocket[] pair() {
        var sockets = loop.sockets();
        int listener =
                sockets.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), ListenOptions.defaults());
        SocketAddress at = sockets.local(listener);
        assertThat(at).isNotNull();
        int client = sockets.connect(at);
        int server = Poller.END;
        while (server < 0) {
            server = sockets.accept(listener);
        }
        while (sockets.finishConnect(client) == 0) {
            Thread.onSpinWait();
        }
        return new StreamSocket[] {sockets.wrap("client", client), sockets.wrap("server", server)};
    }

    @Test
    void aTurnRunsItsPhasesInTheDocumentedOrder() {
        try (var arena = Arena.ofConfined()) {
            loop.each(Phase.FLUSH, "f", tell("flush phase")).start();
            loop.each(Phase.CHECK, "c", tell("check")).start();
            loop.each(Phase.PREPARE, "p", tell("prepare")).start();
            var flush = loop.flush("flush", tell("flush"));
            flush.start();
            var pair = pair();
            var server = loop.io("server", pair[1], (readable, writable) -> {
                story.add("io");
                assertThat(pair[1].read(arena.allocate(8), 0, 8)).isEqualTo(3);
                flush.mark();
            });
            server.start();
            server.readable(true);
            assertThat(pair[0].write(arena.allocate(3), 0, 3)).isEqualTo(3);
            loop.timer("t", tell("timer")).startAfter(0);
            loop.soon(tell("hand-off"));
            for (int i = 0; i < 100 && !story.contains("io"); i++) {
                story.clear();
                loop.turn(0);
            }
        }
        assertThat(story)
                .containsSubsequence("prepare", "check", "io", "flush phase", "flush")
                .doesNotContain("idle");
        assertThat(uncaught).isEmpty();
    }

    @Test
    void timersComeBeforeTheHandOffAndIdleOnlyWhenNothingElseHappened() {
        var idle = loop.each(Phase.IDLE, "i", tell("idle"));
        idle.start();
        loop.timer("t", tell("timer")).startAfter(0);
        loop.soon(tell("hand-off"));
        assertThat(loop.turn(SOON)).isEqualTo(2);
        assertThat(story).containsExactly("timer", "hand-off");
        assertThat(loop.turn(SOON)).isZero(); // idle watchers keep the loop from waiting
        assertThat(story).endsWith("idle");
        idle.stop();
    }

    @Test
    void whatIsPutOffInAPassRunsInTheNextPass() {
        loop.soon(() -> {
            story.add("first");
            loop.soon(tell("second"));
        });
        assertThat(loop.turn(SOON)).isEqualTo(1);
        assertThat(story).containsExactly("first");
        assertThat(loop.turn(SOON)).isEqualTo(1);
        assertThat(story).containsExactly("first", "second");
    }

    @Test
    void anExceptionInACallbackIsReportedUnderItsLabelAndTheLoopGoesOn() {
        loop.timer("broken", () -> {
                    throw new IllegalArgumentException("oh");
                })
                .startAfter(0);
        loop.timer("whole", tell("whole")).startAfter(0);
        loop.turn(SOON);
        assertThat(uncaught).containsExactly("broken: oh");
        assertThat(story).containsExactly("whole");
        assertThat(loop.stats().uncaught()).isEqualTo(1);
    }

    @Test
    void aNestedRunATurnAndACloseInsideATurnAreRefused() {
        loop.soon(() -> {
            assertThatThrownBy(loop::run).hasMessageContaining("loop").hasMessageContaining("run inside");
            assertThatThrownBy(() -> loop.turn(0)).hasMessageContaining("turn inside");
            assertThatThrownBy(loop::close).hasMessageContaining("close inside");
            story.add("refused");
        });
        loop.turn(SOON);
        assertThat(story).containsExactly("refused");
        assertThat(uncaught).isEmpty();
    }

    @Test
    void aCallFromAStrangerNamesLabelOwnerAndCaller() throws Exception {
        var timer = loop.timer("idle-timeout", tell("never"));
        var stranger = Thread.ofPlatform().name("stranger").start(() -> {
            try {
                timer.startAfter(5);
            } catch (IllegalStateException refused) {
                story.add(String.valueOf(refused.getMessage()));
            }
        });
        stranger.join();
        assertThat(story)
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .contains("idle-timeout")
                        .contains("owner loop")
                        .contains("stranger"));
    }

    @Test
    void ioWatchersTellReadinessOfWhatIsWantedOnly() {
        try (var arena = Arena.ofConfined()) {
            var pair = pair();
            var bytes = arena.allocate(8);
            var watcher = loop.io("client", pair[0], (readable, writable) -> story.add(readable + " " + writable));
            watcher.start();
            assertThat(loop.turn(1_000_000)).isZero();
            watcher.writable(true);
            loop.turn(SOON);
            assertThat(story).containsExactly("false true");
            watcher.writable(false);
            watcher.readable(true);
            assertThat(pair[1].write(bytes, 0, 8)).isEqualTo(8);
            loop.turn(SOON);
            assertThat(story).containsExactly("false true", "true false");
            watcher.stop();
            assertThat(loop.turn(0)).isZero();
            watcher.start();
            loop.turn(SOON);
            assertThat(story).hasSize(3);
            pair[0].close();
            assertThat(loop.turn(0)).isZero();
            assertThatThrownBy(() -> pair[0].read(bytes, 0, 8)).hasMessageContaining("client");
            watcher.stop();
        }
    }

    @Test
    void aFailureOfASocketIsKeptWithItsLabelAndReason() {
        try (var arena = Arena.ofConfined()) {
            var pair = pair();
            assertThat(pair[0].failure()).isNull();
            assertThat(pair[0].shutdownOutput()).isZero();
            assertThat(pair[0].write(arena.allocate(4), 0, 4)).isEqualTo(StreamSocket.FAILED);
            assertThat(pair[0].failure()).hasMessageContaining("client").hasMessageContaining("write");
            assertThat(pair[0].fault()).isEqualTo(dev.heddle.runtime.poll.SocketFault.BROKEN);
        }
    }

    @Test
    void manyWakesBeforeTheCallbackAreOneAndAWakeWhileStoppedIsRemembered() throws Exception {
        var count = new AtomicInteger();
        var async = loop.async("wake", count::incrementAndGet);
        async.start();
        var waker = Thread.ofVirtual().start(() -> {
            for (int i = 0; i < 1000; i++) {
                async.wake();
            }
        });
        waker.join();
        assertThat(loop.turn(SOON)).isEqualTo(1);
        assertThat(count).hasValue(1);
        assertThat(loop.turn(0)).isZero();
        async.stop();
        async.wake();
        assertThat(loop.turn(0)).isZero();
        async.start();
        assertThat(loop.turn(SOON)).isEqualTo(1);
        assertThat(count).hasValue(2);
    }

    /** Regression row "tevent": the original delivered a batch newest-first. */
    @Test
    void teventBatchFromAnotherThreadStaysFifo() throws Exception {
        var order = new ArrayList<Integer>();
        var poster = Thread.ofPlatform().start(() -> {
            for (int i = 0; i < 1000; i++) {
                int number = i;
                loop.door().execute(() -> order.add(number));
            }
        });
        poster.join();
        while (order.size() < 1000) {
            loop.turn(SOON);
        }
        assertThat(order).isSorted().hasSize(1000);
    }

    @Test
    void aTaskWakesALoopThatWaits() throws Exception {
        for (int i = 0; i < 50; i++) {
            int number = i;
            var poster = Thread.ofVirtual().start(() -> loop.door().execute(tell("task " + number)));
            while (story.size() <= i) {
                loop.turn(SOON);
            }
            poster.join();
        }
        assertThat(story).hasSize(50).doesNotHaveDuplicates();
        var stats = loop.stats();
        assertThat(stats.handedOver()).isEqualTo(50);
        assertThat(stats.wakeUps()).isLessThanOrEqualTo(stats.sleeps());
        assertThat(stats.label()).isEqualTo("loop");
    }

    @Test
    void stopEndsTheRunAndARunAfterItWorks() throws Exception {
        for (int i = 0; i < 3; i++) {
            var stopper = Thread.ofVirtual().start(() -> loop.door().stop());
            loop.run();
            stopper.join();
        }
        loop.soon(loop::stop);
        loop.run();
        assertThat(loop.turn(0)).isZero();
    }

    @Test
    void anInterruptStopsTheRunAndStaysSet() {
        loop.soon(() -> Thread.currentThread().interrupt());
        loop.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void aFlushHappensOncePerTurnHoweverManyMarksThereWere() {
        var flush = loop.flush("net", tell("flush"));
        flush.start();
        loop.soon(flush::mark);
        loop.soon(flush::mark);
        loop.turn(SOON);
        assertThat(story).containsExactly("flush");
        loop.turn(0);
        assertThat(story).containsExactly("flush");
        flush.mark();
        loop.turn(SOON); // a mark keeps the loop from waiting
        assertThat(story).hasSize(2);
    }

    @Test
    void beforeALargeFlushTheLoopLooksAgainAndWhatArrivesRidesAlong() {
        var flush = loop.flush("net", tell("flush"));
        flush.start();
        loop.soon(() -> {
            for (int i = 0; i < 16; i++) {
                flush.mark();
            }
            loop.door().execute(tell("rides along"));
        });
        loop.turn(SOON);
        assertThat(story).containsExactly("rides along", "flush");
        assertThat(loop.stats().looks()).isEqualTo(4);
        assertThat(loop.stats().flushes()).isEqualTo(1);
    }

    @Test
    void closeRunsTheCleanUpWatchersOnceAndIsIdempotent() {
        loop.each(Phase.CLEANUP, "clean-up", tell("clean-up")).start();
        loop.turn(0);
        assertThat(story).isEmpty();
        loop.close();
        loop.close();
        assertThat(story).containsExactly("clean-up");
        assertThatThrownBy(() -> loop.turn(0)).hasMessageContaining("closed");
    }

    @Test
    void everyKindOfEventIsTracedAttachBeforeAfterDetach() {
        var trace = new ArrayList<String>();
        var options = backend().trace((point, kind, label) -> trace.add(kind + " " + point));
        try (var traced = Loop.open("traced", options)) {
            traced.timer("t", () -> {}).startAfter(0);
            traced.soon(() -> {});
            var async = traced.async("a", () -> {});
            async.start();
            async.wake();
            var phase = traced.each(Phase.CHECK, "c", () -> {});
            phase.start();
            traced.turn(0);
            traced.turn(0);
            async.stop();
            phase.stop();
            var periodic = traced.periodic("p", Duration.ofNanos(1), () -> {});
            periodic.start();
            for (int i = 0; i < 1000 && !trace.contains("periodic AFTER"); i++) {
                traced.turn(0);
            }
            periodic.stop();
            for (var kind : List.of("timer", "soon", "async", "phase", "periodic")) {
                assertThat(trace.stream().filter(line -> line.startsWith(kind + " ")))
                        .as(kind)
                        .startsWith(kind + " ATTACH", kind + " BEFORE", kind + " AFTER")
                        .endsWith(kind + " DETACH");
            }
        }
    }

    @Test
    void anIoEventIsTracedAttachBeforeAfterDetach() {
        var trace = new ArrayList<String>();
        loop.close();
        loop = Loop.open("loop", backend().trace((point, kind, label) -> trace.add(kind + " " + point + " " + label)));
        var pair = pair();
        var watcher = loop.io("client", pair[0], (readable, writable) -> {});
        watcher.start();
        watcher.writable(true);
        loop.turn(SOON);
        watcher.stop();
        assertThat(trace)
                .containsExactly("io ATTACH client", "io BEFORE client", "io AFTER client", "io DETACH client");
    }
}
