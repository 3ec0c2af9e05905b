// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.poll.ListenOptions;
import dev.heddle.runtime.poll.NetworkScript;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.WhenFull;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MessageQueueTest {
    private final List<String> problems = new ArrayList<>();
    private final LoopOptions options =
            LoopOptions.defaults().onUncaught((label, why) -> problems.add(label + ": " + why));

    /** Regression row "msgqueue 1": the original hung after 279 callbacks. */
    @Test
    void msgqueue1ACallbackThatRepostsHundredThousandTimesCompletesAndProducersNeverBlock() throws Exception {
        var done = new CountDownLatch(1);
        var count = new AtomicInteger();
        var queue = new CompletableFuture<MessageQueue<Integer>>();
        try (var thread = LoopThread.start("re-post", options, loop -> {
            var self = new ArrayList<MessageQueue<Integer>>();
            self.add(MessageQueue.open(
                    loop,
                    MessageQueueOptions.<Integer>of("numbers", 1024, lost -> {}).budget(64),
                    number -> {
                        if (count.incrementAndGet() < 100_000) {
                            assertThat(self.getFirst().offer(number + 1)).isEqualTo(Offer.ACCEPTED);
                        } else {
                            done.countDown();
                        }
                    }));
            queue.complete(self.getFirst());
        })) {
            assertThat(queue.join().offer(0)).isEqualTo(Offer.ACCEPTED);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(thread.door().isLoopThread()).isFalse();
        }
        assertThat(problems).isEmpty();
    }

    /** Regression row "msgqueue 3": the flooded original never came back to its sockets. */
    @Test
    void msgqueue3WithAFloodingProducerASocketStillGetsItsTurnWithinTheBudget() {
        try (var loop = Loop.open("flooded", options);
                var arena = Arena.ofConfined()) {
            int budget = 50;
            var delivered = new AtomicInteger();
            var bytesSeenAfter = new AtomicInteger(-1);
            var self = new ArrayList<MessageQueue<Integer>>();
            self.add(MessageQueue.open(
                    loop,
                    MessageQueueOptions.<Integer>of("flood", 4096, lost -> {}).budget(budget),
                    number -> {
                        delivered.incrementAndGet();
                        assertThat(self.getFirst().offer(number)).isEqualTo(Offer.ACCEPTED); // never runs dry
                    }));
            IntStream.range(0, 4000)
                    .forEach(i -> assertThat(self.getFirst().offer(i)).isEqualTo(Offer.ACCEPTED));
            var sockets = loop.sockets();
            var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            int listener = sockets.listen(at, ListenOptions.defaults());
            var bound = sockets.local(listener);
            assertThat(bound).isNotNull();
            int client = sockets.connect(bound);
            int server = Poller.END;
            for (int i = 0; i < 1000 && server < 0; i++) {
                server = sockets.accept(listener);
            }
            assertThat(server).isNotNegative();
            sockets.attach(server, new ReadyHandler() {
                @Override
                public void onReady(int handle, boolean readable, boolean writable) {
                    assertThat(sockets.read(handle, arena.allocate(16), 0, 16)).isEqualTo(4);
                    bytesSeenAfter.compareAndSet(-1, delivered.get());
                }

                @Override
                public String label() {
                    return "server";
                }
            });
            sockets.interest(server, Poller.READ);
            assertThat(sockets.write(client, arena.allocate(4), 0, 4)).isEqualTo(4);
            loop.turn(0);
            loop.turn(0);
            assertThat(bytesSeenAfter.get()).isBetween(0, budget);
            assertThat(delivered.get()).isEqualTo(2 * budget);
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void fourProducersAreEachDeliveredInTheirOrderAndNothingIsLost() throws Exception {
        int each = 50_000;
        var last = new int[4];
        var seen = new CountDownLatch(4 * each);
        var queue = new CompletableFuture<MessageQueue<int[]>>();
        try (var thread = LoopThread.start(
                "order",
                options,
                loop -> queue.complete(MessageQueue.open(
                        loop, MessageQueueOptions.<int[]>of("numbers", 256, lost -> problems.add("lost")), message -> {
                            assertThat(message[1]).isEqualTo(last[message[0]]++);
                            seen.countDown();
                        })))) {
            var producers = IntStream.range(0, 4)
                    .mapToObj(id -> Thread.startVirtualThread(() -> {
                        for (int i = 0; i < each; i++) {
                            var message = new int[] {id, i};
                            assertThat(queue.join().offer(message, 10_000_000_000L))
                                    .isEqualTo(Offer.ACCEPTED);
                        }
                    }))
                    .toList();
            for (var producer : producers) {
                producer.join();
            }
            assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
            var stats = thread.door().stats();
            assertThat(stats.wakeUps()).isLessThanOrEqualTo(stats.sleeps());
        }
        assertThat(problems).isEmpty();
    }

    private MessageQueue<Integer> queue(Loop loop, List<Integer> got, List<Integer> lost, WhenFull policy) {
        var queueOptions =
                MessageQueueOptions.<Integer>of("numbers", 4, lost::add).whenFull(policy);
        return MessageQueue.open(
                loop, policy == WhenFull.COALESCE ? queueOptions.coalesceBy(n -> n % 10) : queueOptions, got::add);
    }

    @Test
    void refuseTellsTheProducerAndKeepsWhatItHad() {
        var got = new ArrayList<Integer>();
        var lost = new ArrayList<Integer>();
        try (var loop = Loop.open("refuse", options)) {
            var queue = queue(loop, got, lost, WhenFull.REFUSE);
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(queue.offer(4)).isEqualTo(Offer.FULL);
            assertThat(queue.give(5)).isEqualTo(Offer.FULL);
            loop.turn(0);
        }
        assertThat(got).containsExactly(0, 1, 2, 3);
        assertThat(lost).containsExactly(5);
    }

    @Test
    void dropOldestKeepsTheNewestAndTellsTheDisposer() {
        var got = new ArrayList<Integer>();
        var lost = new ArrayList<Integer>();
        try (var loop = Loop.open("drop", options)) {
            var queue = queue(loop, got, lost, WhenFull.DROP_OLDEST);
            fillTwice(loop, queue);
            assertThat(queue.dropped()).isEqualTo(3);
        }
        assertThat(got).containsExactly(3, 4, 5, 6);
        assertThat(lost).containsExactly(0, 1, 2);
    }

    @Test
    void dropNewestKeepsTheOldestAndTellsTheDisposer() {
        var got = new ArrayList<Integer>();
        var lost = new ArrayList<Integer>();
        try (var loop = Loop.open("drop", options)) {
            fillTwice(loop, queue(loop, got, lost, WhenFull.DROP_NEWEST));
        }
        assertThat(got).containsExactly(0, 1, 2, 3);
        assertThat(lost).containsExactly(4, 5, 6);
    }

    /** Four reach the loop's own list while it cannot deliver, three more meet the policy; then all are delivered. */
    private static void fillTwice(Loop loop, MessageQueue<Integer> queue) {
        for (int i = 0; i < 4; i++) {
            assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
        }
        queue.collect();
        for (int i = 4; i < 7; i++) {
            assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
        }
        loop.turn(0);
    }

    @Test
    void coalesceReplacesTheWaitingMessageOfTheSameKeyInItsPlaceAndRefusesANewKeyWithoutRoom() {
        var got = new ArrayList<Integer>();
        var lost = new ArrayList<Integer>();
        try (var loop = Loop.open("coalesce", options)) {
            var queue = queue(loop, got, lost, WhenFull.COALESCE);
            for (int i : new int[] {1, 2, 11, 3}) {
                assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            queue.collect();
            for (int i : new int[] {22, 4, 5, 6}) {
                assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            queue.collect(); // 5 and 6 find no room and stay in the ring
            assertThat(queue.offer(7)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(8)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(9)).isEqualTo(Offer.FULL);
            loop.turn(0);
            loop.turn(0);
            assertThat(queue.offer(31)).isEqualTo(Offer.ACCEPTED); // its key is free again
            loop.turn(0);
        }
        assertThat(got).containsExactly(11, 22, 3, 4, 5, 6, 7, 8, 31);
        assertThat(lost).containsExactly(1, 2);
    }

    @Test
    void coalesceWithoutAKeyIsRefused() {
        try (var loop = Loop.open("coalesce", options)) {
            var keyless =
                    MessageQueueOptions.<Integer>of("numbers", 4, lost -> {}).whenFull(WhenFull.COALESCE);
            assertThatThrownBy(() -> MessageQueue.open(loop, keyless, number -> {}))
                    .hasMessageContaining("numbers")
                    .hasMessageContaining("coalesceBy");
        }
    }

    @Test
    void pausePushesBackAndResumeDeliversAgain() {
        var got = new ArrayList<Integer>();
        try (var loop = Loop.open("pause", options)) {
            var queue = queue(loop, got, new ArrayList<>(), WhenFull.REFUSE);
            queue.pause();
            for (int i = 0; i < 4; i++) {
                assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(loop.turn(1_000_000)).isZero();
            assertThat(queue.offer(4)).isEqualTo(Offer.FULL);
            queue.resume();
            assertThat(loop.turn(1_000_000)).isEqualTo(4);
        }
        assertThat(got).hasSize(4);
    }

    @Test
    void closeGivesTheRestToTheDisposerAndRefusesOffers() {
        var lost = new ArrayList<Integer>();
        try (var loop = Loop.open("close", options)) {
            var queue = queue(loop, new ArrayList<>(), lost, WhenFull.DROP_OLDEST);
            assertThat(queue.offer(1)).isEqualTo(Offer.ACCEPTED);
            queue.collect();
            assertThat(queue.offer(2)).isEqualTo(Offer.ACCEPTED);
            queue.close();
            queue.close();
            assertThat(queue.offer(3)).isEqualTo(Offer.CLOSED);
            assertThat(queue.give(4)).isEqualTo(Offer.CLOSED);
            assertThat(loop.turn(0)).isZero();
        }
        assertThat(lost).containsExactly(1, 2, 4);
    }

    @Test
    void aClosingLoopClosesItsQueues() {
        var lost = new ArrayList<Integer>();
        MessageQueue<Integer> queue;
        try (var loop = Loop.open("close", options)) {
            queue = queue(loop, new ArrayList<>(), lost, WhenFull.REFUSE);
            assertThat(queue.offer(1)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(queue.offer(2)).isEqualTo(Offer.CLOSED);
        assertThat(lost).containsExactly(1);
    }

    @Test
    void aThrowingCallbackOrDisposerLosesOnlyItsOwnMessage() {
        var got = new ArrayList<Integer>();
        try (var loop = Loop.open("broken", options)) {
            var queue = MessageQueue.open(
                    loop,
                    MessageQueueOptions.<Integer>of("numbers", 8, lost -> {
                        throw new IllegalStateException("disposer");
                    }),
                    number -> {
                        if (number == 1) {
                            throw new IllegalStateException("callback");
                        }
                        got.add(number);
                    });
            for (int i = 0; i < 3; i++) {
                assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
            }
            loop.turn(0);
            assertThat(queue.offer(3)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(4)).isEqualTo(Offer.ACCEPTED);
        }
        assertThat(got).containsExactly(0, 2);
        assertThat(problems).hasSize(3).allMatch(problem -> problem.startsWith("numbers: "));
    }

    @Test
    void waitingForRoomOnALoopThreadIsRefused() throws Exception {
        var refused = new CompletableFuture<Throwable>();
        try (var thread = LoopThread.start("one", options, loop -> {
            var queue = queue(loop, new ArrayList<>(), new ArrayList<>(), WhenFull.REFUSE);
            try {
                assertThat(queue.offer(1, 1_000_000)).isEqualTo(Offer.ACCEPTED);
            } catch (IllegalStateException expected) {
                refused.complete(expected);
            }
        })) {
            assertThat(thread.door().isLoopThread()).isFalse();
            assertThat(refused.get(5, TimeUnit.SECONDS))
                    .hasMessageContaining("numbers")
                    .hasMessageContaining("one");
        }
    }

    /** Regression row "msgqueue 2": in the original one swallowed wake-up silenced the queue for ever. */
    @Test
    void msgqueue2ASwallowedWakeUpIsRecovered() throws Exception {
        var swallowed = new AtomicInteger();
        var network = ScriptedNetwork.realTime().script(new NetworkScript() {
            @Override
            public boolean swallowsWake() {
                return swallowed.incrementAndGet() > 0;
            }
        });
        var seen = new AtomicInteger();
        var queue = new CompletableFuture<MessageQueue<Integer>>();
        var deaf = options.network(network).heartbeat(Duration.ofMillis(5));
        try (var thread = LoopThread.start(
                "deaf",
                deaf,
                loop -> queue.complete(MessageQueue.open(
                        loop,
                        MessageQueueOptions.<Integer>of("numbers", 64, lost -> {}),
                        number -> seen.incrementAndGet())))) {
            int sent = 0;
            do { // a wake-up is asked for, and swallowed, only when the loop had gone to sleep before the offer
                long sleeps = thread.door().stats().sleeps();
                assertThat(queue.join().offer(sent++)).isEqualTo(Offer.ACCEPTED);
                while (seen.get() < sent || thread.door().stats().sleeps() == sleeps) {
                    Thread.onSpinWait();
                }
            } while (sent < 20 || swallowed.get() == 0);
            assertThat(thread.door().stats().wakeUps()).isEqualTo(swallowed.get());
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void aLoopThatExpectsMessagesWhichDoNotComeSleepsAllTheSame() {
        try (var loop = Loop.open("expects", options)) {
            var queue =
                    MessageQueue.open(loop, MessageQueueOptions.<Integer>of("answers", 4, lost -> {}), number -> {});
            queue.expect(true);
            for (int i = 0; i < 100; i++) {
                loop.turn(1);
            }
            assertThat(loop.stats().sleeps()).isEqualTo(100);
            queue.expect(true);
            queue.expect(false);
            assertThat(loop.handOff().isNextNear())
                    .as("said twice, taken back once")
                    .isFalse();
        }
    }

    @Test
    void aLoopThatExpectsMessagesFindsThoseThatComeBeforeItSleeps() {
        try (var loop = Loop.open("expects", options)) {
            var got = new ArrayList<Integer>();
            var queue = MessageQueue.open(loop, MessageQueueOptions.<Integer>of("answers", 4, lost -> {}), got::add);
            queue.expect(true);
            assertThat(queue.offer(7)).isEqualTo(Offer.ACCEPTED);
            assertThat(loop.sleep().isAvoidedByYielding(loop.handOff())).isTrue();
            loop.turn(Long.MAX_VALUE);
            assertThat(got).containsExactly(7);
            assertThat(loop.stats().sleeps()).isZero();
        }
    }

    @Test
    void messagesThatWereAnnouncedMakeNobodyGuessThatMoreWillCome() {
        try (var loop = Loop.open("expects", options)) {
            var announced =
                    MessageQueue.open(loop, MessageQueueOptions.<Integer>of("announced", 4, lost -> {}), number -> {});
            var other = MessageQueue.open(loop, MessageQueueOptions.<Integer>of("other", 4, lost -> {}), number -> {});
            announced.expect(true);
            announced.expect(false);
            assertThat(announced.offer(1)).isEqualTo(Offer.ACCEPTED);
            loop.turn(0);
            assertThat(loop.handOff().isNextNear()).isFalse();
            assertThat(announced.offer(2)).isEqualTo(Offer.ACCEPTED);
            assertThat(other.offer(3)).isEqualTo(Offer.ACCEPTED);
            loop.turn(0);
            assertThat(loop.handOff().isNextNear()).isTrue();
            announced.expect(true);
            announced.close();
            loop.turn(0);
            assertThat(loop.handOff().isNextNear())
                    .as("a closed queue expects nothing")
                    .isFalse();
        }
    }
}
