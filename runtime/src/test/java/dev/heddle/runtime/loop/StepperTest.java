// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.poll.ListenOptions;
import dev.heddle.runtime.poll.NetworkScript;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.queue.Offer;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepperTest {
    private final List<String> story = new ArrayList<>();

    private LoopOptions options(Stepper stepper) {
        return stepper.options(LoopOptions.defaults().onUncaught((label, why) -> story.add(label + ": " + why)));
    }

    @Test
    void whileOneLoopIsSteppedTheOthersAreOutOfReachAsOnRealThreads() {
        var stepper = Stepper.seeded(1);
        try (var one = Loop.open("one", options(stepper));
                var two = Loop.open("two", options(stepper))) {
            stepper.add(one);
            stepper.add(two);
            one.soon(() -> {
                assertThat(one.door().isLoopThread()).isTrue();
                assertThat(two.door().isLoopThread()).isFalse();
                assertThatThrownBy(() -> two.timer("t", () -> {}))
                        .hasMessageContaining("owner two")
                        .hasMessageContaining("called from one (stepped)");
                assertThatThrownBy(stepper::step).hasMessageContaining("inside");
                two.door().execute(() -> story.add("through the door"));
            });
            assertThat(stepper.settle(1000)).isTrue();
            assertThat(two.timer("t", () -> {}).isStarted()).isFalse(); // between steps the tester may look in
        }
        assertThat(story).containsExactly("through the door");
    }

    @Test
    void whenAllAreIdleTheClockSkipsToTheNextTimer() {
        var stepper = Stepper.seeded(1);
        try (var loop = stepper.add(Loop.open("one", options(stepper)))) {
            long began = stepper.time().nanoTime();
            loop.timer("week", () -> story.add("after " + (stepper.time().nanoTime() - began)))
                    .startAfter(Duration.ofDays(7).toNanos());
            assertThat(stepper.runFor(Duration.ofDays(6).toNanos(), 1000)).isTrue();
            assertThat(story).isEmpty();
            assertThat(stepper.runUntil(() -> !story.isEmpty(), 1000)).isTrue();
            assertThat(story).containsExactly("after " + Duration.ofDays(7).toNanos());
            assertThat(stepper.runUntil(() -> false, 1000)).isFalse(); // nothing is left to happen
        }
    }

    @Test
    void theSameSeedGivesTheSameRunEventForEvent() {
        var first = run(42);
        assertThat(run(42)).isEqualTo(first);
        assertThat(run(43)).isNotEqualTo(first);
        assertThat(first).last().asString().contains("4000 bytes");
    }

    /** A client on one loop sends 4000 bytes to an echoing server on another, over a disturbed network. */
    private List<String> run(long seed) {
        story.clear();
        var stepper = Stepper.seeded(seed);
        stepper.network().script(NetworkScript.seeded(seed, 20, 1_000_000)).pipeBytes(300);
        try (var server = stepper.add(Loop.open("server", options(stepper)));
                var client = stepper.add(Loop.open("client", options(stepper)))) {
            int listener = server.sockets()
                    .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7), ListenOptions.defaults());
            server.sockets().attach(listener, new Echo(server));
            server.sockets().interest(listener, Poller.READ);
            var talk = new Talk(client);
            assertThat(stepper.runUntil(() -> talk.received == 4000, 100_000)).isTrue();
            story.add("at " + stepper.time().nanoTime() + " after " + stepper.steps() + " steps: 4000 bytes");
        }
        return List.copyOf(story);
    }

    private final class Echo implements ReadyHandler {
        private final Loop loop;
        private final MemorySegment bytes = MemorySegment.ofArray(new byte[512]);

        Echo(Loop loop) {
            this.loop = loop;
        }

        @Override
        public void onReady(int handle, boolean readable, boolean writable) {
            if (handle == 0) {
                int accepted = loop.sockets().accept(handle);
                loop.sockets().attach(accepted, this);
                loop.sockets().interest(accepted, Poller.READ);
                return;
            }
            int got = loop.sockets().read(handle, bytes, 0, 100);
            int sent = 0;
            while (sent < got) {
                sent += loop.sockets().write(handle, bytes, sent, got - sent);
            }
            story.add("server echoes " + got + " at " + loop.nowNanos());
        }

        @Override
        public String label() {
            return "echo";
        }
    }

    private final class Talk implements ReadyHandler {
        private final Loop loop;
        private final MemorySegment bytes = MemorySegment.ofArray(new byte[512]);
        private int sent;
        private int received;

        Talk(Loop loop) {
            this.loop = loop;
            int handle = loop.sockets().connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7));
            loop.sockets().attach(handle, this);
            loop.sockets().interest(handle, Poller.WRITE | Poller.READ);
        }

        @Override
        public void onReady(int handle, boolean readable, boolean writable) {
            if (writable && sent - received < 100) {
                sent += loop.sockets().write(handle, bytes, 0, Math.min(100, 4000 - sent));
            }
            if (readable) {
                received += loop.sockets().read(handle, bytes, 0, 512);
                story.add("client has " + received);
            }
            boolean more = sent < 4000 && sent - received < 100;
            loop.sockets().interest(handle, more ? Poller.READ | Poller.WRITE : Poller.READ);
        }

        @Override
        public String label() {
            return "talk";
        }
    }

    @Test
    void aWorkerCanBeSteppedBesideALoop() {
        var stepper = Stepper.seeded(5);
        try (var loop = stepper.add(Loop.open("loop", options(stepper)))) {
            var queue = MessageQueue.open(
                    loop, MessageQueueOptions.<Integer>of("numbers", 16, lost -> {}), n -> story.add("got " + n));
            stepper.add(new Steppable() {
                private final Owner owner = Owner.named("worker").take();
                private int made;

                @Override
                public String label() {
                    return "worker";
                }

                @Override
                public Owner owner() {
                    return owner;
                }

                @Override
                public int step() {
                    assertThat(loop.door().isLoopThread()).isFalse();
                    owner.check("worker step");
                    if (!hasWork()) {
                        return 0;
                    }
                    assertThat(queue.offer(made++)).isEqualTo(Offer.ACCEPTED);
                    return 1;
                }

                @Override
                public long nextDeadlineNanos() {
                    return Long.MAX_VALUE;
                }

                @Override
                public boolean hasWork() {
                    return made < 10;
                }
            });
            assertThat(stepper.settle(1000)).isTrue();
        }
        assertThat(story).hasSize(10).startsWith("got 0").endsWith("got 9");
    }
}
