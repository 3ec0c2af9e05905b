// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random operations on chains beside the same operations on byte arrays. `-Dheddle.seeds=n` runs more of them.
class ChainModelTest {
    private static final int STEPS = 400;

    private record Pair(Chain chain, byte[] bytes) {}

    @ParameterizedTest(name = "checked={0}")
    @ValueSource(booleans = {false, true})
    void chainsBehaveAsByteArraysDo(boolean checked) {
        int seeds = Integer.getInteger("heddle.seeds", 60);
        for (long seed = 1; seed <= seeds; seed++) {
            try (var heap = UnitHeap.open(HeapOptions.of("model " + seed, 40, 8, 4000)
                    .doubling()
                    .headroomBytes(seed % 2 == 0 ? 0 : 12)
                    .checked(checked))) {
                run(new Random(seed), seed % 3 == 0 ? heap.local() : heap, heap, "seed " + seed);
            }
        }
    }

    private static void run(Random random, Allocator from, UnitHeap heap, String seed) {
        List<Pair> live = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            if (live.isEmpty() || live.size() < 12 && random.nextInt(5) == 0) {
                live.add(made(random, from));
            } else {
                step(random, live, live.remove(random.nextInt(live.size())));
            }
            for (Pair pair : live) {
                assertThat(bytesOf(pair.chain)).as("%s step %d", seed, step).isEqualTo(pair.bytes);
                assertThat(pair.chain.lengthBytes()).isEqualTo(pair.bytes.length);
            }
        }
        live.forEach(pair -> pair.chain.release());
        assertThat(heap.stats().inUse()).as(seed).isZero();
    }

    private static Pair made(Random random, Allocator from) {
        Unit unit = from.allocate();
        byte[] bytes = random(random, random.nextInt(unit.capacityBytes() + 1));
        MemorySegment.copy(bytes, 0, unit.payload(), ValueLayout.JAVA_BYTE, 0, bytes.length);
        unit.lengthBytes(bytes.length);
        return new Pair(Chain.of(unit), bytes);
    }

    private static void step(Random random, List<Pair> live, Pair one) {
        byte[] bytes = one.bytes;
        int at = random.nextInt(bytes.length + 1);
        switch (random.nextInt(8)) {
            case 0 -> {
                one.chain.skip(at);
                live.add(new Pair(one.chain, Arrays.copyOfRange(bytes, at, bytes.length)));
            }
            case 1 -> {
                one.chain.truncate(at);
                live.add(new Pair(one.chain, Arrays.copyOf(bytes, at)));
            }
            case 2 -> {
                Chain rest = one.chain.split(at);
                live.add(new Pair(one.chain, Arrays.copyOf(bytes, at)));
                live.add(new Pair(rest, Arrays.copyOfRange(bytes, at, bytes.length)));
            }
            case 3 -> {
                byte[] header = random(random, 1 + random.nextInt(20));
                one.chain.prepend(header.length).copyFrom(MemorySegment.ofArray(header));
                live.add(new Pair(one.chain, joined(header, bytes)));
            }
            case 4 -> {
                assertThat(one.chain.peek(at).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(Arrays.copyOf(bytes, at));
                if (at < bytes.length) {
                    assertThat(one.chain.getByte(at)).isEqualTo(bytes[at]);
                }
                live.add(one);
            }
            case 5 -> {
                live.add(one);
                live.add(new Pair(one.chain.duplicate(), bytes));
            }
            case 6 -> {
                if (live.isEmpty()) {
                    one.chain.release();
                } else {
                    Pair tail = live.remove(random.nextInt(live.size()));
                    assertThat(one.chain.join(tail.chain)).isSameAs(one.chain);
                    live.add(new Pair(one.chain, joined(bytes, tail.bytes)));
                }
            }
            default -> one.chain.release();
        }
    }

    private static byte[] bytesOf(Chain chain) {
        var out = new ByteArrayOutputStream();
        chain.forEachSlice((unit, offset, length) -> {
            assertThat(length).isPositive();
            out.writeBytes(
                    unit.room().asSlice(unit.headroomBytes() + offset, length).toArray(ValueLayout.JAVA_BYTE));
        });
        var copied = new byte[chain.lengthBytes()];
        chain.copyTo(0, MemorySegment.ofArray(copied), 0, copied.length);
        assertThat(copied).isEqualTo(out.toByteArray());
        return copied;
    }

    private static byte[] random(Random random, int length) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] joined(byte[] front, byte[] back) {
        byte[] both = Arrays.copyOf(front, front.length + back.length);
        System.arraycopy(back, 0, both, front.length, back.length);
        return both;
    }
}
