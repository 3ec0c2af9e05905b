// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every queue promises, whoever may use its ends. */
@Timeout(60)
abstract class QueueContract<Q extends Sender<Integer> & Receiver<Integer> & AutoCloseable> {
    static final long LONG_NANOS = 30_000_000_000L;

    final List<Integer> disposed = Collections.synchronizedList(new ArrayList<>());

    abstract Q open(String label, int capacity, Consumer<? super Integer> disposer);

    abstract QueueStats stats(Q queue);

    abstract void close(Q queue);

    abstract void closeNow(Q queue);

    final Q open(int capacity) {
        return open("inbox", capacity, disposed::add);
    }

    final void fill(Q queue, int from, int to) {
        for (int i = from; i < to; i++) {
            assertThat(queue.offer(i)).isEqualTo(Offer.ACCEPTED);
        }
    }

    static List<Integer> all(Receiver<Integer> queue) {
        var got = new ArrayList<Integer>();
        queue.drain(got::add, Integer.MAX_VALUE);
        return got;
    }

    static List<Integer> range(int from, int to) {
        return IntStream.range(from, to).boxed().toList();
    }

    @Test
    void itemsComeOutInTheOrderInWhichTheyWentIn() {
        Q queue = open(8);
        for (int lap = 0; lap < 5; lap++) {
            fill(queue, lap * 7, lap * 7 + 7);
            assertThat(all(queue)).isEqualTo(range(lap * 7, lap * 7 + 7));
        }
        assertThat(queue.poll()).isNull();
    }

    @Test
    void exactlyTheCapacityFitsAndTheNextOfferAnswersFull() {
        for (int capacity : new int[] {1, 2, 3, 7, 8, 20}) {
            Q queue = open(capacity);
            fill(queue, 0, capacity);
            assertThat(queue.offer(99)).isEqualTo(Offer.FULL);
            assertThat(queue.poll()).isZero();
            assertThat(queue.offer(99)).isEqualTo(Offer.ACCEPTED);
            assertThat(queue.offer(100)).isEqualTo(Offer.FULL);
            assertThat(all(queue)).hasSize(capacity).endsWith(99);
        }
        assertThat(disposed).isEmpty();
    }

    @Test
    void aCapacityOutOfRangeNamesTheQueueWhatWasWantedAndWhatWasGot() {
        for (int capacity : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> open("orders", capacity, disposed::add))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("orders")
                    .hasMessageContaining("wanted 1..")
                    .hasMessageContaining("got " + capacity);
        }
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedBeforeAnythingChanges() {
        Q queue = open(4);
        assertThatThrownBy(() -> queue.offer(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.cycle(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.offerBatch(new Integer[] {1, null}, 0, 2))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> queue.offerBatch(new Integer[] {1, 2}, 1, 2))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(queue.poll()).isNull();
    }

    @Test
    void pullDistinguishesEmptyFromClosed() {
        Q queue = open(4);
        assertThat(queue.poll()).isNull();
        assertThat(queue.isFinished()).isFalse();
        assertThat(queue.await(0)).isEqualTo(Wait.TIMED_OUT);
        fill(queue, 0, 1);
        close(queue);
        assertThat(queue.isFinished()).isFalse();
        assertThat(queue.await(0)).isEqualTo(Wait.READY);
        assertThat(queue.poll()).isZero();
        assertThat(queue.poll()).isNull();
        assertThat(queue.isFinished()).isTrue();
        assertThat(queue.await(LONG_NANOS)).isEqualTo(Wait.CLOSED);
    }

    @Test
    void closeWithItemsReleasesAllReferences() {
        Q queue = open(8);
        fill(queue, 0, 5);
        closeNow(queue);
        closeNow(queue);
        assertThat(disposed).isEqualTo(range(0, 5));
        assertThat(queue.isFinished()).isTrue();
        assertThat(stats(queue).dropped()).isEqualTo(5);
    }

    @Test
    void afterCloseOffersAnswerClosedAndTheItemStaysTheCallers() {
        Q queue = open(4);
        fill(queue, 0, 2);
        close(queue);
        close(queue);
        assertThat(queue.offer(7)).isEqualTo(Offer.CLOSED);
        assertThat(queue.offer(7, LONG_NANOS)).isEqualTo(Offer.CLOSED);
        assertThat(queue.offerBatch(new Integer[] {7, 8}, 0, 2)).isZero();
        assertThat(disposed).isEmpty();
        assertThat(all(queue)).isEqualTo(range(0, 2));
    }

    @Test
    void aFullClosedQueueAnswersClosedNotFull() {
        Q queue = open(1);
        fill(queue, 0, 1);
        close(queue);
        assertThat(queue.offer(1)).isEqualTo(Offer.CLOSED);
    }

    @Test
    void giveTakesOverAlwaysAndTheDisposerGetsWhatIsRefused() {
        Q queue = open(1);
        assertThat(queue.give(0)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.give(1)).isEqualTo(Offer.FULL);
        close(queue);
        assertThat(queue.give(2)).isEqualTo(Offer.CLOSED);
        assertThat(disposed).containsExactly(1, 2);
    }

    @Test
    void aBatchTakesAsManyOfTheFirstAsThereIsRoomFor() {
        Q queue = open(5);
        var items = range(0, 10).toArray(Integer[]::new);
        assertThat(queue.offerBatch(items, 2, 3)).isEqualTo(3);
        assertThat(queue.offerBatch(items, 5, 5)).isEqualTo(2);
        assertThat(queue.offerBatch(items, 7, 3)).isZero();
        assertThat(queue.offerBatch(items, 0, 0)).isZero();
        assertThat(all(queue)).isEqualTo(range(2, 7));
        assertThat(stats(queue).accepted()).isEqualTo(5);
        assertThat(stats(queue).refused()).isEqualTo(6);
    }

    @Test
    void drainKeepsToItsLimit() {
        Q queue = open(300);
        fill(queue, 0, 300);
        var got = new ArrayList<Integer>();
        assertThat(queue.drain(got::add, 0)).isZero();
        assertThat(queue.drain(got::add, -1)).isZero();
        assertThat(queue.drain(got::add, 3)).isEqualTo(3);
        assertThat(queue.drain(got::add, 1000)).isEqualTo(297);
        assertThat(queue.drain(got::add, 1000)).isZero();
        assertThat(got).isEqualTo(range(0, 300));
    }

    @Test
    void aHandlerThatThrowsLosesOnlyItsOwnItemAndTheRoomIsFree() {
        Q queue = open(4);
        fill(queue, 0, 4);
        var got = new ArrayList<Integer>();
        assertThatThrownBy(() -> queue.drain(
                        item -> {
                            if (item == 1) {
                                throw new IllegalArgumentException("item 1");
                            }
                            got.add(item);
                        },
                        10))
                .hasMessage("item 1");
        assertThat(queue.offer(4)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(5)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(6)).isEqualTo(Offer.FULL);
        queue.drain(got::add, 10);
        assertThat(got).containsExactly(0, 2, 3, 4, 5);
    }

    @Test
    void aHandlerMayOfferPollAndCycleOnItsOwnQueue() {
        Q queue = open(4);
        fill(queue, 0, 3);
        var got = new ArrayList<Integer>();
        queue.drain(
                item -> {
                    got.add(item);
                    if (item == 0) {
                        assertThat(queue.poll()).isEqualTo(1);
                        assertThat(queue.cycle(10)).isEqualTo(2);
                        assertThat(queue.offer(11)).isEqualTo(Offer.ACCEPTED);
                    }
                },
                10);
        assertThat(got).containsExactly(0, 10, 11);
        fill(queue, 0, 4);
        assertThat(queue.offer(4)).isEqualTo(Offer.FULL);
    }

    @Test
    void cyclePutsTheItemBehindEverythingThatWaits() {
        Q queue = open(4);
        assertThat(queue.cycle(9)).isNull();
        fill(queue, 0, 3);
        assertThat(queue.cycle(3)).isZero();
        assertThat(queue.cycle(4)).isEqualTo(1);
        assertThat(queue.offer(5)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.offer(6)).isEqualTo(Offer.FULL);
        assertThat(all(queue)).containsExactly(2, 3, 4, 5);
        assertThat(stats(queue).accepted()).isEqualTo(4);
    }

    @Test
    void aFullQueueStillCyclesForAsLongAsOneLikes() {
        Q queue = open(3);
        fill(queue, 0, 3);
        for (int i = 3; i < 50; i++) {
            assertThat(queue.cycle(i)).isEqualTo(i - 3);
            assertThat(queue.offer(1000)).isEqualTo(Offer.FULL);
        }
        assertThat(queue.poll()).isEqualTo(47);
        assertThat(queue.offer(50)).isEqualTo(Offer.ACCEPTED);
        assertThat(queue.cycle(51)).isEqualTo(48);
        assertThat(all(queue)).containsExactly(49, 50, 51);
        fill(queue, 0, 3);
        assertThat(queue.offer(3)).isEqualTo(Offer.FULL);
    }

    @Test
    void whatWasCycledReachesTheDisposerToo() {
        Q queue = open(3);
        fill(queue, 0, 3);
        assertThat(queue.cycle(3)).isZero();
        closeNow(queue);
        assertThat(disposed).containsExactly(1, 2, 3);
    }

    @Test
    void aDisposerThatThrowsDoesNotKeepTheRestFromIt() {
        Q queue = open("inbox", 4, item -> {
            disposed.add(item);
            if (item < 2) {
                throw new IllegalStateException("item " + item);
            }
        });
        fill(queue, 0, 4);
        assertThatThrownBy(() -> closeNow(queue))
                .hasMessage("item 0")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
        assertThat(disposed).containsExactly(0, 1, 2, 3);
        assertThat(queue.isFinished()).isTrue();
    }

    @Test
    void statisticsTellWhatHappened() {
        Q queue = open("orders", 4, disposed::add);
        fill(queue, 0, 4);
        var refused = queue.offer(4);
        assertThat(refused).isEqualTo(Offer.FULL);
        assertThat(queue.poll()).isZero();
        var stats = stats(queue);
        assertThat(stats.label()).isEqualTo("orders");
        assertThat(stats.capacity()).isEqualTo(4);
        assertThat(stats.size()).isEqualTo(3);
        assertThat(stats.highWater()).isEqualTo(4);
        assertThat(stats.accepted()).isEqualTo(4);
        assertThat(stats.refused()).isEqualTo(1);
        assertThat(queue.toString()).isEqualTo("orders 3/4");
        closeNow(queue);
        assertThat(stats(queue).dropped()).isEqualTo(3);
        assertThat(queue.toString()).isEqualTo("orders 0/4 closed");
    }

    /** Regression: the original read through null at its first append, and wrote outside a pool of one. */
    @Test
    void yimmo10_aBatchIntoAnEmptyQueueOfOnePlaceKeepsToItsPlace() {
        Q queue = open(1);
        var batch = new Integer[] {1, 2, 3};
        for (int from = 0; from < batch.length; from++) {
            assertThat(queue.offerBatch(batch, from, batch.length - from)).isEqualTo(1);
            assertThat(queue.offerBatch(batch, 0, batch.length)).isZero();
            assertThat(queue.poll()).isEqualTo(batch[from]);
            assertThat(queue.poll()).isNull();
        }
        assertThat(batch).containsExactly(1, 2, 3);
    }
}
