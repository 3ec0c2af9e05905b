// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

/// How a loop waits for its sockets. [LoopOptions#backend(Backend)] or the system property
/// `dev.heddle.loop.backend` (which [#AUTO] follows) choose it.
public enum Backend {
    /// What the property says, else epoll where the machine offers it, else NIO.
    AUTO,
    /// The JDK's selector: everywhere.
    NIO,
    /// Linux epoll through java.lang.foreign.
    EPOLL,
    /// In memory, scripted, for tests and simulation; needs [LoopOptions#network].
    SCRIPTED;

    /// Loads what opening a loop takes. For those that call the system through java.lang.foreign that is most
    /// of the time to a first listener, and a program that has other things to open can do so meanwhile. Any
    /// thread; harmless when it was done before, or when a loop is being opened elsewhere. [#SCRIPTED] has
    /// nothing to load.
    ///
    /// @throws UnsupportedOperationException when this machine does not have the backend
    public void load() {
        if (this != SCRIPTED) {
            Backends.load(this);
        }
    }
}
