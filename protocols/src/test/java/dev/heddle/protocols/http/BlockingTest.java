// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.http.blocking.BlockingHandler;
import dev.heddle.protocols.http.blocking.BlockingWorkers;
import dev.heddle.protocols.http.blocking.VirtualThreads;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.WorkerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Handlers that block, on virtual threads and on workers.
@Timeout(60)
class BlockingTest {
    private static final ResponseHeaders NONE = ResponseHeaders.NONE;

    /// Sums what it reads, and answers in as many parts as there are digits.
    private static final BlockingHandler SUM = exchange -> {
        long sum = 0;
        try (var in = exchange.input()) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                sum += b;
            }
        }
        try (var out = exchange.output(200, NONE)) {
            for (byte digit : (exchange.head().path() + " " + sum).getBytes(StandardCharsets.US_ASCII)) {
                out.write(digit);
                out.flush();
            }
        }
    };

    private static void sums(Served server) {
        try (var client = server.client()) {
            client.send("POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n")
                    .send(new byte[99_999]);
            client.send(new byte[] {7}).get("/none");
            var answer = client.answer();
            assertThat(answer.body()).isEqualTo("/sum 7");
            assertThat(answer.header("Transfer-Encoding")).isEqualTo("chunked");
            assertThat(client.answer().body()).isEqualTo("/none 0");
        }
    }

    @Test
    void aHandlerOnAVirtualThreadReadsAndWritesStreams() {
        try (var threads = VirtualThreads.open("sum", 10, SUM);
                var server = Served.with(threads)) {
            sums(server);
        }
    }

    @Test
    void aHandlerOnAWorkerReadsAndWritesStreams() {
        try (var heap = UnitHeap.open(HeapOptions.of("workers", 1024, 4, 16));
                var workers = BlockingWorkers.start("sum", WorkerOptions.of("sum", 2, 16, heap), () -> SUM);
                var server = Served.onLoop(workers::on)) {
            sums(server);
        }
    }

    @Test
    void aShortAnswerGoesOutWithItsLength() {
        try (var threads = VirtualThreads.open("short", 10, exchange -> {
                    try (var out = exchange.output(200, NONE)) {
                        out.write("short".getBytes(StandardCharsets.US_ASCII));
                    }
                });
                var server = Served.with(threads);
                var client = server.client()) {
            var answer = client.get("/").answer();
            assertThat(answer.header("Content-Length")).isEqualTo("5");
            assertThat(answer.body()).isEqualTo("short");
        }
    }

    @Test
    void aHandlerThatFailsOrForgetsToAnswerIsAnswered500() {
        try (var threads = VirtualThreads.open("bad", 10, exchange -> {
                    if (exchange.head().path().equals("/throws")) {
                        throw new IOException("oops");
                    }
                });
                var server = Served.with(threads);
                var client = server.client()) {
            assertThat(client.get("/throws").answer().status()).isEqualTo(500);
            assertThat(client.get("/forgets").answer().status()).isEqualTo(500);
        }
    }

    @Test
    void aHandlerThatFailsInTheMiddleCutsTheConnection() {
        try (var threads = VirtualThreads.open("bad", 10, exchange -> {
                    var out = exchange.output(200, NONE);
                    out.write(new byte[20_000]);
                    throw new IOException("oops");
                });
                var server = Served.with(threads);
                var client = server.client()) {
            assertThat(client.get("/").isCutShort()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesIsAnIoExceptionForItsHandler() throws Exception {
        var failure = new CompletableFuture<Throwable>();
        try (var threads = VirtualThreads.open("left", 10, exchange -> {
                    try (var out = exchange.output(200, NONE)) {
                        while (true) {
                            out.write(new byte[10_000]);
                        }
                    } catch (IOException e) {
                        failure.complete(e);
                        throw e;
                    }
                });
                var server = Served.with(threads)) {
            try (var client = server.client()) {
                client.get("/").bytes(100);
            }
            assertThat(failure.get(20, TimeUnit.SECONDS)).hasMessageContaining("the client has left");
        }
    }

    @Test
    void oneRequestTooManyIsAnswered503() throws Exception {
        var running = new LinkedBlockingQueue<String>();
        var release = new CountDownLatch(1);
        try (var threads = VirtualThreads.open("busy", 2, exchange -> {
                    running.add(exchange.head().path());
                    release.await();
                    exchange.respond(200, NONE, "done");
                });
                var server = Served.with(threads);
                var one = server.client();
                var two = server.client()) {
            one.get("/1").get("/2");
            assertThat(running.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(running.poll(10, TimeUnit.SECONDS)).isNotNull();
            assertThat(two.get("/3").answer().status()).isEqualTo(503);
            release.countDown();
            assertThat(one.answer().body()).isEqualTo("done");
            assertThat(one.answer().body()).isEqualTo("done");
        }
    }

    @Test
    void aStopInterruptsHandlersThatTakeTooLongAndCountsThem() throws Exception {
        var interrupted = new CompletableFuture<Boolean>();
        var running = new CountDownLatch(1);
        try (var threads = VirtualThreads.open("stop", 10, exchange -> {
                    running.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                        throw e;
                    }
                });
                var server = Served.with(threads);
                var client = server.client()) {
            client.get("/");
            assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(threads.running()).isEqualTo(1);
            assertThat(threads.stop(2_000_000_000L)).isZero();
            assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(client.get("/late").answer().status()).isEqualTo(503);
        }
    }

    @Test
    void workersThatAreFullOrStoppedAnswer503() throws Exception {
        var running = new LinkedBlockingQueue<String>();
        var release = new CountDownLatch(1);
        try (var heap = UnitHeap.open(HeapOptions.of("workers", 1024, 4, 16));
                var workers = BlockingWorkers.start("busy", WorkerOptions.of("busy", 1, 1, heap), () -> exchange -> {
                    running.add(exchange.head().path());
                    release.await();
                    exchange.respond(200, NONE, exchange.head().path());
                });
                var server = Served.onLoop(workers::on);
                var client = server.client()) {
            client.get("/running");
            assertThat(running.poll(10, TimeUnit.SECONDS)).isEqualTo("/running");
            client.send("GET /queued HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10));
            server.ask(() -> true);
            release.countDown();
            assertThat(client.answer().body()).isEqualTo("/running");
            int busy = 0;
            for (int i = 0; i < 10; i++) {
                busy += client.answer().status() == 503 ? 1 : 0;
            }
            assertThat(busy).isPositive();
            workers.stop(1_000_000_000L);
            assertThat(client.get("/late").answer().status()).isEqualTo(503);
        }
    }
}
