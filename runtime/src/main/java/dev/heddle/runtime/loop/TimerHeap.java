// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.Arrays;

/// The deadlines of one loop, soonest first; equal ones in the order in which they were started.
///
/// A binary heap in an array; every deadline knows its index, so moving or removing one takes O(log n) and no
/// garbage.
final class TimerHeap {
    private Deadline[] heap = new Deadline[16];
    private int size;
    private long started;

    int size() {
        return size;
    }

    /// When the next one is due, or `Long.MAX_VALUE`-like absence: ask [#size()] first.
    long firstAt() {
        return heap[0].at;
    }

    void start(Deadline deadline, long at) {
        deadline.at = at;
        deadline.order = started++;
        if (deadline.index < 0) {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            deadline.index = size;
            heap[size++] = deadline;
            up(deadline);
        } else {
            up(deadline);
            down(deadline);
        }
    }

    void remove(Deadline deadline) {
        int hole = deadline.index;
        if (hole < 0) {
            return;
        }
        deadline.index = -1;
        var last = heap[--size];
        clear(size);
        if (last != deadline) {
            last.index = hole;
            heap[hole] = last;
            up(last);
            down(last);
        }
    }

    @SuppressWarnings("NullAway") // beyond `size` the array holds nothing
    private void clear(int index) {
        heap[index] = null;
    }

    /// Runs what is due at `now`, at most `budget`; what the callbacks start is not due before the next turn.
    int fire(long now, int budget, LoopMeter meter, TimeSource time) {
        if (size == 0 || heap[0].at - now > 0) {
            return 0;
        }
        long before = started;
        int fired = 0;
        long began = time.nanoTime();
        while (fired < budget && size > 0) {
            var first = heap[0];
            if (first.at - now > 0 || first.order >= before) {
                break;
            }
            remove(first);
            first.onDue.run();
            fired++;
            long ended = time.nanoTime();
            meter.max(LoopMeter.LONGEST_TASK, ended - began);
            began = ended;
        }
        meter.add(LoopMeter.TIMERS_FIRED, fired);
        return fired;
    }

    private void up(Deadline moving) {
        int at = moving.index;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (!moving.before(heap[parent])) {
                break;
            }
            put(heap[parent], at);
            at = parent;
        }
        put(moving, at);
    }

    private void down(Deadline moving) {
        int at = moving.index;
        for (int child = 2 * at + 1; child < size; child = 2 * at + 1) {
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(moving)) {
                break;
            }
            put(heap[child], at);
            at = child;
        }
        put(moving, at);
    }

    private void put(Deadline deadline, int at) {
        heap[at] = deadline;
        deadline.index = at;
    }

    /// One entry; made with its watcher and never again.
    static final class Deadline {
        private final Runnable onDue;
        private long at;
        private long order;
        private int index = -1;

        Deadline(Runnable onDue) {
            this.onDue = onDue;
        }

        long at() {
            return at;
        }

        private boolean before(Deadline other) {
            long distance = at - other.at;
            return distance < 0 || (distance == 0 && order < other.order);
        }
    }
}
