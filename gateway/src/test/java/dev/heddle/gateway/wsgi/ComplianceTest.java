// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our server keeps every case, with one thread and with several. */
@ParameterizedClass
@ValueSource(ints = {1, 4})
class ComplianceTest {
    private static Child server;

    @Parameter
    int threads;

    @BeforeParameterizedClassInvocation
    static void start(int threads) {
        server = Child.ours("compliance", "threads=" + threads);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        if (server != null) {
            server.stop();
            var last = server.log().lines().reduce((first, second) -> second).orElse("");
            server.close();
            assertThat(last).endsWith(" clean");
        }
    }

    static List<ComplianceCases.Case> cases() {
        return ComplianceCases.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void keeps(ComplianceCases.Case one) throws Exception {
        one.proof().check(server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wsgi.multithread", "wsgi.multiprocess", "wsgi.run_once"})
    void theFlagsAreTrueToFact(String flag) {
        boolean expected = flag.equals("wsgi.multithread") && threads > 1;
        assertThat(server.get("/key?" + flag).body()).isEqualTo(expected ? "True" : "False");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONTENT_TYPE", "CONTENT_LENGTH", "SCRIPT_NAME", "QUERY_STRING"})
    void yimmo12_whatIsEmptyIsThere(String key) {
        try (var client = server.client()) {
            var target = key.equals("QUERY_STRING") ? "/nothing" : "/key?" + key;
            assertThat(client.get(target).answer().body()).isEqualTo(key.equals("QUERY_STRING") ? "|/nothing|" : "");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP_CONTENT_TYPE", "HTTP_CONTENT_LENGTH", "wsgi.multithreaded"})
    void yimmo12_whatHasAnotherNameIsNotThereTwice(String key) {
        try (var client = server.client()) {
            client.request("POST", "/key?" + key, "Content-Type: text/x", "Content-Length: 1")
                    .send("x");
            assertThat(client.answer().body()).isEqualTo("(absent)");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "read-buffered", "read-elsewhere", "read-sized"})
    void aBodyIsReadHoweverItIsRead(String how) {
        var body = "0123456789".repeat(30_000);
        try (var client = server.client()) {
            assertThat(client.post("/" + how, body).answer().body()).startsWith("300000 ");
            client.request("POST", "/" + how, "Transfer-Encoding: chunked");
            for (int i = 0; i < 300; i++) {
                client.send("3e8\r\n" + body.substring(0, 1000) + "\r\n");
            }
            assertThat(client.send("0\r\n\r\n").answer().body()).startsWith("300000 ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 431, 414, 505, 501})
    void yimmo13_whatIsTooMuchIsAnsweredAndNotJustCut(int status) {
        try (var client = server.client()) {
            client.send(
                    switch (status) {
                        case 400 -> "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n";
                        case 413 -> "POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n";
                        case 431 -> "GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(40_000) + "\r\n\r\n";
                        case 414 -> "GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n";
                        case 505 -> "GET / HTTP/2.1\r\nHost: a\r\n\r\n";
                        default -> "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
                    });
            assertThat(client.answer().status()).isEqualTo(status);
        }
    }
}
