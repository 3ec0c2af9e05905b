// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// A Java method that Python code can call.
///
/// Thread: defined by any; called by whatever thread runs Python code, with its interpreter's lock. Lifetime: as
/// long as the process, because Python may hold on to it for as long.
@SuppressWarnings("restricted") // calls from C are what this class is for
public final class PythonFunction {
    /// The body of such a function.
    @FunctionalInterface
    public interface Body {
        /// Runs it.
        ///
        /// @param self what [#object] was given, borrowed
        /// @param arguments address of an array of borrowed pointers
        /// @param count how many
        /// @return a new reference, or 0 with an error set
        long call(long self, long arguments, long count);
    }

    private static final System.Logger LOG = System.getLogger(PythonFunction.class.getName());
    private static final int METH_FASTCALL = 0x80;
    private static final long DEFINITION_BYTES = 32;
    private static final FunctionDescriptor SHAPE = FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CALL;

    static {
        try {
            CALL = MethodHandles.lookup()
                    .findVirtual(
                            Body.class, "call", MethodType.methodType(long.class, long.class, long.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final CApi api;
    private final String name;
    private final Body body;
    private final long runtimeError;
    private final MemorySegment definition;

    private PythonFunction(CApi api, String name, Body body) {
        this.api = api;
        this.name = name;
        this.body = body;
        runtimeError = api.exception("RuntimeError");
        var arena = Arena.global();
        var stub = Linker.nativeLinker().upcallStub(CALL.bindTo((Body) this::guarded), SHAPE, arena);
        definition = arena.allocate(DEFINITION_BYTES, 8);
        definition.set(JAVA_LONG, 0, arena.allocateFrom(name).address());
        definition.set(JAVA_LONG, 8, stub.address());
        definition.set(JAVA_INT, 16, METH_FASTCALL);
    }

    /// Defines one, for every interpreter.
    ///
    /// @param api the library
    /// @param name what Python says of it
    /// @param body what it does
    /// @return to make objects of
    public static PythonFunction define(CApi api, String name, Body body) {
        return new PythonFunction(api, name, body);
    }

    /// The function as an object of the current interpreter.
    ///
    /// @param self borrowed; every call gets it
    /// @return new, or 0
    public long object(long self) {
        return api.life().newFunction(definition.address(), self);
    }

    /** An exception that left this method would end the process. */
    private long guarded(long self, long arguments, long count) {
        try {
            return body.call(self, arguments, count);
        } catch (Throwable thrown) {
            return failed(thrown);
        }
    }

    private long failed(Throwable thrown) {
        try {
            LOG.log(System.Logger.Level.ERROR, "python-callback-threw function=" + name, thrown);
            api.raise(runtimeError, name + ": " + thrown);
        } catch (Throwable again) {
            // out of memory, most likely: 0 without an error is a SystemError in Python, which is better than the end
        }
        return 0;
    }
}
