// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.loop.AsyncWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Reads for all connections of a loop into one unit at a time: whoever is above owns a unit with bytes in it,
/// and the next read takes another; an empty one is kept for the next. When the heap has none, readers wait for
/// it unread.
/// Thread: the loop.
final class StreamReader {
    /// Reads per connection and turn, so that a fast sender cannot starve the others.
    private static final int READS_MAX = 4;

    private final Streams streams;
    private final UnitHeap heap;
    private final LocalHeap units;
    private final AsyncWatcher fed;
    private final ArrayDeque<Connection> starved = new ArrayDeque<>();
    private @Nullable Unit spare;

    StreamReader(Streams streams, Loop loop, UnitHeap heap, String label) {
        this.streams = streams;
        this.heap = heap;
        this.units = heap.local();
        this.fed = loop.async(label + " units", this::feed);
        fed.start();
    }

    void read(Connection connection, int handle) {
        for (int i = 0; i < READS_MAX; i++) {
            var unit = take();
            if (unit == null) {
                starve(connection);
                return;
            }
            int capacity = unit.capacityBytes();
            int got = streams.sockets().read(handle, unit.payload(), 0, capacity);
            if (got <= 0) {
                spare = unit;
                if (got == Poller.END) {
                    connection.receivedEnd();
                } else if (got < 0) {
                    connection.receiveFailed();
                }
                return;
            }
            streams.counters().reads++;
            streams.counters().bytesIn += got;
            unit.lengthBytes(got);
            if (!connection.received(unit, got) || got < capacity) {
                return;
            }
        }
    }

    private @Nullable Unit take() {
        var unit = spare;
        spare = null;
        return unit != null ? unit : units.tryAllocate();
    }

    private void starve(Connection connection) {
        streams.counters().starved++;
        connection.starved();
        starved.add(connection);
        if (starved.size() == 1) {
            heap.onceFree(fed::wake);
        }
    }

    private void feed() {
        for (int waiting = starved.size(); waiting > 0; waiting--) {
            starved.remove().fed();
        }
    }

    void close() {
        fed.stop();
        starved.clear();
        if (spare != null) {
            spare.release();
            spare = null;
        }
        units.flush();
    }
}
