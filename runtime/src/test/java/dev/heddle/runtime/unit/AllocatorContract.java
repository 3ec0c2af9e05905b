// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every way of allocating units keeps to.
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class AllocatorContract {
    static final long LONG_NANOS = TimeUnit.SECONDS.toNanos(20);
    static final int MAX = 6;

    private UnitHeap heap;
    private Allocator allocator;

    abstract HeapOptions options(HeapOptions plain);

    abstract Allocator allocator(UnitHeap heap);

    @BeforeEach
    void open() {
        heap = UnitHeap.open(options(HeapOptions.of("contract", 24, 2, MAX)));
    }

    @AfterEach
    void nothingIsLost() {
        heap.close();
        assertThat(heap.heldUnits()).isEmpty();
        assertThat(heap.awaitDrained(LONG_NANOS)).isTrue();
    }

    /// Confined ones belong to the thread that runs the test, which is not the one that ran the set-up.
    private Allocator from() {
        if (allocator == null) {
            allocator = allocator(heap);
        }
        return allocator;
    }

    private List<Unit> takeAll() {
        var held = new ArrayList<Unit>();
        for (Unit unit = from().tryAllocate(); unit != null; unit = from().tryAllocate()) {
            held.add(unit);
        }
        return held;
    }

    @Test
    void aNewUnitHasOneHolderAndNoLength() {
        Unit unit = from().allocate();
        assertThat(unit.isSole()).isTrue();
        assertThat(unit.lengthBytes()).isZero();
        assertThat(unit.capacityBytes()).isEqualTo(24);
        assertThat(unit.payload().byteSize()).isEqualTo(24);
        unit.release();
    }

    @Test
    void theCeilingIsReachedExactlyAndThenRefused() {
        List<Unit> held = takeAll();
        assertThat(held).hasSize(MAX);
        assertThatThrownBy(from()::allocate).isInstanceOf(HeapExhaustedException.class);
        assertThat(from().tryAllocate(0)).isNull();
        assertThat(from().isClosed()).isFalse();
        assertThat(heap.stats().refusals()).isEqualTo(3);
        held.forEach(Unit::release);
        assertThat(takeAll()).hasSize(MAX).allSatisfy(Unit::release);
    }

    @Test
    void theLastOfSeveralHoldersSendsTheUnitHome() {
        Unit unit = from().allocate();
        Unit second = unit.retain();
        Unit more = unit.retain(3);
        assertThat(unit.isSole()).isFalse();
        unit.release();
        second.release();
        more.release();
        more.release();
        assertThat(heap.stats().inUse()).isEqualTo(1);
        more.release();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void separateHandlesOfOneFanOutAreReleasedOneByOne() {
        Unit unit = from().allocate();
        Unit shared = unit.retain(2);
        Unit one = shared.separate();
        Unit other = shared.separate();
        unit.release();
        one.release();
        assertThat(heap.stats().inUse()).isEqualTo(1);
        other.release();
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void retainOfADeadUnitAndOverReleaseAreReported() {
        Unit unit = from().allocate();
        unit.release();
        assertThatIllegalStateException().isThrownBy(unit::retain).withMessageContaining("heap contract");
        assertThatIllegalStateException().isThrownBy(unit::release).withMessageContaining("heap contract");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> unit.retain(0))
                .withMessageContaining("wanted at least 1 holder, got 0");
        assertThatIllegalArgumentException().isThrownBy(() -> unit.retain(-3));
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void aWaiterGetsTheUnitThatAnotherThreadReleases() throws InterruptedException {
        List<Unit> held = takeAll();
        var releaser = new Thread(() -> {
            awaitWaiters(1);
            held.removeFirst().release();
        });
        releaser.start();
        Unit unit = from().tryAllocate(LONG_NANOS);
        assertThat(unit).isNotNull();
        assertThat(heap.stats().waits()).isEqualTo(1);
        releaser.join();
        unit.release();
        held.forEach(Unit::release);
    }

    @Test
    void waitersAreServedInTheOrderInWhichTheyCame() throws InterruptedException {
        List<Unit> held = takeAll();
        var order = new ArrayList<Integer>();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            var thread = new Thread(() -> {
                Unit unit = heap.tryAllocate(LONG_NANOS);
                synchronized (order) {
                    order.add(number);
                }
                unit.release(); // wakes the next
            });
            threads.add(thread);
            thread.start();
            awaitWaiters(i + 1);
        }
        held.removeFirst().release();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(order).containsExactly(0, 1, 2, 3);
        held.forEach(Unit::release);
    }

    @Test
    void aWaitersTimeRunsOut() {
        List<Unit> held = takeAll();
        assertThat(from().tryAllocate(1_000_000)).isNull();
        assertThat(heap.stats().waits()).isEqualTo(1);
        held.forEach(Unit::release);
        assertThat(takeAll()).hasSize(MAX).allSatisfy(Unit::release);
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet() {
        List<Unit> held = takeAll();
        Thread.currentThread().interrupt();
        assertThat(from().tryAllocate(LONG_NANOS)).isNull();
        assertThat(Thread.interrupted()).isTrue();
        held.forEach(Unit::release);
    }

    @Test
    void closeSendsWaitersAway() throws InterruptedException {
        List<Unit> held = takeAll();
        var closer = new Thread(() -> {
            awaitWaiters(1);
            heap.close();
        });
        closer.start();
        assertThat(from().tryAllocate(LONG_NANOS)).isNull();
        assertThat(from().isClosed()).isTrue();
        closer.join();
        held.forEach(Unit::release);
    }

    @Test
    void afterCloseNothingIsAllocated() {
        Allocator open = from();
        heap.close();
        assertThat(open.isClosed()).isTrue();
        assertThat(open.tryAllocate()).isNull();
        assertThat(open.tryAllocate(LONG_NANOS)).isNull();
        assertThatIllegalStateException().isThrownBy(open::allocate).withMessageContaining("got a closed one");
    }

    @Test
    void waitingIsRefusedWhereBlockingIsForbidden() {
        String before = NonBlocking.enter("loop l0");
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> from().tryAllocate(LONG_NANOS))
                    .withMessageContaining("heap contract: waiting for units would block")
                    .withMessageContaining("got loop l0 on thread");
            from().allocate().release();
        } finally {
            NonBlocking.exit(before);
        }
    }

    @Test
    void unitsReleasedElsewhereComeHome() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            List<Unit> held = takeAll();
            assertThat(held).hasSize(MAX);
            var thread = new Thread(() -> held.forEach(Unit::release));
            thread.start();
            thread.join();
        }
    }

    /// A thread that has a local heap of its own and ends without closing it strands nothing.
    @Test
    void unitsReleasedByAThreadThatEndsAreNotStranded() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            List<Unit> held = takeAll();
            assertThat(held).hasSize(MAX);
            var thread = new Thread(() -> {
                LocalHeap mine = heap.local();
                held.forEach(Unit::release);
                held.clear();
                for (Unit unit = mine.tryAllocate(); unit != null; unit = mine.tryAllocate()) {
                    held.add(unit);
                }
                held.forEach(Unit::release);
            });
            thread.start();
            thread.join();
        }
        assertThat(takeAll()).hasSize(MAX).allSatisfy(Unit::release);
    }

    @Test
    void unitsReleasedByVirtualThreadsComeHome() throws InterruptedException {
        for (int round = 0; round < 20; round++) {
            List<Unit> held = takeAll();
            assertThat(held).hasSize(MAX);
            Thread.startVirtualThread(() -> held.forEach(Unit::release)).join();
        }
    }

    @Test
    void onceFreeCallsOnceWhenAUnitComesHome() {
        List<Unit> held = takeAll();
        var calls = new ArrayList<String>();
        heap.onceFree(() -> calls.add("free"));
        assertThat(calls).isEmpty();
        held.removeFirst().release();
        assertThat(calls).containsExactly("free");
        held.forEach(Unit::release);
        assertThat(calls).containsExactly("free");
        heap.onceFree(() -> calls.add("at once"));
        assertThat(calls).containsExactly("free", "at once");
        assertThat(takeAll()).hasSize(MAX).allSatisfy(Unit::release);
    }

    @Test
    void onceFreeHearsOfTheClose() {
        List<Unit> held = takeAll();
        var calls = new ArrayList<String>();
        heap.onceFree(() -> calls.add("closed"));
        heap.close();
        heap.onceFree(() -> calls.add("at once"));
        assertThat(calls).containsExactly("closed", "at once");
        held.forEach(Unit::release);
    }

    @Test
    void theNthAllocationIsRefusedOnPurposeAndNoOther() {
        for (int nth = 1; nth <= MAX; nth++) {
            heap.refuseAllocation(nth);
            var held = new ArrayList<Unit>();
            for (int i = 1; i < nth; i++) {
                held.add(from().allocate());
            }
            if (nth % 2 == 0) {
                assertThat(from().tryAllocate(LONG_NANOS)).isNull();
            } else {
                assertThatThrownBy(from()::allocate).isInstanceOf(HeapExhaustedException.class);
            }
            held.add(from().allocate());
            held.forEach(Unit::release);
        }
        assertThat(heap.stats().inUse()).isZero();
    }

    @Test
    void manyThreadsNeverGetTheSameUnit() throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var go = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int t = 1; t <= 4; t++) {
            int mark = t;
            var thread = new Thread(() -> {
                try (Closing mine = new Closing(heap, mark % 2 == 0)) {
                    go.await();
                    for (int i = 0; i < 2000; i++) {
                        Unit unit = mine.from.tryAllocate(LONG_NANOS);
                        unit.putInt(0, mark);
                        if (i % 16 == 0) { // on a busy machine a yield costs milliseconds
                            Thread.yield();
                        }
                        assertThat(unit.getInt(0)).isEqualTo(mark);
                        unit.release();
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            threads.add(thread);
            thread.start();
        }
        go.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
        assertThat(heap.stats().inUse()).isZero();
        assertThat(takeAll()).hasSize(MAX).allSatisfy(Unit::release);
    }

    private static final class Closing implements AutoCloseable {
        private final Allocator from;

        Closing(UnitHeap heap, boolean local) {
            from = local ? heap.local() : heap;
        }

        @Override
        public void close() {
            if (from instanceof LocalHeap mine) {
                mine.close();
            }
        }
    }

    private void awaitWaiters(int waiters) {
        while (heap.waiting() < waiters) {
            Thread.onSpinWait();
            Thread.yield();
        }
    }
}
