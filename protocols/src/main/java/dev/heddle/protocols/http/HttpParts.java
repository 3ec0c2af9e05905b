// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.loop.AsyncWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What the connections of a layer share on their loop: the output, the clock, and what is lent to one that is
/// in the middle of a head or a body. Thread: the loop. Lifetime: with the layer's graph.
///
/// Limit: [#LARGE_MOST] heads at once that outgrow a unit; one more is refused with 503.
final class HttpParts {
    private static final int POOLED_MOST = 64;
    private static final int LARGE_MOST = 1024;
    private static final long TELL_NANOS = 100_000_000L;

    private final Loop loop;
    private final HttpOptions options;
    private final LocalHeap heap;
    private final HttpOutput output;
    private final HttpClock clock;
    private final DateLine date;
    private final byte[] serverLine;
    private final AsyncWatcher fed;
    private final MessageQueue<ExchangeDoor> doors;
    private final ArrayDeque<HttpConnection> starved = new ArrayDeque<>();
    private final ArrayDeque<HeadReading> readings = new ArrayDeque<>();
    private final ArrayDeque<ChunkDecoder> decoders = new ArrayDeque<>();
    private final ArrayDeque<MemorySegment> large = new ArrayDeque<>();
    private int largeOut;

    /// The heap will tell when a unit is free.
    private boolean asked;

    HttpParts(Loop loop, String label, HttpOptions options, Runnable onTick) {
        this.loop = loop;
        this.options = options;
        heap = options.heap().local();
        output = new HttpOutput(heap);
        clock = new HttpClock(loop, label, options.limits(), onTick);
        date = new DateLine(loop);
        var name = options.serverName();
        serverLine = ResponseHeaders.of(name.isEmpty() ? new String[0] : new String[] {"Server", name})
                .lines();
        doors = MessageQueue.open(
                loop,
                MessageQueueOptions.of(label + " doors", options.maxUnderWay() * 2, ExchangeDoor::dispose),
                ExchangeDoor::deliver);
        fed = loop.async(label + " units", this::feed);
        fed.start();
    }

    Loop loop() {
        return loop;
    }

    HttpOutput output() {
        return output;
    }

    HttpClock clock() {
        return clock;
    }

    byte[] dateLine() {
        return date.line();
    }

    byte[] serverLine() {
        return serverLine;
    }

    int answerBytes() {
        return options.answerBytes();
    }

    /// Any thread but the loop's: something is wanted through a door, which is in the queue once at most.
    /// False: the loop is closed.
    boolean tell(ExchangeDoor door) {
        var outcome = doors.offer(door);
        while (outcome == Offer.FULL) { // only when twice as many threads as requests in work write to lost ones
            outcome = doors.offer(door, TELL_NANOS);
        }
        return outcome == Offer.ACCEPTED;
    }

    // ---- units

    int unitBytes() {
        return options.heap().unitBytes();
    }

    @Nullable
    Unit takeUnit() {
        return heap.tryAllocate();
    }

    /// The connection goes on when there is a unit again.
    void starve(HttpConnection connection) {
        starved.add(connection);
        askForUnits();
    }

    private void askForUnits() {
        if (!asked) {
            asked = true;
            options.heap().onceFree(fed::wake);
        }
    }

    private void feed() {
        asked = false;
        for (int waiting = starved.size(); waiting > 0; waiting--) {
            starved.remove().fed();
        }
    }

    // ---- lent in the middle of a head or a body

    HeadReading takeReading() {
        var pooled = readings.pollLast();
        return pooled == null ? new HeadReading(new HeadParser(options.limits()), new RequestHead()) : pooled;
    }

    void giveReading(HeadReading reading) {
        reading.parser().reset();
        reading.head().retire();
        if (readings.size() < POOLED_MOST) {
            readings.addLast(reading);
        }
    }

    ChunkDecoder takeChunks() {
        var pooled = decoders.pollLast();
        return pooled == null ? new ChunkDecoder(options.limits()) : pooled;
    }

    void giveChunks(ChunkDecoder decoder) {
        decoder.reset();
        if (decoders.size() < POOLED_MOST) {
            decoders.addLast(decoder);
        }
    }

    @Nullable
    MemorySegment takeLarge() {
        if (largeOut == LARGE_MOST) {
            return null;
        }
        largeOut++;
        var pooled = large.pollLast();
        return pooled == null ? Arena.ofAuto().allocate(options.limits().headBytes() + 1L) : pooled;
    }

    void giveLarge(MemorySegment buffer) {
        largeOut--;
        if (large.size() < POOLED_MOST) {
            large.addLast(buffer);
        }
    }

    void close() {
        clock.run(false);
        fed.stop();
        starved.clear();
        doors.close();
        output.close();
        heap.flush();
    }
}
