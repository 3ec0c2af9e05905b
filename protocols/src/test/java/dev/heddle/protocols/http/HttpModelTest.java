// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.net.WhenBehind;
import dev.heddle.runtime.poll.NetworkScript;
import dev.heddle.runtime.poll.ScriptedNetwork;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Pipelined requests with handlers of every kind on a scripted network, all drawn from a seed: short reads and
/// writes, small buffers, few units, clients that stop to read, handlers that finish in any order. Every answer must be
/// there, whole, and in the order of the requests; at the end nothing is held. More: `-Dheddle.model.seeds=10000`.
class HttpModelTest {
    private static final int SEEDS = Integer.getInteger("heddle.model.seeds", 150);
    private static final Endpoint AT = new Endpoint("127.0.0.1", 80);

    /// How a request is answered; the number in its target chooses.
    private enum Kind {
        AT_ONCE,
        LATER,
        BODY,
        PARTS,
        UNIT,
        LARGE,
        THROWS,
        UNREAD
    }

    private record Planned(Kind kind, boolean head, int status, byte[] answer) {}

    /// Something that a handler does some turns later.
    private record Later(int turn, Runnable task) {}

    private static final class World implements HttpHandler {
        final Random random;
        final VirtualTime time = new VirtualTime();
        final ScriptedNetwork network = ScriptedNetwork.virtualTime(time::nanoTime, time::advance);
        final List<Planned> plan = new ArrayList<>();
        final List<Later> later = new ArrayList<>();
        final List<Throwable> uncaught = new ArrayList<>();
        final UnitHeap heap;
        final UnitHeap clients;
        final Loop loop;
        final Graph serving;
        final Graph calling;
        final Http http;
        final ModelClient client;
        int turn;

        World(long seed) {
            random = new Random(seed);
            heap = UnitHeap.open(HeapOptions.of("server", 1024, 8 + random.nextInt(60), 100)
                    .doubling()
                    .checked(true));
            clients = UnitHeap.open(HeapOptions.of("client", 1024, 64, 4096));
            loop = Loop.open(
                    "model",
                    LoopOptions.defaults()
                            .backend(Backend.SCRIPTED)
                            .network(network)
                            .time(time)
                            .onUncaught((label, why) -> uncaught.add(why)));
            var options = HttpOptions.of(heap)
                    .windowBytes(4096 + random.nextInt(8192))
                    .answerBytes(1024 + random.nextInt(4096))
                    .discardBytes(1 << 20)
                    .limits(HttpLimits.defaults().pipelined(1 + random.nextInt(8)));
            serving = GraphPlan.bottom(
                            "tcp", () -> Tcp.create(TcpOptions.of(heap).outbox(1 << 17, WhenBehind.PUSH_BACK)))
                    .layer("http", () -> Http.create(options, this), "tcp")
                    .checked(true)
                    .build(loop);
            client = new ModelClient(clients, random);
            calling = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(clients)))
                    .layer("client", () -> client, "tcp")
                    .build(loop);
            http = (Http) serving.layer("http");
            http.listen(AT);
            network.pipeBytes(512 + random.nextInt(8192));
            network.script(NetworkScript.seeded(seed, random.nextInt(40), random.nextInt(2_000_000)));
        }

        // ---- requests, and what must be answered

        byte[] requests(int count) {
            var wire = new java.io.ByteArrayOutputStream();
            for (int i = 0; i < count; i++) {
                var kind = Kind.values()[random.nextInt(Kind.values().length)];
                boolean takesBody = kind == Kind.BODY || kind == Kind.UNREAD;
                var body = takesBody ? bytes(random.nextInt(random.nextBoolean() ? 50 : 6000)) : new byte[0];
                boolean head = !takesBody && random.nextInt(6) == 0;
                plan.add(new Planned(kind, head, kind == Kind.THROWS ? 500 : 200, answer(kind, i, body)));
                wire.writeBytes(
                        text((head ? "HEAD" : takesBody ? "POST" : "GET") + " /" + i + " HTTP/1.1\r\nHost: a\r\n"));
                wire.writeBytes(takesBody ? framed(body) : text("\r\n"));
            }
            return wire.toByteArray();
        }

        private byte[] framed(byte[] body) {
            var out = new java.io.ByteArrayOutputStream();
            if (random.nextBoolean()) {
                out.writeBytes(text("Content-Length: " + body.length + "\r\n\r\n"));
                out.writeBytes(body);
                return out.toByteArray();
            }
            out.writeBytes(text("Transfer-Encoding: chunked\r\n\r\n"));
            for (int at = 0; at < body.length; ) {
                int length = Math.min(body.length - at, 1 + random.nextInt(500));
                out.writeBytes(text(Integer.toHexString(length) + (random.nextInt(4) == 0 ? ";a=b" : "") + "\r\n"));
                out.write(body, at, length);
                out.writeBytes(text("\r\n"));
                at += length;
            }
            out.writeBytes(text("0\r\n" + (random.nextBoolean() ? "T: u\r\n" : "") + "\r\n"));
            return out.toByteArray();
        }

        private byte[] answer(Kind kind, int i, byte[] body) {
            return switch (kind) {
                case AT_ONCE, LATER, UNREAD -> text("answer " + i);
                case BODY -> body;
                case PARTS, LARGE -> bytes(random.nextInt(20_000));
                case UNIT -> bytes(random.nextInt(1024));
                case THROWS -> text("500 internal server error\n");
            };
        }

        private byte[] bytes(int length) {
            var bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }

        private static byte[] text(String text) {
            return text.getBytes(StandardCharsets.US_ASCII);
        }

        // ---- the handler

        @Override
        public void onRequest(HttpExchange exchange) {
            var planned = plan.get(Integer.parseInt(exchange.head().target().substring(1)));
            switch (planned.kind) {
                case AT_ONCE, UNREAD -> exchange.respond(200, ResponseHeaders.NONE, planned.answer);
                case LATER -> later(() -> exchange.respond(200, ResponseHeaders.NONE, planned.answer));
                case LARGE ->
                    later(() -> exchange.respond(200, ResponseHeaders.NONE, MemorySegment.ofArray(planned.answer)));
                case BODY -> later(() -> exchange.body(new Echo()));
                case PARTS -> new Parts(exchange, planned.answer).run();
                case UNIT -> later(() -> unit(exchange, planned.answer));
                case THROWS -> throw new IllegalArgumentException("planned");
            }
        }

        void later(Runnable task) {
            later.add(new Later(turn + random.nextInt(40), task));
        }

        private void unit(HttpExchange exchange, byte[] answer) {
            var unit = heap.tryAllocate();
            if (unit == null) {
                later(() -> unit(exchange, answer)); // the heap is at its ceiling
                return;
            }
            MemorySegment.copy(MemorySegment.ofArray(answer), 0, unit.payload(), 0, answer.length);
            unit.lengthBytes(answer.length);
            exchange.respond(200, ResponseHeaders.NONE, unit);
        }

        /// Sends back what it gets, and wants pauses.
        private final class Echo implements BodyListener {
            private final java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();

            @Override
            public boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes) {
                body.writeBytes(unit.payload()
                        .asSlice(fromBytes, lengthBytes)
                        .toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
                unit.release();
                if (random.nextInt(4) == 0) {
                    later(exchange::resume);
                    return false;
                }
                return true;
            }

            @Override
            public void onEnd(HttpExchange exchange) {
                exchange.respond(200, ResponseHeaders.NONE, body.toByteArray());
            }

            @Override
            public void onFailed(HttpExchange exchange, BodyFailure why) {
                throw new AssertionError("a body failed: " + why);
            }
        }

        /// Appends while there is room, or until it does not feel like it.
        private final class Parts implements Runnable {
            private final HttpExchange exchange;
            private final byte[] answer;
            private int at;

            Parts(HttpExchange exchange, byte[] answer) {
                this.exchange = exchange;
                this.answer = answer;
                exchange.onRoom(this);
                exchange.start(
                        200,
                        random.nextBoolean()
                                ? ResponseHeaders.NONE
                                : ResponseHeaders.of("Content-Length", Integer.toString(answer.length)));
            }

            @Override
            public void run() {
                while (at < answer.length) {
                    int length = Math.min(answer.length - at, 1 + random.nextInt(1500));
                    var part = MemorySegment.ofArray(answer).asSlice(at, length);
                    at += length;
                    var outcome = exchange.append(part);
                    if (outcome != Appended.ACCEPTED) {
                        return;
                    }
                    if (random.nextInt(5) == 0) {
                        later(this);
                        return;
                    }
                }
                exchange.finish();
            }
        }

        // ---- turns

        boolean until(java.util.function.BooleanSupplier condition, int turns) {
            for (int i = 0; i < turns && !condition.getAsBoolean(); i++) {
                turn++;
                client.turn();
                for (var due : later.stream().filter(one -> one.turn <= turn).toList()) {
                    later.remove(due);
                    due.task.run();
                }
                loop.turn(1_000_000);
                time.advance(100_000);
            }
            return condition.getAsBoolean();
        }

        void close() {
            client.close();
            assertThat(until(() -> http.connections() == 0, 50_000)).isTrue();
            assertThat(http.underWay()).isZero();
            calling.close();
            serving.close();
            loop.close();
            heap.close();
            clients.close();
            assertThat(heap.stats().inUse()).as(() -> "" + heap.heldUnits()).isZero();
        }
    }

    /// The answers in what came; the last one may be cut short.
    private static List<Planned> answers(byte[] wire, List<Planned> plan) {
        var answers = new ArrayList<Planned>();
        var text = new String(wire, StandardCharsets.ISO_8859_1);
        int at = 0;
        while (at < text.length() && answers.size() < plan.size()) {
            int end = text.indexOf("\r\n\r\n", at);
            if (end < 0) {
                return answers;
            }
            var head = text.substring(at, end + 2);
            int status = Integer.parseInt(head.substring(9, 12));
            at = end + 4;
            var planned = plan.get(answers.size());
            var body = new StringBuilder();
            if (!planned.head) {
                at = body(text, head, at, body);
                if (at < 0) {
                    return answers;
                }
            }
            answers.add(new Planned(
                    planned.kind, planned.head, status, body.toString().getBytes(StandardCharsets.ISO_8859_1)));
        }
        return answers;
    }

    /// Where the next answer begins; -1: this one is not whole.
    private static int body(String text, String head, int from, StringBuilder body) {
        int name = head.indexOf("\r\nContent-Length: ");
        if (name >= 0) {
            int length = Integer.parseInt(head.substring(name + 18, head.indexOf('\r', name + 2)));
            if (from + length > text.length()) {
                return -1;
            }
            body.append(text, from, from + length);
            return from + length;
        }
        assertThat(head).contains("Transfer-Encoding: chunked");
        int at = from;
        for (; ; ) {
            int line = text.indexOf("\r\n", at);
            if (line < 0) {
                return -1;
            }
            int length = Integer.parseInt(text.substring(at, line), 16);
            at = line + 2;
            if (at + length + 2 > text.length()) {
                return -1;
            }
            body.append(text, at, at + length);
            at += length + 2;
            if (length == 0) {
                return at;
            }
        }
    }

    @Test
    @Timeout(600)
    void everyAnswerComesWholeAndInOrderAndNothingIsHeld() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var world = new World(seed);
            world.client.connect(AT, world.requests(1 + world.random.nextInt(30)));
            boolean all =
                    world.until(() -> answers(world.client.got(), world.plan).size() == world.plan.size(), 200_000);
            var answers = answers(world.client.got(), world.plan);
            assertThat(all)
                    .as(
                            "seed %d: %d of %d answers, sent all: %s, ended: %s, uncaught: %s",
                            seed,
                            answers.size(),
                            world.plan.size(),
                            world.client.hasSentAll(),
                            world.client.isEnded(),
                            world.uncaught)
                    .isTrue();
            for (int i = 0; i < answers.size(); i++) {
                var wanted = world.plan.get(i);
                var as = "seed " + seed + " request " + i + " " + wanted.kind;
                assertThat(answers.get(i).status).as(as).isEqualTo(wanted.status);
                if (!wanted.head) {
                    assertThat(Arrays.equals(answers.get(i).answer, wanted.answer))
                            .as(as)
                            .isTrue();
                }
            }
            assertThat(world.uncaught).as("seed %d", seed).allMatch(why -> "planned".equals(why.getMessage()));
            world.close();
        }
    }

    @Test
    @Timeout(600)
    void aClientThatLeavesAtAnyTurnLeavesNothingBehind() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            var world = new World(seed);
            world.client.connect(AT, world.requests(1 + world.random.nextInt(30)));
            int leaves = world.random.nextInt(300);
            world.until(() -> world.turn > leaves, 10_000);
            world.close();
            assertThat(world.uncaught)
                    .as("seed %d", seed)
                    .allMatch(why -> why instanceof AssertionError || "planned".equals(why.getMessage()));
            assertThat(Duration.ofNanos(world.time.nanoTime())).isPositive();
        }
    }
}
