// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an application does: the server survives it, tells it, and stops within its deadline. */
class HostileTest {
    /** For what is over when it is over. */
    private static Child shared;

    private Child own;

    private static Child shared() {
        if (shared == null) {
            shared = Child.ours("hostile");
        }
        return shared;
    }

    @AfterAll
    static void stopShared() {
        if (shared != null) {
            shared.close();
            shared = null;
        }
    }

    @AfterEach
    void stopOwn() {
        if (own != null) {
            own.close();
        }
    }

    private static String last(Child server) {
        return server.log().lines().reduce((first, second) -> second).orElse("");
    }

    @ParameterizedTest
    @CsvSource({
        "/exit, SystemExit",
        "/interrupt, KeyboardInterrupt",
        "/generator-exit, GeneratorExit",
        "/deep, RecursionError",
        "/deep-in-c, RecursionError",
        "/deeper, RecursionError",
        "/memory, MemoryError"
    })
    void whatItRaisesIsAnswered500AndTold(String path, String kind) {
        assertThat(shared().get(path).status()).isEqualTo(500);
        shared().awaitLine(line -> line.contains("wsgi-application-raised") && line.contains("kind=" + kind));
        assertThat(shared().get("/").body()).isEqualTo("alive");
    }

    @ParameterizedTest
    @CsvSource({"/fork, child ended with 1", "/fork-exit, child ended with 7", "/fork-return, child ended with 0"})
    void aForkedChildEndsInsteadOfAnswering(String path, String body) {
        assertThat(shared().get(path).body()).isEqualTo(body);
        assertThat(shared().get("/").body()).isEqualTo("alive");
    }

    @Test
    void anotherPythonProcessIsStartedWithTheRightProgram() {
        assertThat(shared().get("/spawn").body()).isEqualTo("42");
        assertThat(shared().get("/processes").body()).isEqualTo("spawn");
    }

    @Test
    void handlersOfSignalsAreNotInstalledAndThatIsTold() {
        assertThat(shared().get("/signals").body()).isEqualTo("False");
        shared().awaitLine(line -> line.contains("wsgi-signal-refused") && line.contains("signal.alarm"));
        shared().awaitLine(line -> line.contains("faulthandler.enable"));
        assertThat(shared().get("/").body()).isEqualTo("alive");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stdout", "/closes"})
    void aClosedStandardOutputIsItsOwnProblem(String path) {
        own = Child.ours("hostile");
        assertThat(own.get(path).body()).isEqualTo("closed");
        assertThat(own.get("/").body()).isEqualTo("alive");
        own.stop();
    }

    @Test
    void handlersInstalledWhileItIsImportedDoNotKeepTheServerFromStopping() {
        own = Child.ours(List.of("HOSTILE_IMPORT=signals", "PYTHONFAULTHANDLER=1", "PYTHONHOME=/nowhere"), "hostile");
        assertThat(own.get("/").body()).isEqualTo("alive");
        own.stop();
        assertThat(last(own)).endsWith(" clean");
    }

    @Test
    void whatItRegisteredForItsEndIsRun() {
        own = Child.ours(List.of("HOSTILE_ATEXIT=1"), "hostile");
        assertThat(own.get("/executor").body()).isEqualTo("42");
        own.stop();
        assertThat(own.log()).contains("atexit has run");
        assertThat(last(own)).endsWith(" clean");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/block", "/spin", "/sleep", "/catches"})
    void anApplicationThatDoesNotReturnIsInterruptedOrLeftAndTold(String path) {
        own = Child.ours("hostile", "stop=4");
        try (var client = own.client()) {
            client.get(path);
            own.awaitLine(line -> line.equals("blocked"));
            own.stop();
            boolean returns = path.equals("/block") || path.equals("/spin");
            assertThat(last(own)).endsWith(returns ? " clean" : " unclean");
            if (returns) {
                assertThat(own.log()).contains("kind=StopRequested");
                assertThat(client.answer().status()).isEqualTo(500);
            } else {
                assertThat(own.log()).contains("survivors=[wsgi-0 RUNNABLE");
            }
        }
    }

    @Test
    void threadsThatItLeavesBehindAreTold() {
        own = Child.ours("hostile", "stop=3");
        assertThat(own.get("/non-daemon").body()).isEqualTo("started");
        own.stop();
        assertThat(last(own)).contains("pythonThreads=[left-behind]").endsWith(" unclean");
    }

    @Test
    void aThreadThatSpinsDoesNotKeepOthersFromBeingServed() {
        own = Child.ours("hostile", "stop=5");
        assertThat(own.get("/daemon").body()).isEqualTo("started");
        assertThat(own.get("/").body()).isEqualTo("alive");
        own.stop();
        assertThat(last(own)).endsWith(" clean");
    }

    @Test
    void withSeveralThreadsOneThatBlocksLeavesTheOthers() {
        own = Child.ours("hostile", "threads=2", "stop=4");
        try (var client = own.client()) {
            client.get("/block");
            own.awaitLine(line -> line.equals("blocked"));
            assertThat(own.get("/").body()).isEqualTo("alive");
            own.stop();
            assertThat(last(own)).endsWith(" clean");
        }
    }

    @ParameterizedTest
    @CsvSource({"/os-exit, 42", "/crash, 134"})
    void whatEndsTheProcessEndsIt(String path, int status) {
        own = Child.ours("hostile");
        try (var client = own.client()) {
            client.get(path);
            assertThat(client.answer()).isNull();
        }
        assertThat(own.awaitExit()).isEqualTo(status);
    }
}
