// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final VirtualTime time = new VirtualTime();
    private final List<String> fired = new ArrayList<>();
    private final Loop loop =
            Loop.open("timers", LoopOptions.defaults().time(time).budgets(16, 100, 16));

    @AfterEach
    void close() {
        loop.close();
    }

    private TimerWatcher timer(String label) {
        return loop.timer(label, () -> fired.add(label));
    }

    private void after(long nanos) {
        time.advance(nanos);
        loop.turn(0);
    }

    @Test
    void timersFireInTheOrderOfTheirDeadlinesAndEqualOnesAsTheyWereStarted() {
        timer("late").startAfter(30);
        timer("b").startAfter(20);
        timer("a").startAfter(20);
        timer("early").startAfter(10);
        after(9);
        assertThat(fired).isEmpty();
        after(1);
        assertThat(fired).containsExactly("early");
        after(100);
        assertThat(fired).containsExactly("early", "b", "a", "late");
    }

    @Test
    void startingItAgainMovesItAndStoppingRemovesIt() {
        var moved = timer("moved");
        var stopped = timer("stopped");
        moved.startAfter(10);
        stopped.startAfter(10);
        after(5);
        moved.startAfter(10);
        stopped.stop();
        after(9);
        assertThat(fired).isEmpty();
        assertThat(moved.isStarted()).isTrue();
        after(1);
        assertThat(fired).containsExactly("moved");
        assertThat(moved.isStarted()).isFalse();
        moved.start(); // with the last delay
        after(10);
        assertThat(fired).hasSize(2);
    }

    @Test
    void oneThatStartsItselfWithNoDelayRunsOncePerTurn() {
        var self = new ArrayList<TimerWatcher>();
        self.add(loop.timer("again", () -> {
            fired.add("again");
            self.getFirst().startAfter(0);
        }));
        self.getFirst().startAfter(0);
        loop.turn(0);
        loop.turn(0);
        assertThat(fired).hasSize(2);
        self.getFirst().stop();
        loop.turn(0);
        assertThat(fired).hasSize(2);
    }

    @Test
    void aTurnFiresNoMoreThanItsBudget() {
        for (int i = 0; i < 250; i++) {
            timer("t").startAfter(1);
        }
        after(1);
        assertThat(fired).hasSize(100);
        assertThat(loop.turn(Long.MAX_VALUE)).isEqualTo(100); // what is left over keeps the loop from waiting
        loop.turn(0);
        assertThat(fired).hasSize(250);
    }

    @Test
    void aRestartInsideTheCallbackIsTracedAsDetachAndAttach() {
        var trace = new ArrayList<TracePoint>();
        try (var traced = Loop.open(
                "traced", LoopOptions.defaults().time(time).trace((point, kind, label) -> trace.add(point)))) {
            var self = new ArrayList<TimerWatcher>();
            self.add(traced.timer("t", () -> self.getFirst().startAfter(5)));
            self.getFirst().startAfter(0);
            traced.turn(0);
            assertThat(trace)
                    .containsExactly(
                            TracePoint.ATTACH,
                            TracePoint.BEFORE,
                            TracePoint.DETACH,
                            TracePoint.ATTACH,
                            TracePoint.AFTER);
        }
    }

    @Test
    void aPeriodicCallKeepsItsRateAndSkipsWhatItMissed() {
        var times = new ArrayList<Long>();
        long began = time.nanoTime();
        var periodic = loop.periodic("tick", Duration.ofNanos(100), () -> times.add(time.nanoTime() - began));
        periodic.start();
        after(100);
        after(130); // late by 30
        after(70); // back on its grid
        after(450); // four missed
        after(50);
        assertThat(times).containsExactly(100L, 230L, 300L, 750L, 800L);
        periodic.stop();
        after(1000);
        assertThat(times).hasSize(5);
    }

    @Test
    void badTimersAreErrorsThatSayWhatWasWanted() {
        assertThatThrownBy(() -> timer("idle-timeout").start()).hasMessageContaining("idle-timeout");
        assertThatThrownBy(() -> loop.periodic("tick", Duration.ZERO, () -> {}))
                .hasMessageContaining("tick")
                .hasMessageContaining("above 0");
    }

    @Test
    void thousandsOfRandomMovesFireExactlyAsASortedListWould() {
        for (long seed = 1; seed <= 20; seed++) {
            compareWithModel(seed);
        }
    }

    private void compareWithModel(long seed) {
        var random = new SplittableRandom(seed);
        var timers = new ArrayList<TimerWatcher>();
        var deadline = new HashMap<String, long[]>();
        fired.clear();
        for (int i = 0; i < 60; i++) {
            timers.add(timer("t" + i));
        }
        var expected = new ArrayList<String>();
        long order = 0;
        for (int step = 0; step < 500; step++) {
            int pick = random.nextInt(60);
            if (random.nextInt(4) == 0) {
                timers.get(pick).stop();
                deadline.remove("t" + pick);
            } else {
                long delay = random.nextInt(50);
                timers.get(pick).startAfter(delay);
                deadline.put("t" + pick, new long[] {time.nanoTime() + delay, order++});
            }
            if (random.nextInt(3) == 0) {
                after(random.nextInt(20));
                deadline.entrySet().stream()
                        .filter(entry -> entry.getValue()[0] <= time.nanoTime())
                        .sorted(Comparator.comparing((java.util.Map.Entry<String, long[]> entry) -> entry.getValue()[0])
                                .thenComparing(entry -> entry.getValue()[1]))
                        .map(java.util.Map.Entry::getKey)
                        .forEach(expected::add);
                deadline.values().removeIf(value -> value[0] <= time.nanoTime());
            }
            assertThat(fired).as("seed " + seed + " step " + step).isEqualTo(expected);
        }
        timers.forEach(TimerWatcher::stop);
    }
}
