// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.unit.Chain;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A connection that becomes another protocol's.
@Timeout(60)
class UpgradeTest {
    private static final String ASK =
            "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other, echo\r\n\r\n";

    /// Sends back what it gets.
    private static final class EchoLayer extends Protocol implements Upgrading {
        private final Map<Long, SessionRef> sessions = new HashMap<>();
        private volatile UpgradeAnswer answer = UpgradeAnswer.accept(ResponseHeaders.of("X-Echo", "yes"));
        private volatile String target = "";

        @Override
        protected void onBuilt() {
            below().openEnable(this, Participants.at(new Upgrade("Echo")));
        }

        @Override
        protected void onClose() {
            sessions.values().forEach(SessionRef::close);
        }

        @Override
        public UpgradeAnswer onUpgrade(RequestHead head, Session lower) {
            return answer;
        }

        @Override
        public void openDone(Session lower) {
            var head = lower.control(new UpgradedHead());
            target = head == null ? "none" : head.target();
            sessions.put(lower.id(), lower.duplicate());
        }

        @Override
        public void demux(Session lower, Chain message) {
            lower.push(message);
        }

        @Override
        public void closeDone(Session lower) {
            var session = sessions.remove(lower.id());
            if (session != null) {
                session.close();
            }
        }

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }

    private static Served served(EchoLayer echo, HttpHandler handler) {
        return Served.with(16 << 10, 1024, options -> options, plan -> plan.layer("echo", () -> echo, "http"), handler);
    }

    @Test
    void bytesPassBothWaysBehindThe101AlsoThoseThatCameWithTheHead() {
        var echo = new EchoLayer();
        try (var server = served(echo, exchange -> exchange.respond(404, ResponseHeaders.NONE));
                var client = server.client()) {
            var answer = client.send(ASK + "early").answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.header("Upgrade")).isEqualTo("echo");
            assertThat(answer.header("Connection")).isEqualTo("Upgrade");
            assertThat(answer.header("X-Echo")).isEqualTo("yes");
            assertThat(client.bytes(5)).isEqualTo("early");
            client.send("later");
            assertThat(client.bytes(5)).isEqualTo("later");
            assertThat(echo.target).isEqualTo("/chat");
            assertThat(server.ask(server.http::connections)).isZero();
        }
    }

    @Test
    void anUpgradeWaitsForTheAnswersOfEarlierRequests() throws Exception {
        var waiting = new LinkedBlockingQueue<HttpExchange>();
        try (var server = served(new EchoLayer(), waiting::add);
                var client = server.client()) {
            client.get("/first").send(ASK + "early");
            var first = waiting.poll(10, TimeUnit.SECONDS);
            server.ask(() -> {
                first.respond(200, ResponseHeaders.NONE, "one");
                return true;
            });
            assertThat(client.answer().body()).isEqualTo("one");
            assertThat(client.answer().status()).isEqualTo(101);
            assertThat(client.bytes(5)).isEqualTo("early");
        }
    }

    @Test
    void aRefusedUpgradeIsAnsweredAndRequestsGoOn() {
        var echo = new EchoLayer();
        echo.answer = UpgradeAnswer.refuse(403, ResponseHeaders.NONE, "no");
        try (var server = served(echo, exchange -> exchange.respond(200, ResponseHeaders.NONE, "plain"));
                var client = server.client()) {
            client.send(ASK).get("/next");
            assertThat(client.answer().status()).isEqualTo(403);
            assertThat(client.answer().body()).isEqualTo("plain");
        }
    }

    @Test
    void aProtocolThatNobodyEnabledIsAnOrdinaryRequest() {
        try (var server = served(new EchoLayer(), exchange -> exchange.respond(200, ResponseHeaders.NONE, "plain"));
                var client = server.client()) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("plain");
        }
    }
}
