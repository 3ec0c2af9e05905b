// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import dev.heddle.runtime.poll.ScriptedSocket.Kind;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The scripted twin of the real backends: the same answers, from memory, in an order that a seed decides.
final class ScriptedPoller implements Poller {

    private final ScriptedNetwork network;
    private final String label;
    private final int[] readyHandles;
    private final int[] readyOps;
    private final ScriptedSocket[] readySockets;
    private final Slots<ScriptedSocket> slots = new Slots<>();
    private int nextHandle;
    private boolean woken;
    private @Nullable SocketAddress sender;
    private SocketFault fault = SocketFault.NONE;

    ScriptedPoller(ScriptedNetwork network, String label, int batch) {
        this.network = network;
        this.label = label;
        readyHandles = new int[batch];
        readyOps = new int[batch];
        readySockets = new ScriptedSocket[batch];
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public int poll(long timeoutNanos) {
        synchronized (network.lock) {
            long end = timeoutNanos == Long.MAX_VALUE ? Long.MAX_VALUE : network.now() + timeoutNanos;
            while (true) {
                int found = collect();
                long now = network.now();
                if (found > 0 || woken || (end != Long.MAX_VALUE && end - now <= 0)) {
                    woken = false;
                    return found;
                }
                if (Thread.currentThread().isInterrupted()) {
                    return 0;
                }
                await(now, end);
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller looks again
    private void await(long now, long end) {
        long until = Math.min(end, network.nextEventNanos());
        var advance = network.advance();
        if (advance != null && until != Long.MAX_VALUE) {
            advance.accept(Math.max(0, until - now));
            return;
        }
        try {
            if (until == Long.MAX_VALUE) {
                network.lock.wait();
            } else {
                network.lock.wait(Math.max(1, (until - now + 999_999) / 1_000_000));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private int collect() {
        int found = 0;
        long now = network.now();
        int limit = slots.limit();
        // Starts after the last one served, so that a full batch starves nobody.
        for (int i = 0; i < limit && found < readyHandles.length; i++) {
            int handle = (nextHandle + i) % limit;
            if (!slots.has(handle)) {
                continue;
            }
            var socket = slots.get(handle);
            int ops = socket.wanted == 0 ? 0 : socket.ready(now) & socket.wanted;
            if (ops != 0) {
                readyHandles[found] = handle;
                readySockets[found] = socket;
                readyOps[found++] = ops;
            }
        }
        if (found == readyHandles.length) {
            nextHandle = readyHandles[found - 1] + 1;
        }
        return found;
    }

    @Override
    public int readyHandle(int index) {
        int handle = readyHandles[index];
        return slots.has(handle) && slots.get(handle) == readySockets[index] ? handle : -1;
    }

    @Override
    public int readyOps(int index) {
        return readyOps[index] & readySockets[index].wanted;
    }

    @Override
    public void wake() {
        synchronized (network.lock) {
            woken |= !network.script().swallowsWake();
            network.changed(); // one that waits looks again and, unless woken, goes on waiting
        }
    }

    @Override
    public void interest(int handle, int ops) {
        synchronized (network.lock) {
            slots.get(handle).wanted = ops;
        }
    }

    private int fail(SocketFault why) {
        fault = why;
        return FAILED;
    }

    private boolean scripted(ScriptedCall call) {
        fault = network.script().fault(call);
        return fault != SocketFault.NONE;
    }

    @Override
    public int listen(SocketAddress at, ListenOptions options) {
        synchronized (network.lock) {
            if (scripted(ScriptedCall.LISTEN)) {
                return FAILED;
            }
            var listener = new ScriptedSocket(Kind.LISTENER);
            listener.backlogLimit = options.backlog();
            listener.local = network.bind(Kind.LISTENER, at, listener, options.sharePort());
            return listener.local == null ? fail(SocketFault.IN_USE) : slots.add(listener);
        }
    }

    @Override
    public int accept(int listener) {
        synchronized (network.lock) {
            var waiting = slots.get(listener).backlog;
            if (waiting.isEmpty() || waiting.getFirst().connectedAt - network.now() > 0) {
                return END;
            }
            return scripted(ScriptedCall.ACCEPT) ? FAILED : slots.add(waiting.removeFirst());
        }
    }

    @Override
    public int connect(SocketAddress to) {
        synchronized (network.lock) {
            if (scripted(ScriptedCall.CONNECT)) {
                return FAILED;
            }
            var near = new ScriptedSocket(Kind.STREAM);
            near.connectedAt = network.arrival();
            var listener = network.at(Kind.LISTENER, to);
            if (listener == null || listener.backlog.size() >= listener.backlogLimit) {
                near.connectFault = SocketFault.REFUSED;
                return slots.add(near);
            }
            var far = new ScriptedSocket(Kind.STREAM);
            long now = network.now();
            near.in = far.out = new ScriptedPipe(network.pipeBytes(), now);
            near.out = far.in = new ScriptedPipe(network.pipeBytes(), now);
            near.local = far.peer = network.ephemeral();
            near.peer = far.local = listener.local;
            far.connectedAt = near.connectedAt;
            listener.backlog.add(far);
            return slots.add(near);
        }
    }

    @Override
    public int finishConnect(int handle) {
        synchronized (network.lock) {
            var socket = slots.get(handle);
            if (socket.connectedAt - network.now() > 0) {
                return 0;
            }
            return socket.connectFault == SocketFault.NONE ? 1 : fail(socket.connectFault);
        }
    }

    @Override
    public int datagram(SocketAddress at, boolean sharePort) {
        synchronized (network.lock) {
            var socket = new ScriptedSocket(Kind.DATAGRAM);
            socket.local = network.bind(Kind.DATAGRAM, at, socket, sharePort);
            return socket.local == null ? fail(SocketFault.IN_USE) : slots.add(socket);
        }
    }

    @Override
    public int read(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        synchronized (network.lock) {
            var socket = slots.get(handle);
            var from = socket.in;
            if (from == null || socket.connectedAt - network.now() > 0) {
                return fail(SocketFault.NOT_CONNECTED);
            }
            if (scripted(ScriptedCall.READ)) {
                return FAILED;
            }
            if (from.isCut()) {
                return fail(SocketFault.RESET);
            }
            if (length == 0 || !from.isReadable(network.now())) {
                return 0;
            }
            int there = from.available(network.now(), length);
            if (there == 0) {
                return END;
            }
            int part = network.script().transfer(ScriptedCall.READ, there);
            from.read(into, offset, part);
            network.changed();
            return part;
        }
    }

    @Override
    public int write(int handle, MemorySegment from, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        synchronized (network.lock) {
            var socket = slots.get(handle);
            var to = socket.out;
            if (to == null) {
                return fail(SocketFault.NOT_CONNECTED);
            }
            if (socket.connectedAt - network.now() > 0) {
                return 0;
            }
            if (scripted(ScriptedCall.WRITE)) {
                return FAILED;
            }
            if (to.isCut()) {
                return fail(SocketFault.RESET);
            }
            if (to.hasNoReader() || to.isEnded()) {
                return fail(SocketFault.BROKEN);
            }
            int room = Math.min(length, to.room());
            int part = room == 0 ? 0 : network.script().transfer(ScriptedCall.WRITE, room);
            if (part > 0) {
                to.write(from, offset, part, network.arrival());
            }
            return part;
        }
    }

    @Override
    public int receive(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        synchronized (network.lock) {
            var socket = slots.get(handle);
            if ((socket.ready(network.now()) & READ) == 0) {
                return END;
            }
            if (scripted(ScriptedCall.RECEIVE)) {
                return FAILED;
            }
            var first = socket.datagrams.removeFirst();
            int part = Math.min(length, first.bytes().length);
            MemorySegment.copy(first.bytes(), 0, into, ValueLayout.JAVA_BYTE, offset, part);
            sender = first.from();
            return part;
        }
    }

    @Override
    public @Nullable SocketAddress sender() {
        return sender;
    }

    @Override
    public int send(int handle, MemorySegment from, long offset, int length, SocketAddress to) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        synchronized (network.lock) {
            if (scripted(ScriptedCall.SEND)) {
                return FAILED;
            }
            if (length > 65_507) {
                return fail(SocketFault.TOO_LARGE);
            }
            var target = network.at(Kind.DATAGRAM, to);
            var own = slots.get(handle).local;
            if (target != null
                    && own != null
                    && target.datagrams.size() < ScriptedNetwork.DATAGRAMS
                    && !network.script().loses()) {
                byte[] bytes = from.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
                target.datagrams.add(new ScriptedSocket.Datagram(own, bytes, network.arrival()));
            }
            return length;
        }
    }

    @Override
    public int shutdownOutput(int handle) {
        synchronized (network.lock) {
            var to = slots.get(handle).out;
            if (to == null) {
                return fail(SocketFault.NOT_CONNECTED);
            }
            if (!to.isEnded()) {
                to.end(network.arrival());
            }
            return 0;
        }
    }

    @Override
    public int tune(int handle, SocketTuning option, int value) {
        synchronized (network.lock) {
            return slots.get(handle).kind == Kind.LISTENER && option == SocketTuning.LINGER_SECONDS
                    ? fail(SocketFault.UNSUPPORTED)
                    : 0;
        }
    }

    @Override
    public @Nullable SocketAddress local(int handle) {
        synchronized (network.lock) {
            return slots.get(handle).local;
        }
    }

    @Override
    public @Nullable SocketAddress peer(int handle) {
        synchronized (network.lock) {
            var socket = slots.get(handle);
            return socket.connectedAt - network.now() > 0 ? null : socket.peer;
        }
    }

    @Override
    public Detached detach(int handle) {
        synchronized (network.lock) {
            var socket = slots.remove(handle);
            socket.wanted = 0;
            return new DetachedScripted(network, socket);
        }
    }

    @Override
    public int adopt(Detached socket) {
        if (!(socket instanceof DetachedScripted detached)) {
            throw new IllegalArgumentException("scripted: wanted a socket detached from this backend, got " + socket);
        }
        synchronized (network.lock) {
            return slots.add(detached.take());
        }
    }

    @Override
    public void close(int handle) {
        synchronized (network.lock) {
            slots.remove(handle).close(network);
        }
    }

    @Override
    public SocketFault fault() {
        return fault;
    }

    @Override
    public SocketFaultException failure(String what) {
        return new SocketFaultException(fault, what, "scripted network of " + label);
    }

    @Override
    public int open() {
        return slots.size();
    }

    @Override
    public void close() {
        for (int handle = 0; handle < slots.limit(); handle++) {
            if (slots.has(handle)) {
                close(handle);
            }
        }
    }
}
