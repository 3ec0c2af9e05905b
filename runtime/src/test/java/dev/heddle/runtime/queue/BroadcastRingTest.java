// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.NonBlocking;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BroadcastRingTest {
    private static final long LONG_NANOS = 30_000_000_000L;

    private final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("news", 16, 64, 64).checked(true));

    private Unit message(int number) {
        Unit unit = heap.allocate();
        unit.putInt(0, number);
        return unit;
    }

    private Offer offer(BroadcastRing ring, int number) {
        Unit unit = message(number);
        Offer outcome = ring.offer(unit);
        if (outcome != Offer.ACCEPTED) {
            unit.release();
        }
        return outcome;
    }

    private static List<Integer> read(BroadcastReader reader, int limit) {
        var got = new ArrayList<Integer>();
        reader.read(unit -> got.add(unit.getInt(0)), limit);
        return got;
    }

    @AfterEach
    void nothingIsHeld() {
        heap.close();
        assertThat(heap.awaitDrained(20_000_000_000L)).isTrue();
    }

    @Test
    void everyReaderSeesEveryUnitInOrderAtItsOwnPace() {
        var ring = BroadcastRing.open("news", 3, 2);
        for (int lap = 0; lap < 5; lap++) {
            for (int i = 0; i < 3; i++) {
                assertThat(offer(ring, lap * 3 + i)).isEqualTo(Offer.ACCEPTED);
            }
            assertThat(read(ring.reader(0), 1)).containsExactly(lap * 3);
            assertThat(read(ring.reader(1), 9)).containsExactly(lap * 3, lap * 3 + 1, lap * 3 + 2);
            assertThat(read(ring.reader(0), 9)).containsExactly(lap * 3 + 1, lap * 3 + 2);
            assertThat(read(ring.reader(0), 9)).isEmpty();
        }
        ring.close();
        assertThat(ring.reader(0).isFinished()).isTrue();
        assertThat(ring.reader(1).isFinished()).isTrue();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void fullWhileTheSlowestReaderIsARingBehind() {
        var ring = BroadcastRing.open("news", 2, 2);
        assertThat(offer(ring, 0)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(ring, 1)).isEqualTo(Offer.ACCEPTED);
        assertThat(read(ring.reader(0), 9)).hasSize(2);
        assertThat(offer(ring, 2)).isEqualTo(Offer.FULL);
        assertThat(ring).hasToString("news 2/2");
        assertThat(read(ring.reader(1), 1)).hasSize(1);
        assertThat(offer(ring, 2)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(ring, 3)).isEqualTo(Offer.FULL);
        assertThat(ring.stats().highWater()).isEqualTo(2);
        assertThat(ring.stats().accepted()).isEqualTo(3);
        assertThat(ring.stats().refused()).isEqualTo(2);
        ring.reader(1).close();
        assertThat(offer(ring, 3)).isEqualTo(Offer.ACCEPTED);
        ring.reader(0).close();
        assertThat(offer(ring, 4)).isEqualTo(Offer.ACCEPTED);
        ring.close();
    }

    @Test
    void closeWithItemsReleasesAllReferencesWhenTheLastReaderIsThrough() {
        var ring = BroadcastRing.open("news", 8, 2);
        for (int i = 0; i < 5; i++) {
            assertThat(offer(ring, i)).isEqualTo(Offer.ACCEPTED);
        }
        ring.close();
        ring.close();
        assertThat(offer(ring, 5)).isEqualTo(Offer.CLOSED);
        assertThat(read(ring.reader(0), 9)).hasSize(5);
        assertThat(ring.reader(0).isFinished()).isTrue();
        assertThat(ring.reader(1).isFinished()).isFalse();
        assertThat(heap.stats().inUse()).isEqualTo(5);
        assertThat(read(ring.reader(1), 4)).hasSize(4);
        ring.reader(1).close();
        ring.reader(1).close();
        assertThat(heap.stats().inUse()).isZero();
        assertThat(read(ring.reader(1), 4)).isEmpty();
    }

    @Test
    void aUnitThatAReaderRetainsOutlivesTheRing() {
        var ring = BroadcastRing.open("news", 2, 1);
        assertThat(offer(ring, 7)).isEqualTo(Offer.ACCEPTED);
        var kept = new ArrayList<Unit>();
        ring.reader(0).read(unit -> kept.add(unit.retain()), 1);
        ring.close();
        assertThat(ring.reader(0).isFinished()).isTrue();
        assertThat(kept.getFirst().getInt(0)).isEqualTo(7);
        kept.getFirst().release();
    }

    @Test
    void aUnitThatEverybodyHasReadIsReclaimedAndWrittenAnew() {
        var ring = BroadcastRing.open("news", 2, 2);
        assertThat(ring.reclaim()).as("nothing was ever offered").isNull();
        assertThat(offer(ring, 0)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(ring, 1)).isEqualTo(Offer.ACCEPTED);
        assertThat(read(ring.reader(0), 9)).hasSize(2);
        assertThat(ring.reclaim()).as("reader 1 has not read it").isNull();
        for (int i = 2; i < 9; i++) {
            assertThat(read(ring.reader(1), 1)).containsExactly(i - 2);
            Unit unit = ring.reclaim();
            assertThat(unit).isNotNull();
            assertThat(ring.reclaim()).as("it is with the producer already").isNull();
            unit.putInt(0, i);
            assertThat(ring.offer(unit)).isEqualTo(Offer.ACCEPTED);
            assertThat(read(ring.reader(0), 9)).containsExactly(i);
        }
        assertThat(heap.stats().inUse()).isEqualTo(2);
        ring.close();
        assertThat(read(ring.reader(1), 9)).containsExactly(7, 8);
        ring.reader(0).close();
        ring.reader(1).close();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void aUnitThatAReaderKeepsIsNotReclaimed() {
        var ring = BroadcastRing.open("news", 2, 1);
        var kept = new ArrayList<Unit>();
        assertThat(offer(ring, 0)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(ring, 1)).isEqualTo(Offer.ACCEPTED);
        ring.reader(0).read(unit -> kept.add(unit.retain()), 1);
        assertThat(ring.reclaim()).isNull();
        assertThat(offer(ring, 2)).isEqualTo(Offer.ACCEPTED);
        assertThat(kept.getFirst().getInt(0)).isZero();
        kept.getFirst().release();
        ring.close();
        ring.reader(0).close();
    }

    @Test
    void aReclaimedUnitIsTheProducersWhateverItDoesWithIt() {
        var ring = BroadcastRing.open("news", 2, 1);
        for (int i = 0; i < 2; i++) {
            assertThat(offer(ring, i)).isEqualTo(Offer.ACCEPTED);
            assertThat(read(ring.reader(0), 1)).containsExactly(i);
        }
        Unit released = ring.reclaim();
        assertThat(released).isNotNull();
        released.release();
        assertThat(offer(ring, 2)).as("another one in its place").isEqualTo(Offer.ACCEPTED);
        assertThat(read(ring.reader(0), 9)).containsExactly(2);
        Unit held = ring.reclaim();
        assertThat(held).isNotNull();
        ring.close();
        ring.reader(0).close();
        assertThat(heap.stats().inUse())
                .as("the ring has given back all but this")
                .isOne();
        held.release();
    }

    @Test
    void aReaderThatThrowsHasReadItsUnitAndGoesOnWithTheNext() {
        var ring = BroadcastRing.open("news", 4, 1);
        for (int i = 0; i < 3; i++) {
            assertThat(offer(ring, i)).isEqualTo(Offer.ACCEPTED);
        }
        assertThatThrownBy(() -> ring.reader(0)
                        .read(
                                unit -> {
                                    throw new IllegalStateException("unit " + unit.getInt(0));
                                },
                                9))
                .hasMessage("unit 0");
        assertThat(read(ring.reader(0), 9)).containsExactly(1, 2);
        ring.close();
        ring.reader(0).close();
    }

    @Test
    void aReaderThatClosesInsideItsHandlerMayStillUseTheUnit() {
        var ring = BroadcastRing.open("news", 4, 1);
        assertThat(offer(ring, 5)).isEqualTo(Offer.ACCEPTED);
        assertThat(offer(ring, 6)).isEqualTo(Offer.ACCEPTED);
        ring.close();
        var got = new ArrayList<Integer>();
        var reader = ring.reader(0);
        assertThat(reader.read(
                        unit -> {
                            reader.close();
                            got.add(unit.getInt(0));
                        },
                        9))
                .isEqualTo(1);
        assertThat(got).containsExactly(5);
        assertThat(reader.isFinished()).isTrue();
    }

    @Test
    void limitsAreNamed() {
        assertThatThrownBy(() -> BroadcastRing.open("news", 0, 1)).hasMessageContaining("news");
        assertThatThrownBy(() -> BroadcastRing.open("news", 1, 0))
                .hasMessage("queue news: readers wanted 1..1024, got 0");
        var ring = BroadcastRing.open("news", 1, 1);
        assertThatThrownBy(() -> ring.reader(1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void waitsOnALoopThreadThrowBeforeTheyBlock() {
        var ring = BroadcastRing.open("news", 1, 1);
        String before = NonBlocking.enter("loop l0");
        try {
            assertThatThrownBy(() -> ring.reader(0).await(1))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("news")
                    .hasMessageContaining("loop l0");
            assertThat(offer(ring, 1)).isEqualTo(Offer.ACCEPTED);
            Unit second = message(2);
            assertThatThrownBy(() -> ring.offer(second, 1)).hasMessageContaining("loop l0");
            second.release();
            assertThat(ring.reader(0).await(LONG_NANOS)).isEqualTo(Wait.READY);
        } finally {
            NonBlocking.exit(before);
        }
        ring.close();
        ring.reader(0).close();
    }

    @Test
    void sleepingReadersAndAWaitingProducerFindEachOther() throws Exception {
        var ring = BroadcastRing.open("news", 4, 3);
        int count = 4_000;
        var sums = IntStream.range(0, 3)
                .mapToObj(i -> {
                    var sum = new CompletableFuture<Long>();
                    Thread.ofPlatform().start(() -> sum.complete(consume(ring.reader(i))));
                    return sum;
                })
                .toList();
        for (int i = 0; i < count; i++) {
            assertThat(ring.offer(message(i), LONG_NANOS)).isEqualTo(Offer.ACCEPTED);
        }
        ring.close();
        for (var sum : sums) {
            assertThat(sum.get(30, TimeUnit.SECONDS)).isEqualTo((long) count * (count - 1) / 2);
        }
    }

    private static long consume(BroadcastReader reader) {
        var sum = new long[1];
        while (reader.await(LONG_NANOS) == Wait.READY) {
            reader.read(unit -> sum[0] += unit.getInt(0), 3);
        }
        return sum[0];
    }
}
