// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;

/// Gives the threads of a contestant a processor each, in turn, so that a row says the same in every run: two
/// threads that happen to share one have no cache line to fetch from each other and are several times as fast.
///
/// Linux only; elsewhere nothing happens.
public final class Affinity {
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
    private static final int MASK_BYTES = 128;

    private Affinity() {}

    /// How many processors there are to bind to: those that the first thread to ask could use.
    public static int processors() {
        return PROCESSORS;
    }

    /// Binds the calling thread to one of the processors.
    ///
    /// @param number which, counted from zero and around
    public static void bind(int number) {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return;
        }
        int processor = number % PROCESSORS;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES);
            mask.set(ValueLayout.JAVA_BYTE, processor / 8, (byte) (1 << processor % 8));
            int answer = (int) setAffinity().invokeExact(0, (long) MASK_BYTES, mask);
            if (answer != 0) {
                throw new IllegalStateException(
                        "sched_setaffinity to processor " + processor + ": wanted 0, got " + answer);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a system call throws nothing", e);
        }
    }

    @SuppressWarnings("restricted") // one system function, in a benchmark
    private static MethodHandle setAffinity() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("sched_setaffinity"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS));
    }
}
