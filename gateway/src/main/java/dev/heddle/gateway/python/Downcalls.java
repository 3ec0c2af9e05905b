// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/// Calls into C by signature: one handle for each shape, the function's address is an argument.
///
/// So the handles are constants although the library is chosen when the program starts. Pointers and sizes are
/// `long`. The `leaf` forms leave out the thread's change of state and so must end at once and neither run
/// Python code nor wait nor call back.
@SuppressWarnings("restricted") // calling C is what this class is for
final class Downcalls {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle VOID_0 = call(null);
    private static final MethodHandle VOID_1 = call(null, JAVA_LONG);
    private static final MethodHandle VOID_2 = call(null, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle VOID_3 = call(null, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle VOID_INT = call(null, JAVA_INT);
    private static final MethodHandle LONG_0 = call(JAVA_LONG);
    private static final MethodHandle LONG_1 = call(JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LONG_2 = call(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LONG_3 = call(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LONG_4 = call(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle INT_2 = call(JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LONG_LLI = call(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LEAF_VOID_1 = leaf(null, JAVA_LONG);
    private static final MethodHandle LEAF_LONG_1 = leaf(JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LEAF_LONG_2 = leaf(JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LEAF_LONG_3 = leaf(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle LEAF_INT_3 = leaf(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG);

    private Downcalls() {}

    private static MethodHandle call(@Nullable MemoryLayout answer, MemoryLayout... arguments) {
        return LINKER.downcallHandle(descriptor(answer, arguments));
    }

    private static MethodHandle leaf(@Nullable MemoryLayout answer, MemoryLayout... arguments) {
        return LINKER.downcallHandle(descriptor(answer, arguments), Linker.Option.critical(false));
    }

    private static FunctionDescriptor descriptor(@Nullable MemoryLayout answer, MemoryLayout... arguments) {
        return answer == null ? FunctionDescriptor.ofVoid(arguments) : FunctionDescriptor.of(answer, arguments);
    }

    private static AssertionError unexpected(Throwable why) {
        return new AssertionError("a downcall threw", why);
    }

    static void void0(MemorySegment function) {
        try {
            VOID_0.invokeExact(function);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static void void1(MemorySegment function, long a) {
        try {
            VOID_1.invokeExact(function, a);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static void void2(MemorySegment function, long a, long b) {
        try {
            VOID_2.invokeExact(function, a, b);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static void voidInt(MemorySegment function, int a) {
        try {
            VOID_INT.invokeExact(function, a);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static void void3(MemorySegment function, long a, long b, long c) {
        try {
            VOID_3.invokeExact(function, a, b, c);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long long0(MemorySegment function) {
        try {
            return (long) LONG_0.invokeExact(function);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long long1(MemorySegment function, long a) {
        try {
            return (long) LONG_1.invokeExact(function, a);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long long2(MemorySegment function, long a, long b) {
        try {
            return (long) LONG_2.invokeExact(function, a, b);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long long3(MemorySegment function, long a, long b, long c) {
        try {
            return (long) LONG_3.invokeExact(function, a, b, c);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long long4(MemorySegment function, long a, long b, long c, long d) {
        try {
            return (long) LONG_4.invokeExact(function, a, b, c, d);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int int2(MemorySegment function, long a, long b) {
        try {
            return (int) INT_2.invokeExact(function, a, b);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long longLongLongInt(MemorySegment function, long a, long b, int c) {
        try {
            return (long) LONG_LLI.invokeExact(function, a, b, c);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    /** A call that answers a `PyStatus`; where its message is, 0 for none. */
    static long statusCall(MemorySegment function, long a, long b) {
        var shape = MemoryLayout.structLayout(
                JAVA_INT, MemoryLayout.paddingLayout(4), JAVA_LONG, JAVA_LONG, JAVA_INT, MemoryLayout.paddingLayout(4));
        try (var arena = Arena.ofConfined()) {
            var status = (MemorySegment)
                    call(shape, JAVA_LONG, JAVA_LONG).invokeExact(function, (SegmentAllocator) arena, a, b);
            return status.get(JAVA_LONG, 16);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static void leafVoid1(MemorySegment function, long a) {
        try {
            LEAF_VOID_1.invokeExact(function, a);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long leaf1(MemorySegment function, long a) {
        try {
            return (long) LEAF_LONG_1.invokeExact(function, a);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long leaf2(MemorySegment function, long a, long b) {
        try {
            return (long) LEAF_LONG_2.invokeExact(function, a, b);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long leaf3(MemorySegment function, long a, long b, long c) {
        try {
            return (long) LEAF_LONG_3.invokeExact(function, a, b, c);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int leafInt3(MemorySegment function, long a, long b, long c) {
        try {
            return (int) LEAF_INT_3.invokeExact(function, a, b, c);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }
}
