// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.VirtualTime;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.RequestQueue;
import dev.heddle.runtime.request.RequestQueueOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an operator sees in a flight recording of the runtime; the events are recorded and read back.
class FlightRecorderTest {
    private static final long WAIT_NANOS = 30_000_000;

    @TempDir
    Path directory;

    private final VirtualTime time = new VirtualTime();

    private interface Scene {
        void play() throws Exception;
    }

    /** What an event of this name tells while the scene is played. */
    private List<RecordedEvent> record(String name, Scene scene) throws Exception {
        try (var recording = new Recording()) {
            recording.enable("dev.heddle." + name);
            recording.start();
            scene.play();
            recording.stop();
            Path file = directory.resolve(name + ".jfr");
            recording.dump(file);
            return RecordingFile.readAllEvents(file).stream()
                    .filter(event -> event.getEventType().getName().equals("dev.heddle." + name))
                    .toList();
        }
    }

    @Test
    void growthOfAHeapTellsTheChunkAndTheCeiling() throws Exception {
        var events = record("HeapGrowth", () -> {
            try (var heap = UnitHeap.open(HeapOptions.of("grows", 64, 2, 5).doubling())) {
                for (int i = 0; i < 5; i++) {
                    heap.allocate().release();
                }
                List<Unit> held = List.of(heap.allocate(), heap.allocate(), heap.allocate());
                held.forEach(Unit::release);
            }
        });
        assertThat(events).extracting(event -> event.getString("heap")).containsOnly("grows");
        assertThat(events).extracting(event -> event.getInt("chunkUnits")).containsExactly(2, 3);
        assertThat(events).extracting(event -> event.getInt("units")).containsExactly(2, 5);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getInt("maxUnits")).isEqualTo(5);
            assertThat(event.getLong("chunkBytes")).isGreaterThanOrEqualTo(64L * event.getInt("chunkUnits"));
        });
    }

    @Test
    void aRefusedAllocationTellsTheCeiling() throws Exception {
        var events = record("AllocationRefused", () -> {
            try (var heap = UnitHeap.open(HeapOptions.of("small", 64, 1, 1))) {
                Unit held = heap.allocate();
                assertThat(heap.tryAllocate()).isNull();
                held.release();
            }
        });
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getString("heap")).isEqualTo("small");
        assertThat(events.getFirst().getInt("units")).isEqualTo(1);
        assertThat(events.getFirst().getInt("maxUnits")).isEqualTo(1);
    }

    @Test
    void aSlowTurnTellsTheLoopTheWatcherAndItsLength() throws Exception {
        var options = LoopOptions.defaults().time(time).slowTurn(Duration.ofMillis(10), slow -> {});
        var events = record("SlowTurn", () -> {
            try (var loop = Loop.open("slow", options)) {
                loop.timer("reader", () -> time.advance(WAIT_NANOS)).startAfter(0);
                loop.turn(0);
                loop.turn(0); // a quick one
            }
        });
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getString("loop")).isEqualTo("slow");
        assertThat(events.getFirst().getString("watcher")).isEqualTo("reader");
        assertThat(events.getFirst().getDuration("nanos")).isEqualTo(Duration.ofNanos(WAIT_NANOS));
    }

    @Test
    void aRequestThatWaitedTellsItsQueueItsLabelAndHowLong() throws Exception {
        var events = record("RequestWait", () -> {
            try (var loop = Loop.open("requests", LoopOptions.defaults().time(time))) {
                var queue = RequestQueue.open(loop, RequestQueueOptions.of("writes", 10));
                var active = new ArrayDeque<Promise<String>>();
                queue.add("first", active::add, value -> {});
                queue.add("second", active::add, value -> {});
                time.advance(WAIT_NANOS);
                loop.turn(0); // reads the clock
                active.remove().done("written");
                active.remove().done("written");
            }
        });
        assertThat(events).hasSize(1); // the first did not wait
        assertThat(events.getFirst().getString("queue")).isEqualTo("writes");
        assertThat(events.getFirst().getString("request")).isEqualTo("second");
        assertThat(events.getFirst().getDuration("waitedNanos")).isEqualTo(Duration.ofNanos(WAIT_NANOS));
    }

    @Test
    void aWorkersHandOverTellsTheWorkerAndHowLongTheExchangeWaited() throws Exception {
        var events = record("WorkerHandOver", () -> {
            try (var on = new ExchangeFixture()) {
                var group = on.start(on.options(1, 10), (request, body, reply) -> reply.done());
                on.offer(group.port(on.loop), 1, "a");
                on.offer(group.port(on.loop), 1, "b");
                on.untilEnds(2);
            }
        });
        assertThat(events).hasSize(2);
        assertThat(events).allSatisfy(event -> {
            assertThat(event.getString("worker")).startsWith("group");
            assertThat(event.getLong("waitedNanos")).isNotNegative();
        });
    }
}
