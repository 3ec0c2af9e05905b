// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.blocking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.Phase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// When the threads of a turn are started.
class TurnStartsTest {
    private final Thread first = Thread.ofVirtual().unstarted(() -> {});
    private final Thread second = Thread.ofVirtual().unstarted(() -> {});

    private static Loop loop() {
        return Loop.open("loop", LoopOptions.defaults().backend(Backend.NIO));
    }

    @Test
    void allOfATurnAreStartedAtItsEndAndTheNextTurnDoesNotWaitForThem() {
        try (var loop = loop()) {
            List<Thread.State> before = new ArrayList<>();
            loop.soon(() -> TurnStarts.of(loop).add(first));
            loop.soon(() -> TurnStarts.of(loop).add(second));
            loop.each(Phase.FLUSH, "look", () -> {
                        before.add(first.getState());
                        before.add(second.getState());
                    })
                    .start();
            loop.turn(Long.MAX_VALUE);
            assertThat(before).containsExactly(Thread.State.NEW, Thread.State.NEW);
            assertThat(first.getState()).isNotEqualTo(Thread.State.NEW);
            assertThat(second.getState()).isNotEqualTo(Thread.State.NEW);
            assertThat(loop.hasWork()).isFalse();
        }
    }

    @Test
    void aLoopWithAStartThatIsDueDoesNotSleep() {
        try (var loop = loop()) {
            TurnStarts.of(loop).add(first);
            loop.turn(Long.MAX_VALUE);
            assertThat(first.getState()).isNotEqualTo(Thread.State.NEW);
        }
    }

    @Test
    void whatWaitsWhenTheLoopClosesIsStarted() {
        try (var loop = loop()) {
            TurnStarts.of(loop).add(first);
        }
        assertThat(first.getState()).isNotEqualTo(Thread.State.NEW);
    }
}
