// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Poller;

/// Calls back when a [StreamSocket] of this loop is ready for what is wanted; at first nothing is.
public final class IoWatcher extends Watcher implements ReadyHandler {
    private final LoopSocket socket;
    private final IoCallback onReady;
    private int wanted;

    IoWatcher(Loop loop, String label, LoopSocket socket, IoCallback onReady) {
        super(loop, label);
        this.socket = socket;
        this.onReady = onReady;
    }

    /// Whether to call back when there is something to read, or the end of the stream.
    public void readable(boolean wanted) {
        want(Poller.READ, wanted);
    }

    /// Whether to call back when there is room to write, or a connect has ended.
    public void writable(boolean wanted) {
        want(Poller.WRITE, wanted);
    }

    private void want(int bit, boolean on) {
        loop.owner().check(label);
        wanted = on ? wanted | bit : wanted & ~bit;
        if (isStarted() && socket.isOpen()) {
            loop.sockets().interest(socket.handle(), wanted);
        }
    }

    @Override
    String kind() {
        return "io";
    }

    @Override
    void attach() {
        loop.sockets().attach(socket.handle(), this);
        loop.sockets().interest(socket.handle(), wanted);
    }

    @Override
    void detach() {
        if (socket.isOpen()) {
            loop.sockets().interest(socket.handle(), 0);
            loop.sockets().unattach(socket.handle());
        }
    }

    /// Called by the loop.
    @Override
    public void onReady(int handle, boolean readable, boolean writable) {
        onReady.onReady(readable, writable);
    }
}
