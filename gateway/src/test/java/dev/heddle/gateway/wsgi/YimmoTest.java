// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The defects of libyimmo that only a whole server shows: requests that overtake each other, clients that leave, and
 * stops. The others bear its name where they belong: {@link ComplianceCases}, {@link ComplianceTest},
 * {@link SchemeTest}, and the tests of the workers, of the queues, and of `heddle wsgi`.
 */
@Timeout(180)
class YimmoTest {
    private static final int CLIENTS = 24;
    private static final int EACH = 60;

    private Child server;

    @AfterEach
    void end() {
        if (server != null) {
            server.close();
        }
    }

    /** Stops, and sees that nothing is left: no request, no thread, no unit. */
    private void stopsClean() {
        assertThat(server.stop()).isZero();
        assertThat(server.log()).doesNotContain("python-callback-threw").doesNotContain("exchange-failed");
        assertThat(server.log()).contains("units in use: 0").endsWith(" clean");
    }

    private interface Visit {
        void by(RawClient client, int number);
    }

    /** Many at once; what any of them found wrong. */
    private List<Throwable> visits(Visit visit) throws InterruptedException {
        var wrong = new ConcurrentLinkedQueue<Throwable>();
        var clients = new ArrayList<Thread>();
        for (int i = 0; i < CLIENTS; i++) {
            int number = i;
            clients.add(Thread.startVirtualThread(() -> {
                for (int n = 0; n < EACH; n++) {
                    try (var client = server.client()) {
                        visit.by(client, number * EACH + n);
                    } catch (Throwable thrown) {
                        wrong.add(thrown);
                    }
                }
            }));
        }
        for (var client : clients) {
            client.join();
        }
        return List.copyOf(wrong);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void yimmo0a_afterPipelinedRequestsOthersAreServedAndTheServerStops(int threads) {
        server = Child.ours("compliance", "threads=" + threads);
        try (var client = server.client()) {
            client.get("/n1").get("/n2").get("/n3");
            assertThat(client.answer().body()).isEqualTo("|/n1|");
            assertThat(server.get("/other").body()).isEqualTo("|/other|");
            assertThat(client.answer().body()).isEqualTo("|/n2|");
            assertThat(client.answer().body()).isEqualTo("|/n3|");
        }
        stopsClean();
    }

    @Test
    void yimmo5_contentionNeverLooksLikeAClientThatHasLeft() throws Exception {
        server = Child.ours("compliance", "threads=4");
        var wrong = visits((client, number) -> {
            client.get("/big?" + (20_000 + number)).get("/echo-" + number);
            assertThat(client.answer().body()).hasSize(20_000 + number);
            assertThat(client.answer().body()).isEqualTo("|/echo-" + number + "|");
        });
        assertThat(wrong).isEmpty();
        stopsClean();
    }

    @Test
    void yimmo6_anExchangeWhoseSessionHasGoneIsNotTouchedAgain() throws Exception {
        server = Child.ours("compliance", "threads=4");
        var wrong = visits((client, number) -> {
            switch (number % 4) {
                case 0 -> client.get("/takes?2");
                case 1 -> client.get("/big?3000000");
                case 2 -> client.request("POST", "/read", "Content-Length: 10").send("abc");
                default -> client.get("/writes").get("/generator").get("/takes?1");
            }
            reset(client);
        });
        assertThat(wrong).isEmpty();
        assertThat(server.get("/single").body()).isEqualTo("one and only");
        stopsClean();
    }

    private static void reset(RawClient client) {
        try {
            client.socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void yimmo7_exchangesThatAreUsedAgainAreNeverTwoRequestsAtOnce() throws Exception {
        server = Child.ours("compliance", "threads=4");
        var wrong = visits((client, number) -> {
            var body = (number + ",").repeat(1 + number % 700);
            assertThat(client.post("/echo", body).answer().body()).isEqualTo(body);
            assertThat(client.get("/key?HTTP_X_NUMBER", "X-Number: " + number)
                            .answer()
                            .body())
                    .isEqualTo(String.valueOf(number));
        });
        assertThat(wrong).isEmpty();
        stopsClean();
    }

    @ParameterizedTest
    @ValueSource(strings = {"idle", "busy", "locked"})
    void yimmo8_aStopEndsWithinItsDeadlineWhateverTheWorkersDo(String how) throws Exception {
        server = Child.ours(how.equals("locked") ? "hostile" : "compliance", "threads=2", "stop=8");
        try (var one = server.client();
                var two = server.client()) {
            switch (how) {
                case "idle" -> {
                    assertThat(server.get("/" + how).body()).isEqualTo("|/" + how + "|");
                    stopsClean();
                }
                case "busy" -> {
                    one.get("/waits?/nowhere");
                    assertThat(one.socket.getInputStream().read()).isEqualTo('H');
                    two.get("/takes?300");
                    server.stop();
                    assertThat(two.answer().body()).isEqualTo("300");
                    assertThat(server.log()).contains("units in use: 0");
                }
                default -> {
                    one.get("/spin"); // and never gives the interpreter's lock up by itself
                    server.awaitLine(line -> line.equals("blocked"));
                    stopsClean();
                    assertThat(one.answer().status()).isEqualTo(500);
                }
            }
        }
    }

    @Test
    void yimmo9_requestsOfOneConnectionAreAnsweredInOrderHoweverLongEachTakes() throws Exception {
        server = Child.ours("compliance", "threads=4");
        try (var client = server.client()) {
            for (int milliseconds = 30; milliseconds >= 0; milliseconds--) {
                client.get("/takes?" + milliseconds);
            }
            for (int milliseconds = 30; milliseconds >= 0; milliseconds--) {
                assertThat(client.answer().body()).isEqualTo(String.valueOf(milliseconds));
            }
        }
        var wrong = visits((client, number) -> {
            client.get("/single").get("/takes?1").get("/generator").get("/single");
            assertThat(client.answer().body()).isEqualTo("one and only");
            reset(client); // in the middle of what it has asked for
        });
        assertThat(wrong).isEmpty();
        stopsClean();
    }
}
