// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.Detached;
import dev.heddle.runtime.poll.ListenOptions;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.poll.SocketFault;
import dev.heddle.runtime.poll.SocketFaultException;
import dev.heddle.runtime.poll.SocketTuning;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The sockets of one loop, by handle: small integers that index arrays and are used again after a close.
///
/// Thread: the loop's. What the loop keeps for each is one reference to a [ReadyHandler], which thousands of
/// sockets may share, and a few bytes; an idle connection costs no object here. Calls answer as those of
/// [dev.heddle.runtime.poll.Poller] do. [#connect(String, SocketAddress)] and [#wrap] make a [StreamSocket] for
/// those who want an object.
public final class Sockets {
    private final Loop loop;
    private final Poller poller;
    private @Nullable ReadyHandler[] handlers = new ReadyHandler[64];

    Sockets(Loop loop, Poller poller) {
        this.loop = loop;
        this.poller = poller;
    }

    /// Tells `handler` about this socket's readiness; what is wanted is set with [#interest].
    public void attach(int handle, ReadyHandler handler) {
        check("attach");
        if (handle >= handlers.length) {
            handlers = Arrays.copyOf(handlers, Math.max(handle + 1, handlers.length * 2));
        }
        handlers[handle] = handler;
    }

    /// Forgets the handler; the socket stays open.
    public void unattach(int handle) {
        if (handle < handlers.length) {
            handlers[handle] = null;
        }
    }

    /// What to wait for: [Poller#READ], [Poller#WRITE], both or 0 (park it). Cheap: the kernel is told once
    /// per turn.
    public void interest(int handle, int ops) {
        poller.interest(handle, ops);
    }

    /// Listens; the listener's handle or [Poller#FAILED]. See [ListenOptions#sharePort()] for several loops
    /// on one port.
    public int listen(SocketAddress at, ListenOptions options) {
        check("listen");
        return poller.listen(at, options);
    }

    /// The next waiting connection, [Poller#END] for none, or [Poller#FAILED]: after
    /// [SocketFault#TOO_MANY_FILES] set the
    /// listener's interest to 0 until something was closed, or every turn will fail again.
    public int accept(int listener) {
        check("accept");
        return poller.accept(listener);
    }

    /// Starts to connect; writable when it has ended, see [#finishConnect]. The handle or [Poller#FAILED].
    public int connect(SocketAddress to) {
        check("connect");
        return poller.connect(to);
    }

    /// 1: connected; 0: not yet; [Poller#FAILED].
    public int finishConnect(int handle) {
        return poller.finishConnect(handle);
    }

    /// A datagram socket bound to `at`; the handle or [Poller#FAILED].
    public int datagram(SocketAddress at, boolean sharePort) {
        check("datagram");
        return poller.datagram(at, sharePort);
    }

    /// Reads: bytes; 0: would block; [Poller#END]; [Poller#FAILED].
    public int read(int handle, MemorySegment into, long offset, int length) {
        assert loop.owner().isHeld() : "read outside the loop";
        return poller.read(handle, into, offset, length);
    }

    /// Writes: bytes, perhaps fewer than wanted; 0: would block; [Poller#FAILED].
    public int write(int handle, MemorySegment from, long offset, int length) {
        assert loop.owner().isHeld() : "write outside the loop";
        return poller.write(handle, from, offset, length);
    }

    /// Receives a datagram: its length; [Poller#END]: none waits; [Poller#FAILED].
    public int receive(int handle, MemorySegment into, long offset, int length) {
        return poller.receive(handle, into, offset, length);
    }

    /// Who sent the datagram received last.
    public @Nullable SocketAddress sender() {
        return poller.sender();
    }

    /// Sends a datagram: its length; [Poller#END]: would block; [Poller#FAILED].
    public int send(int handle, MemorySegment from, long offset, int length, SocketAddress to) {
        return poller.send(handle, from, offset, length, to);
    }

    /// Ends this side; 0 or [Poller#FAILED].
    public int shutdownOutput(int handle) {
        return poller.shutdownOutput(handle);
    }

    /// Sets an option; 0 or [Poller#FAILED].
    public int tune(int handle, SocketTuning option, int value) {
        return poller.tune(handle, option, value);
    }

    /// The address that this socket is bound to.
    public @Nullable SocketAddress local(int handle) {
        return poller.local(handle);
    }

    /// The peer's address.
    public @Nullable SocketAddress peer(int handle) {
        return poller.peer(handle);
    }

    /// Takes a socket out of this loop, to be adopted by another: how one loop accepts for several.
    public Detached detach(int handle) {
        check("detach");
        unattach(handle);
        return poller.detach(handle);
    }

    /// Takes in a socket that another loop of the same backend detached; its handle here.
    public int adopt(Detached socket) {
        check("adopt");
        return poller.adopt(socket);
    }

    /// Closes a socket and forgets its handler; its handle may be used again at once.
    public void close(int handle) {
        check("close");
        unattach(handle);
        poller.close(handle);
    }

    /// Why the last call that answered [Poller#FAILED] did.
    public SocketFault fault() {
        return poller.fault();
    }

    /// The same as an exception; `what` names the object and the operation.
    public SocketFaultException failure(String what) {
        return poller.failure(what);
    }

    /// Sockets open on this loop.
    public int open() {
        return poller.open();
    }

    /// Starts to connect and makes the connection an object; throws when it cannot even start.
    public StreamSocket connect(String label, SocketAddress to) throws SocketFaultException {
        int handle = connect(to);
        if (handle < 0) {
            throw failure(label + ": connect " + to);
        }
        return wrap(label, handle);
    }

    /// Makes a handle an object, which owns it from here on.
    public StreamSocket wrap(String label, int handle) {
        check(label);
        return new LoopSocket(label, this, poller, handle);
    }

    private void check(String what) {
        loop.owner().check(what);
    }

    int dispatch(int found, Callbacks callbacks, LoopMeter meter, TimeSource time) {
        int done = 0;
        long began = time.nanoTime();
        for (int i = 0; i < found; i++) {
            int handle = poller.readyHandle(i);
            if (handle < 0) {
                continue;
            }
            int ops = poller.readyOps(i);
            var handler = handle < handlers.length ? handlers[handle] : null;
            if (ops != 0 && handler != null) {
                callbacks.ready(handler, handle, ops);
                done++;
                long ended = time.nanoTime();
                meter.max(LoopMeter.LONGEST_TASK, ended - began);
                began = ended;
            }
        }
        return done;
    }
}
