// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntrusiveQueueTest {
    private final List<Job> disposed = new ArrayList<>();
    private final IntrusiveQueue<Job> ready = IntrusiveQueue.open("ready", 3, disposed::add);
    private final List<Job> jobs = IntStream.range(0, 5).mapToObj(Job::new).toList();

    private static final class Job extends QueueNode {
        final int number;

        Job(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "job " + number;
        }
    }

    private void fill(int from, int to) {
        for (Job job : jobs.subList(from, to)) {
            assertThat(ready.offer(job)).isEqualTo(Offer.ACCEPTED);
        }
    }

    @Test
    void aNodePutOnTwoQueuesThrowsNamingBothLabels() {
        var late = IntrusiveQueue.<Job>open("late", 3, disposed::add);
        fill(0, 1);
        assertThat(jobs.getFirst().queueLabel()).isEqualTo("ready");
        assertThatThrownBy(() -> late.offer(jobs.getFirst()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("node job 0: wanted to be in no queue, is in ready and was offered to late");
        assertThatThrownBy(() -> ready.offer(jobs.getFirst())).hasMessageContaining("is in ready");
        fill(1, 2);
        assertThatThrownBy(() -> ready.cycle(jobs.get(1))).hasMessageContaining("was cycled into ready");
        assertThat(late.remove(jobs.getFirst())).isFalse();
        assertThat(ready.remove(jobs.getFirst())).isTrue();
        assertThat(jobs.getFirst().queueLabel()).isNull();
        assertThat(late.offer(jobs.getFirst())).isEqualTo(Offer.ACCEPTED);
        assertThat(late.size()).isEqualTo(1);
        assertThat(ready.size()).isEqualTo(1);
    }

    @Test
    void orderHoldsWhateverLeavesFromTheMiddle() {
        fill(0, 3);
        assertThat(ready.offer(jobs.get(3))).isEqualTo(Offer.FULL);
        assertThat(ready.remove(jobs.get(1))).isTrue();
        assertThat(ready.remove(jobs.get(1))).isFalse();
        fill(3, 4);
        assertThat(ready.cycle(jobs.get(4))).isSameAs(jobs.get(0));
        assertThat(ready.peek()).isSameAs(jobs.get(2));
        assertThat(ready.remove(jobs.get(4))).isTrue();
        var got = new ArrayList<Job>();
        assertThat(ready.drain(got::add, 1)).isEqualTo(1);
        assertThat(ready.drain(got::add, 9)).isEqualTo(1);
        assertThat(got).containsExactly(jobs.get(2), jobs.get(3));
        assertThat(ready.poll()).isNull();
        assertThat(ready.cycle(jobs.get(0))).isNull();
        assertThat(jobs.get(0).queueLabel()).isNull();
    }

    @Test
    void closeWithItemsDisposesOfEachOnce() {
        fill(0, 2);
        ready.close();
        assertThat(ready.offer(jobs.get(2))).isEqualTo(Offer.CLOSED);
        assertThat(ready.isFinished()).isFalse();
        ready.closeNow();
        ready.closeNow();
        assertThat(ready.isFinished()).isTrue();
        assertThat(disposed).containsExactly(jobs.get(0), jobs.get(1));
        var stats = ready.stats();
        assertThat(stats.dropped()).isEqualTo(2);
        assertThat(stats.accepted()).isEqualTo(2);
        assertThat(stats.refused()).isEqualTo(1);
        assertThat(stats.highWater()).isEqualTo(2);
        assertThat(ready).hasToString("ready 0/3 closed");
    }

    /** Regression: the original's source kept its tail, so that what was appended to it next went to the other queue. */
    @Test
    void yimmo10_aQueueThatWasEmptiedIntoAnotherOneIsEmptyAndUsable() {
        var other = IntrusiveQueue.<Job>open("other", 5, disposed::add);
        fill(0, 3);
        ready.drain(job -> assertThat(other.offer(job)).isEqualTo(Offer.ACCEPTED), 3);
        assertThat(ready.poll()).isNull();
        fill(3, 4);
        assertThat(ready.size()).isEqualTo(1);
        assertThat(other.size()).isEqualTo(3);
        var got = new ArrayList<Job>();
        other.drain(got::add, 5);
        assertThat(got).isEqualTo(jobs.subList(0, 3));
        assertThat(ready.poll()).isSameAs(jobs.get(3));
    }
}
