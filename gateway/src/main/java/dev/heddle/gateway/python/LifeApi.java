// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

/// The functions of CPython around the start, threads and modules: called rarely, looked up at each call.
///
/// Thread: as in [CApi], unless a method says otherwise.
final class LifeApi {
    private static final int PY_FILE_INPUT = 257;

    private final CApi api;

    LifeApi(CApi api) {
        this.api = api;
    }

    void initialize() {
        Downcalls.voidInt(api.symbol("Py_InitializeEx"), 0);
    }

    void setWide(String function, long text) {
        Downcalls.void1(api.symbol(function), text);
    }

    String version() {
        return CApi.text(Downcalls.long0(api.symbol("Py_GetVersion")));
    }

    long mainInterpreter() {
        return Downcalls.long0(api.symbol("PyInterpreterState_Main"));
    }

    long currentInterpreter() {
        return Downcalls.long0(api.symbol("PyInterpreterState_Get"));
    }

    /** The caller's thread state, current; the caller holds its lock. */
    long currentThreadState() {
        return Downcalls.long0(api.symbol("PyThreadState_Get"));
    }

    /** Any thread; for the calling one. */
    long newThreadState(long interpreter) {
        return Downcalls.long1(api.symbol("PyThreadState_New"), interpreter);
    }

    void clearThreadState(long threadState) {
        Downcalls.void1(api.symbol("PyThreadState_Clear"), threadState);
    }

    /** Gives the lock up too. */
    void deleteCurrentThreadState() {
        Downcalls.void0(api.symbol("PyThreadState_DeleteCurrent"));
    }

    /// Has an exception raised in another thread when it next runs Python code.
    ///
    /// @return how many threads that was
    int raiseIn(long threadIdent, long exception) {
        return Downcalls.int2(api.symbol("PyThreadState_SetAsyncExc"), threadIdent, exception);
    }

    /// Compiles source text and runs it as a module.
    ///
    /// @return the module, new, or 0
    long runModule(long utf8Name, long utf8Source, long utf8File) {
        long code = Downcalls.longLongLongInt(api.symbol("Py_CompileString"), utf8Source, utf8File, PY_FILE_INPUT);
        if (code == 0) {
            return 0;
        }
        long module = Downcalls.long2(api.symbol("PyImport_ExecCodeModule"), utf8Name, code);
        api.decRef(code);
        return module;
    }

    /// A function that calls a `PyMethodDef`.
    ///
    /// @param self borrowed, handed to each call
    /// @return new, or 0
    long newFunction(long definition, long self) {
        return Downcalls.long3(api.symbol("PyCFunction_NewEx"), definition, self, 0);
    }

    /** The error is written to standard error and dropped; never for one that may be SystemExit. */
    void printError() {
        Downcalls.void0(api.symbol("PyErr_Print"));
    }

    /// Makes an interpreter, whose lock the caller then holds instead of its own one's.
    ///
    /// @param threadStateAt where the caller's state in it is written; 0: none was made
    /// @param config a `PyInterpreterConfig`
    /// @return why not
    String newInterpreter(long threadStateAt, long config) {
        return CApi.text(Downcalls.statusCall(api.symbol("Py_NewInterpreterFromConfig"), threadStateAt, config));
    }

    /** What PyThreadState_SetAsyncExc calls the calling thread. Any thread. */
    long threadIdent() {
        return Downcalls.long0(api.symbol("PyThread_get_thread_ident"));
    }
}
