// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A full fence between two threads that one of them pays for: [#light] for the side that passes often, [#heavy]
/// for the side that passes rarely, as before a sleep.
///
/// What was written before the one is seen by what is read after the other, in at least one of the two
/// directions: the promise of two full fences. So where one side has read too early, what it wrote before its fence is
/// replaced by what the other writes to the same place after its own.
///
/// Thread: any. On Linux heavy is `membarrier(2)`, which interrupts the processors that run threads of this process
/// and lasts microseconds, and light only keeps the compiler from moving anything over it. Elsewhere, and where
/// the call is refused, both are full fences.
final class AsymmetricFence {
    /* The compiler's half: in HotSpot a fence of any kind is a barrier in the memory graph that no access crosses in either
     * direction, whatever instruction it emits; an acquire fence emits none on x86 and the cheapest one on AArch64. That
     * is a property of this virtual machine and not of the Java memory model, so the stress tests of the queues run
     * with it, and beside them one where the heavy side is left out, which they must catch. */

    private static final System.Logger LOG = System.getLogger(AsymmetricFence.class.getName());
    private static final int QUERY = 0;
    private static final int PRIVATE_EXPEDITED = 8;
    private static final int REGISTER_PRIVATE_EXPEDITED = 16;
    private static final long SYSCALL_X86_64 = 324;
    private static final long SYSCALL_AARCH64 = 283;

    private static final long SYSCALL;
    private static final @Nullable MethodHandle MEMBARRIER;
    private static final boolean FREE;

    static {
        long number = 0;
        MethodHandle membarrier = null;
        String why = "not on " + System.getProperty("os.name") + " " + System.getProperty("os.arch");
        try {
            number = number();
            if (number != 0) {
                MethodHandle call = link();
                why = prepare(call, number);
                membarrier = why == null ? call : null;
            }
        } catch (Throwable e) { // a missing symbol, or native access denied
            why = e.toString();
        }
        SYSCALL = number;
        MEMBARRIER = membarrier;
        FREE = membarrier != null;
        if (!FREE) {
            LOG.log(System.Logger.Level.INFO, "offers-pay-a-fence reason={0}", why);
        }
    }

    private AsymmetricFence() {}

    /// The frequent side: between its write and its read.
    static void light() {
        if (FREE) {
            VarHandle.acquireFence();
        } else {
            VarHandle.fullFence();
        }
    }

    /// The rare side: between its write and its read.
    static void heavy() {
        MethodHandle membarrier = MEMBARRIER;
        if (membarrier == null) {
            VarHandle.fullFence();
            return;
        }
        long answer = call(membarrier, SYSCALL, PRIVATE_EXPEDITED);
        if (answer != 0) {
            // After a successful registration the kernel has no reason to refuse; going on could lose a wake-up.
            throw new IllegalStateException("membarrier: wanted 0, got " + answer);
        }
    }

    /// The number of the system call; zero where it is not known.
    private static long number() {
        if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
            return 0;
        }
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> SYSCALL_X86_64;
            case "aarch64" -> SYSCALL_AARCH64;
            default -> 0;
        };
    }

    /// Registers this process; null, or why that is not possible.
    private static @Nullable String prepare(MethodHandle call, long number) {
        long offered = call(call, number, QUERY);
        if (offered < 0 || (offered & PRIVATE_EXPEDITED) == 0) {
            return "membarrier offers " + offered;
        }
        long answer = call(call, number, REGISTER_PRIVATE_EXPEDITED);
        return answer == 0 ? null : "membarrier refuses registration: " + answer;
    }

    private static long call(MethodHandle membarrier, long number, int command) {
        try {
            return (long) membarrier.invokeExact(number, command, 0, 0);
        } catch (Throwable e) {
            throw new AssertionError("a system call of numbers throws nothing", e);
        }
    }

    @SuppressWarnings("restricted") // a system call that takes and gives numbers
    private static MethodHandle link() {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT),
                Linker.Option.firstVariadicArg(1));
    }
}
