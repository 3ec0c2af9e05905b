// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Gives memory pages back to the system while the address range stays: `madvise` on Linux, nothing elsewhere.
///
/// Any thread. Loaded at the first use only: it needs native access.
final class Pages {
    private static final int MADV_DONTNEED = 4;
    private static final System.Logger LOG = System.getLogger(Pages.class.getName());
    private static final @Nullable MethodHandle MADVISE;
    private static final long PAGE_BYTES;

    static {
        MethodHandle madvise = null;
        long pageBytes = 0;
        String why = "not on " + System.getProperty("os.name");
        try {
            if (System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
                pageBytes = (int) function("getpagesize", FunctionDescriptor.of(ValueLayout.JAVA_INT))
                        .invokeExact();
                madvise = function(
                        "madvise",
                        FunctionDescriptor.of(
                                ValueLayout.JAVA_INT,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_LONG,
                                ValueLayout.JAVA_INT));
            }
        } catch (Throwable e) { // a missing symbol, or native access denied
            why = e.toString();
        }
        MADVISE = madvise;
        PAGE_BYTES = pageBytes;
        if (madvise == null) {
            LOG.log(System.Logger.Level.INFO, "heap-pages-kept reason={0}", why);
        }
    }

    private Pages() {}

    /// Gives back the whole pages within a piece of memory; they read as zero afterwards.
    ///
    /// @return bytes given back; zero: nothing, the memory is as it was
    static long giveBack(MemorySegment memory) {
        MethodHandle madvise = MADVISE;
        if (madvise == null) {
            return 0;
        }
        long from = (memory.address() + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES;
        long to = (memory.address() + memory.byteSize()) / PAGE_BYTES * PAGE_BYTES;
        if (to <= from) {
            return 0;
        }
        try {
            return (int) madvise.invokeExact(from, to - from, MADV_DONTNEED) == 0 ? to - from : 0;
        } catch (Throwable e) {
            throw new AssertionError("madvise takes three numbers and throws nothing", e);
        }
    }

    @SuppressWarnings("restricted") // two system functions that take and give numbers
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
