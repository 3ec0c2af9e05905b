// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/// What the C library does for the start: the dynamic linker and the environment that C code sees.
///
/// Thread: any, but the environment only before other threads of C code read it.
@SuppressWarnings("restricted") // calling C is what this class is for
final class Libc {
    private static final int RTLD_NOW = 2;
    private static final int RTLD_GLOBAL = 0x100;
    private static final Linker LINKER = Linker.nativeLinker();

    private Libc() {}

    private static MethodHandle handle(String name, MemoryLayout answer, MemoryLayout... arguments) {
        MemorySegment symbol = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new PythonException("python: wanted " + name + " in the C library, got none"));
        return LINKER.downcallHandle(symbol, FunctionDescriptor.of(answer, arguments));
    }

    /// Loads a library so that libraries loaded later find its symbols: extension modules do not name libpython
    /// among what they need.
    static void loadForAll(Path file) {
        try (var arena = Arena.ofConfined()) {
            long name = arena.allocateFrom(file.toString()).address();
            long library =
                    (long) handle("dlopen", JAVA_LONG, JAVA_LONG, JAVA_INT).invokeExact(name, RTLD_NOW | RTLD_GLOBAL);
            if (library == 0) {
                long why = (long) handle("dlerror", JAVA_LONG).invokeExact();
                throw new PythonException("python: " + file + " cannot be loaded: " + CApi.text(why));
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable why) {
            throw new AssertionError("a downcall threw", why);
        }
    }

    static void unsetEnvironment(String name) {
        try (var arena = Arena.ofConfined()) {
            int ignored = (int) handle("unsetenv", JAVA_INT, JAVA_LONG)
                    .invokeExact(arena.allocateFrom(name).address());
        } catch (Throwable why) {
            throw new AssertionError("a downcall threw", why);
        }
    }
}
