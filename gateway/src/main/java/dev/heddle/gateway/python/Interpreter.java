// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;

/// One Python interpreter: its modules and, from Python 3.12 on, its own lock.
///
/// Thread: any; the methods that touch objects want its lock. Lifetime: as long as the process.
public final class Interpreter {
    private final CApi api;
    private final int number;
    private final long pointer;

    /** The state of the thread that made it; that thread's own. */
    private final long homeState;

    Interpreter(CApi api, int number, long pointer, long homeState) {
        this.api = api;
        this.number = number;
        this.pointer = pointer;
        this.homeState = homeState;
    }

    /** 0 is the main one. */
    public int number() {
        return number;
    }

    /** The functions to work on its objects. */
    public CApi api() {
        return api;
    }

    long homeState() {
        return homeState;
    }

    /// Lets the calling thread run Python code here.
    ///
    /// @return without the lock; the calling thread's own
    public PythonThread attach() {
        long state = api.life().newThreadState(pointer);
        if (state == 0) {
            throw new PythonException("python: wanted a thread state of interpreter " + number + ", got none");
        }
        return new PythonThread(api, state);
    }

    /// Runs source text as a module, with the lock.
    ///
    /// @param name of the module
    /// @param file what tracebacks say
    /// @param source the text
    /// @return the module, for ever
    public long runModule(String name, String file, String source) {
        try (var arena = Arena.ofConfined()) {
            long module = api.life()
                    .runModule(
                            arena.allocateFrom(name).address(),
                            arena.allocateFrom(source).address(),
                            arena.allocateFrom(file).address());
            if (module == 0) {
                api.life().printError();
                throw new PythonException("python: the module " + name + " could not be run; see above");
            }
            return module;
        }
    }

    /// An attribute, with the lock.
    ///
    /// @param object of this interpreter
    /// @param name of the attribute
    /// @return new, never 0
    public long attribute(long object, String name) {
        try (var arena = Arena.ofConfined()) {
            long found = api.attribute(object, arena.allocateFrom(name).address());
            if (found == 0) {
                api.life().printError();
                throw new PythonException("python: wanted an attribute " + name + ", got none; see above");
            }
            return found;
        }
    }

    /// Calls what does not raise, with the lock.
    ///
    /// @param function what to call
    /// @param arguments borrowed
    /// @return new, never 0
    public long call(long function, long... arguments) {
        try (var arena = Arena.ofConfined()) {
            var array = arena.allocate(JAVA_LONG, arguments.length + 1L);
            for (int i = 0; i < arguments.length; i++) {
                array.setAtIndex(JAVA_LONG, i, arguments[i]);
            }
            long answer = api.call(function, array.address(), arguments.length);
            if (answer == 0) {
                api.life().printError();
                throw new PythonException("python: a function of the gateway's own raised; see above");
            }
            return answer;
        }
    }

    /// Has an exception raised in another thread when it next runs Python code; with the lock.
    ///
    /// @param threadIdent what that thread's [PythonThread#ident()] says
    /// @param exception a class
    public void raiseIn(long threadIdent, long exception) {
        if (api.life().raiseIn(threadIdent, exception) == 0) {
            api.clearError(); // it has ended meanwhile
        }
    }

    /// A Python text, with the lock.
    ///
    /// @param text any
    /// @return new, never 0
    public long text(String text) {
        try (var arena = Arena.ofConfined()) {
            var utf8 = arena.allocateFrom(text);
            long made = api.newUtf8(utf8.address(), utf8.byteSize() - 1);
            if (made == 0) {
                api.clearError();
                throw new PythonException("python: wanted a text of " + utf8.byteSize() + " bytes, got none");
            }
            return made;
        }
    }
}
