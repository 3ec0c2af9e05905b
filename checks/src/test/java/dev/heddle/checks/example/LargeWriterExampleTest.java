// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.IoWatcher;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.LoopThread;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.request.RequestState;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeWriterExampleTest {
    private static final int LUMP = 3 << 20;
    private static final int LUMPS = 5;

    @Test
    void lumpsThatNeedManyTurnsArriveWholeAndInOrder() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var arena = Arena.ofShared()) {
            var at = new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
            var writer = new CompletableFuture<LargeWriterExample>();
            try (var thread = LoopThread.start("writer", LoopOptions.defaults(), loop -> {
                        try {
                            var socket = loop.sockets().connect("peer", at);
                            var connecting = new AtomicReference<IoWatcher>();
                            connecting.set(loop.io("connect", socket, (readable, writable) -> {
                                if (socket.finishConnect() == 1) {
                                    connecting.get().stop();
                                    writer.complete(new LargeWriterExample(loop, socket));
                                }
                            }));
                            connecting.get().start();
                            connecting.get().writable(true);
                        } catch (Exception e) {
                            writer.completeExceptionally(e);
                        }
                    });
                    var peer = server.accept()) {
                var ends = new CompletableFuture<Integer>();
                writer.get(30, TimeUnit.SECONDS);
                thread.door().execute(() -> {
                    var count = new int[1];
                    for (int i = 0; i < LUMPS; i++) {
                        writer.join().write(lump(arena, i)).onEnd(r -> count(r, count, ends));
                    }
                });
                var waiting = new CompletableFuture<Long>();
                Thread.ofVirtual().start(() -> {
                    try {
                        ends.join();
                        waiting.complete(writer.join().writeAndWait(lump(arena, LUMPS)));
                    } catch (RuntimeException e) {
                        waiting.completeExceptionally(e);
                    }
                });
                checkStream(peer.getInputStream());
                assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(LUMP);
                assertThat(ends.join()).isEqualTo(LUMPS);
            }
        }
    }

    private static void count(Request<? super Long> ended, int[] count, CompletableFuture<Integer> ends) {
        if (ended.state() != RequestState.DONE) {
            ends.completeExceptionally(ended.failure());
        } else if (++count[0] == LUMPS) {
            ends.complete(count[0]);
        }
    }

    private static MemorySegment lump(Arena arena, int number) {
        return arena.allocate(LUMP).fill((byte) number);
    }

    private static void checkStream(InputStream in) throws Exception {
        for (int number = 0; number <= LUMPS; number++) {
            byte[] lump = in.readNBytes(LUMP);
            assertThat(lump).hasSize(LUMP);
            for (byte each : lump) {
                if (each != number) {
                    throw new AssertionError("lump " + number + " is mixed with " + each);
                }
            }
        }
    }
}
