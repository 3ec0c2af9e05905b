// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.heddle.runtime.status.StatusReport;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeapLifetimeTest {
    private static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static List<Unit> take(Allocator from, int count) {
        var held = new ArrayList<Unit>();
        for (int i = 0; i < count; i++) {
            held.add(from.allocate());
        }
        return held;
    }

    @Test
    void theMemoryIsFreedWithTheLastUnit() {
        var heap = UnitHeap.open(HeapOptions.of("h", 8, 4, 4));
        Unit unit = heap.allocate();
        MemorySegment payload = unit.payload();
        heap.close();
        heap.close();
        assertThat(payload.scope().isAlive()).isTrue();
        unit.release();
        assertThat(payload.scope().isAlive()).isFalse();
    }

    @Test
    void closeWithLocalHeapsOnOtherThreadsIsDrainedByTheirEnd() throws InterruptedException {
        var heap = UnitHeap.open(HeapOptions.of("h", 8, 64, 64));
        var allocated = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        var thread = new Thread(() -> {
            LocalHeap mine = heap.local();
            List<Unit> held = take(mine, 20);
            allocated.countDown();
            awaitQuietly(closed);
            held.forEach(Unit::release);
        });
        thread.start();
        allocated.await();
        heap.close();
        assertThat(heap.awaitDrained(0)).isFalse();
        closed.countDown();
        assertThat(heap.awaitDrained(LONG_NANOS)).isTrue();
        thread.join();
    }

    @Test
    void awaitDrainedWantsAClosedHeapAndAThreadThatMayWait() {
        var heap = UnitHeap.open(HeapOptions.of("h", 8, 1, 1));
        assertThatIllegalStateException()
                .isThrownBy(() -> heap.awaitDrained(1))
                .withMessage("heap h: awaitDrained: wanted a closed heap, got an open one");
        heap.close();
        String before = NonBlocking.enter("loop x");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> heap.awaitDrained(1))
                    .withMessageContaining("loop x");
            assertThat(heap.awaitDrained(0)).isTrue();
        } finally {
            NonBlocking.exit(before);
        }
    }

    @Test
    void whatASleepingThreadHasFlushedIsFoundAtTheCeiling() throws InterruptedException {
        try (var heap = UnitHeap.open(HeapOptions.of("h", 8, 200, 200))) {
            var parked = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var sleeper = new Thread(() -> {
                take(heap.local(), 120).forEach(Unit::release);
                LocalHeap.flushThread();
                parked.countDown();
                awaitQuietly(end);
                take(heap.local(), 1).forEach(Unit::release);
                heap.local().close();
            });
            sleeper.start();
            parked.await();
            take(heap, 200).forEach(Unit::release);
            end.countDown();
            sleeper.join();
            take(heap, 200).forEach(Unit::release);
        }
    }

    @Test
    void foreignReleasesOfAThreadWithALocalHeapArriveAfterItsFlush() throws InterruptedException {
        try (var heap = UnitHeap.open(HeapOptions.of("h", 8, 320, 320))) {
            List<Unit> held = take(heap.local(), 320);
            var flushed = new CountDownLatch(1);
            var end = new CountDownLatch(1);
            var other = new Thread(() -> {
                LocalHeap mine = heap.local();
                held.forEach(Unit::release);
                mine.flush();
                flushed.countDown();
                awaitQuietly(end);
            });
            other.start();
            flushed.await();
            assertThat(take(heap.local(), 320)).allSatisfy(Unit::release);
            end.countDown();
            other.join();
        }
    }

    @Test
    void aLocalHeapBelongsToItsThread() throws InterruptedException {
        try (var heap = UnitHeap.open(HeapOptions.of("h", 8, 4, 4))) {
            LocalHeap mine = heap.local();
            assertThat(heap.local()).isSameAs(mine);
            var seen = new Throwable[1];
            var thread = new Thread(
                    () -> {
                        try {
                            mine.allocate().release();
                        } catch (IllegalStateException e) {
                            seen[0] = e;
                        }
                    },
                    "stranger");
            thread.start();
            thread.join();
            assertThat(seen[0])
                    .hasMessageContaining("local heap of h on thread")
                    .hasMessageContaining("got thread stranger");
            mine.close();
            mine.close();
            assertThat(mine.isClosed()).isTrue();
            assertThat(mine.tryAllocate()).isNull();
            assertThat(heap.isClosed()).isFalse();
            assertThat(heap.local()).isNotSameAs(mine);
        }
    }

    @Test
    void unitsOfAClosedLocalHeapGoHomeToTheStore() {
        try (var heap = UnitHeap.open(HeapOptions.of("h", 8, 4, 4))) {
            LocalHeap mine = heap.local();
            List<Unit> held = take(mine, 4);
            mine.close();
            held.forEach(Unit::release);
            take(heap, 4).forEach(Unit::release);
        }
    }

    @Test
    void anIdleChunkGivesItsPagesBackAndServesAgain() {
        var options = HeapOptions.of("h", 4096, 8, 64).doubling().shrinkAfter(Duration.ofSeconds(10));
        try (var heap = UnitHeap.open(options)) {
            long now = System.nanoTime();
            long second = TimeUnit.SECONDS.toNanos(1);
            List<Unit> held = take(heap.local(), 56);
            held.forEach(unit -> unit.putInt(0, 9));
            MemorySegment last = held.getLast().payload();
            held.forEach(Unit::release);
            heap.local().flush();
            assertThat(heap.shrink(now)).isZero();
            assertThat(heap.shrink(now + 6 * second)).isZero();
            long given = heap.shrink(now + 11 * second);
            boolean linux = System.getProperty("os.name").contains("Linux");
            if (linux) {
                assertThat(given).isEqualTo(48 * 4096);
                assertThat(last.get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isZero();
            }
            assertThat(heap.stats().resting()).isEqualTo(linux ? 2 : 0);
            assertThat(heap.stats().units()).isEqualTo(56);
            assertThat(heap.shrink(now + 12 * second)).isZero();
            take(heap.local(), 56).forEach(Unit::release);
            heap.local().flush();
            assertThat(heap.shrink(now + 13 * second)).isZero();
            assertThat(heap.stats().resting()).isZero();
        }
    }

    @Test
    void aChunkWithOneUnitOutOrUsedMeanwhileKeepsItsPages() {
        var options = HeapOptions.of("h", 4096, 2, 4).shrinkAfter(Duration.ofSeconds(10));
        try (var heap = UnitHeap.open(options)) {
            long now = System.nanoTime();
            long second = TimeUnit.SECONDS.toNanos(1);
            List<Unit> held = take(heap, 4);
            for (int i = 0; i < 3; i++) {
                held.removeFirst().release();
            }
            heap.shrink(now);
            assertThat(heap.shrink(now + 20 * second)).isZero();
            held.removeFirst().release();
            heap.shrink(now + 21 * second);
            take(heap, 4).forEach(Unit::release);
            assertThat(heap.shrink(now + 40 * second)).isZero();
            assertThat(heap.stats().resting()).isZero();
        }
    }

    @Test
    void theStatusRowIsThatOfServerKit() {
        try (var heap = UnitHeap.open(
                HeapOptions.of("shttp_sessions", 64, 20, 2000).doubling().shrinkAfter(Duration.ofMinutes(1)))) {
            List<Unit> held = take(heap, 894);
            StatusReport report = StatusReport.open("test");
            report.add(heap);
            assertThat(report.rows().getFirst().columns().values())
                    .containsExactly(2000L, "ES", 640L, 1260L, 6L, 894L, 894L, 0L, 0L, 0L);
            held.forEach(Unit::release);
        }
    }

    @Test
    void growthAndRefusalAreFlightRecorderEvents(@TempDir Path directory) throws Exception {
        try (var recording = new Recording();
                var heap = UnitHeap.open(HeapOptions.of("recorded", 64, 1, 2))) {
            recording.enable("dev.heddle.HeapGrowth");
            recording.enable("dev.heddle.AllocationRefused");
            recording.start();
            List<Unit> held = take(heap, 2);
            assertThat(heap.tryAllocate()).isNull();
            held.forEach(Unit::release);
            recording.stop();
            Path file = directory.resolve("heap.jfr");
            recording.dump(file);
            List<RecordedEvent> events = RecordingFile.readAllEvents(file);
            assertThat(events)
                    .extracting(event -> event.getEventType().getName())
                    .containsExactlyInAnyOrder("dev.heddle.HeapGrowth", "dev.heddle.AllocationRefused");
            assertThat(events)
                    .allSatisfy(event -> assertThat(event.getString("heap")).isEqualTo("recorded"));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
