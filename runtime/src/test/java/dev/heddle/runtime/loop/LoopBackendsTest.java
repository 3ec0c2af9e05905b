// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.poll.EpollPoller;
import dev.heddle.runtime.poll.ScriptedNetwork;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class LoopBackendsTest {
    static boolean epollIsSupported() {
        return EpollPoller.isSupported();
    }

    @Nested
    @EnabledIf("dev.heddle.runtime.loop.LoopBackendsTest#epollIsSupported")
    class OnEpoll extends LoopContract {
        @Override
        LoopOptions backend() {
            return LoopOptions.defaults().backend(Backend.EPOLL);
        }

        @Test
        void afterATurnOfSeveralSocketsTheNextOneServesThemInTheOrderInWhichTheyWereWrittenTo() {
            try (var arena = Arena.ofConfined()) {
                var bytes = arena.allocate(8);
                var first = pair();
                var second = pair();
                var flush = loop.flush("net", () -> {
                    second[0].write(bytes, 0, 1);
                    first[0].write(bytes, 0, 1);
                });
                flush.start();
                reader("first", first[1], flush).start();
                reader("second", second[1], flush).start();
                first[0].write(bytes, 0, 1);
                second[0].write(bytes, 0, 1);
                loop.turn(SOON);
                loop.turn(SOON);
                assertThat(story).containsExactly("first", "second", "second", "first");
            }
        }

        private IoWatcher reader(String name, StreamSocket socket, FlushWatcher flush) {
            var bytes = Arena.ofAuto().allocate(8);
            var watcher = loop.io(name, socket, (readable, writable) -> {
                socket.read(bytes, 0, 8);
                story.add(name);
                flush.mark();
            });
            watcher.readable(true);
            return watcher;
        }
    }

    @Nested
    class OnNio extends LoopContract {
        @Override
        LoopOptions backend() {
            return LoopOptions.defaults().backend(Backend.NIO);
        }
    }

    @Nested
    class OnTheScriptedNetwork extends LoopContract {
        @Override
        LoopOptions backend() {
            return LoopOptions.defaults().network(ScriptedNetwork.realTime());
        }
    }

    @Test
    void autoTakesWhatTheMachineOffersUnlessThePropertySaysOtherwise() {
        assertThat(nameOf(Backend.AUTO)).isEqualTo(EpollPoller.isSupported() ? "epoll" : "nio");
        System.setProperty("dev.heddle.loop.backend", "nio");
        try {
            assertThat(nameOf(Backend.AUTO)).isEqualTo("nio");
            System.setProperty("dev.heddle.loop.backend", "kqueue");
            assertThatThrownBy(() -> nameOf(Backend.AUTO))
                    .hasMessageContaining("dev.heddle.loop.backend")
                    .hasMessageContaining("KQUEUE");
        } finally {
            System.clearProperty("dev.heddle.loop.backend");
        }
    }

    @Test
    void loadingAheadOpensNothingAndMayBeDoneTwice() {
        for (Backend backend : new Backend[] {Backend.AUTO, Backend.NIO, Backend.SCRIPTED, Backend.AUTO}) {
            backend.load();
        }
        assertThat(nameOf(Backend.AUTO)).isIn("epoll", "nio");
    }

    private static String nameOf(Backend backend) {
        try (var loop = Loop.open("auto", LoopOptions.defaults().backend(backend))) {
            return loop.stats().backend();
        }
    }

    @Test
    void aBackendThatIsNotToBeHadIsAClearError() {
        assertThatThrownBy(() -> nameOf(Backend.SCRIPTED)).hasMessageContaining("network");
    }
}
