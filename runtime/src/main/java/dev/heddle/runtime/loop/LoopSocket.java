// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.poll.SocketFaultException;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A handle as an object, for users of [Loop#io]; the outcomes of both are the same numbers.
final class LoopSocket implements StreamSocket {
    private final String label;
    private final Sockets sockets;
    private final Poller poller;
    private final int handle;
    private boolean open = true;
    private @Nullable SocketFaultException failure;

    LoopSocket(String label, Sockets sockets, Poller poller, int handle) {
        this.label = label;
        this.sockets = sockets;
        this.poller = poller;
        this.handle = handle;
    }

    int handle() {
        if (!open) {
            throw new IllegalStateException(label + ": the socket is closed");
        }
        return handle;
    }

    boolean isOpen() {
        return open;
    }

    boolean belongsTo(Sockets others) {
        return sockets == others;
    }

    @Override
    public int read(MemorySegment into, long offset, int length) {
        int got = poller.read(handle(), into, offset, length);
        return got == Poller.FAILED ? failed("read") : got;
    }

    @Override
    public int write(MemorySegment from, long offset, int length) {
        int sent = poller.write(handle(), from, offset, length);
        return sent == Poller.FAILED ? failed("write") : sent;
    }

    @Override
    public int finishConnect() {
        int outcome = poller.finishConnect(handle());
        return outcome == Poller.FAILED ? failed("connect") : outcome;
    }

    @Override
    public int shutdownOutput() {
        int outcome = poller.shutdownOutput(handle());
        return outcome == Poller.FAILED ? failed("shutdown") : outcome;
    }

    private int failed(String call) {
        failure = poller.failure(label + ": " + call);
        return FAILED;
    }

    @Override
    public @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public SocketFault fault() {
        return failure == null ? SocketFault.NONE : failure.fault();
    }

    @Override
    public @Nullable SocketAddress peer() {
        return poller.peer(handle());
    }

    @Override
    public @Nullable SocketAddress local() {
        return poller.local(handle());
    }

    @Override
    public void close() {
        if (open) {
            sockets.close(handle);
            open = false;
        }
    }
}
