// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A loop on the test's own thread, a checked heap, and a listener that writes down what it hears.
final class ExchangeFixture implements AutoCloseable, ExchangeListener<String> {
    final List<String> uncaught = new ArrayList<>();
    final Loop loop = Loop.open(
            "test", LoopOptions.defaults().onUncaught((label, thrown) -> uncaught.add(label + ": " + thrown)));
    final UnitHeap heap =
            UnitHeap.open(HeapOptions.of("parts", 128, 16, 4096).doubling().checked(true));
    final List<String> log = new ArrayList<>();

    /** How many parts it takes before it says "no more"; negative: all. */
    int takes = -1;

    int ends;
    private WorkerGroup<String> group;

    WorkerGroup<String> start(WorkerOptions options, ExchangeHandler<String> handler) {
        group = WorkerGroup.start(options, () -> handler);
        return group;
    }

    WorkerOptions options(int workers, int capacity) {
        return WorkerOptions.of("group", workers, capacity, heap).stopDeadline(java.time.Duration.ofSeconds(5));
    }

    Exchange<String> offer(ExchangePort<String> port, long key, String request) {
        var exchange = Exchange.of(key, request, this);
        assertThat(port.offer(exchange)).isEqualTo(Offer.ACCEPTED);
        return exchange;
    }

    Unit unit(String text) {
        Unit unit = heap.allocate();
        unit.lengthBytes(unit.putUtf8(0, text));
        return unit;
    }

    static Unit unit(BodyWriter reply, String text) {
        Unit unit = reply.heap().allocate();
        unit.lengthBytes(unit.putUtf8(0, text));
        return unit;
    }

    static String text(Unit unit) {
        var bytes = new byte[unit.lengthBytes()];
        unit.toByteBuffer().get(bytes);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Turns until it is so, for at most 20 s. */
    void until(BooleanSupplier so) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time; heard " + log).isLessThan(end);
            loop.turn(1_000_000);
        }
    }

    void untilEnds(int count) {
        until(() -> ends >= count);
        assertThat(ends).isEqualTo(count);
    }

    @Override
    public boolean onPart(Exchange<String> exchange, Unit part) {
        log.add(exchange.request() + ":" + text(part));
        part.release();
        return takes < 0 || --takes > 0;
    }

    @Override
    public void onDone(Exchange<String> exchange) {
        ends++;
        log.add(exchange.request() + " done");
    }

    @Override
    public void onFailed(Exchange<String> exchange, Throwable why) {
        ends++;
        log.add(exchange.request() + " failed " + why.getMessage());
    }

    @Override
    public void onRoom(Exchange<String> exchange) {
        log.add(exchange.request() + " room");
    }

    /** Stops everything and proves that no unit is held. */
    @Override
    public void close() {
        if (group != null) {
            group.close();
        }
        loop.close();
        heap.close();
        assertThat(heap.awaitDrained(5_000_000_000L))
                .as("units held: " + heap.stats())
                .isTrue();
        assertThat(uncaught).isEmpty();
    }
}
