// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.loop.IoWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.StreamSocket;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.request.RequestQueue;
import dev.heddle.runtime.request.RequestQueueOptions;
import dev.heddle.runtime.request.Trigger;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Large writes to one socket, one after the other: each may need many turns of the loop, and none may begin before the one
 * before it has ended.
 */
// region writer
final class LargeWriterExample {
    private final StreamSocket socket;
    private final IoWatcher watcher;
    private final RequestQueue writes;
    private Runnable onWritable = () -> {};

    LargeWriterExample(Loop loop, StreamSocket socket) {
        this.socket = socket;
        this.watcher = loop.io("peer", socket, (readable, writable) -> onWritable.run());
        this.writes =
                RequestQueue.open(loop, RequestQueueOptions.of("writes", 1000).limitBytes(64 << 20));
        watcher.start();
    }

    Request<Long> write(MemorySegment lump) { // on the loop
        return writes.add("write", lump.byteSize(), trigger(lump), bytes -> {});
    }

    long writeAndWait(MemorySegment lump) { // on a virtual thread; same queue, same order
        return writes.door().await("write", 30_000_000_000L, trigger(lump));
    }

    private Trigger<Long> trigger(MemorySegment lump) { // starts when nobody else is writing
        return promise -> {
            promise.onCleanup(() -> {
                onWritable = () -> {};
                watcher.writable(false);
            });
            advance(promise, lump, 0);
        };
    }

    private void advance(Promise<Long> promise, MemorySegment lump, long from) {
        while (from < lump.byteSize()) {
            int n = socket.write(lump, from, (int) Math.min(1 << 20, lump.byteSize() - from));
            if (n == StreamSocket.FAILED) {
                promise.fail(new IOException("write to peer", socket.failure()));
                return;
            }
            if (n == 0) { // the kernel is full: go on when it drains
                long rest = from;
                onWritable = () -> advance(promise, lump, rest);
                watcher.writable(true);
                return;
            }
            from += n;
        }
        promise.done(from); // the next request's trigger runs now
    }
}
// end
