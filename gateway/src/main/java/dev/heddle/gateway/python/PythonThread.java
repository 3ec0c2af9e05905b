// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.python;

/// What one thread needs to run Python code: its state in an interpreter, and whether it holds the lock.
///
/// Thread: the one that made it. Lifetime: closed by that thread before it ends; never used afterwards.
public final class PythonThread implements AutoCloseable {
    private final CApi api;
    private final long state;
    private boolean holds;
    private boolean closed;

    /** Without the lock. */
    PythonThread(CApi api, long state) {
        this.api = api;
        this.state = state;
    }

    /** Waits for the lock, unless this thread holds it. */
    public void takeLock() {
        if (!holds) {
            api.takeLock(state);
            holds = true;
        }
    }

    /** Gives the lock up, if this thread holds it. Before it waits for anything. */
    public void giveLockUp() {
        if (holds) {
            holds = false;
            api.giveLockUp();
        }
    }

    /** What Python calls this thread. */
    public long ident() {
        return api.life().threadIdent();
    }

    /** Whether this thread holds the lock. */
    public boolean holdsLock() {
        return holds;
    }

    /** Takes the lock once more, to let the interpreter forget this thread. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            takeLock();
            api.life().clearThreadState(state);
            api.life().deleteCurrentThreadState();
            holds = false;
        }
    }
}
