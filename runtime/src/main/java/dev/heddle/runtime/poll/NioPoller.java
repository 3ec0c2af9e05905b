// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Readiness through the JDK's selector: everywhere, at about 700 bytes of heap per connection.
///
/// Waits have a resolution of a millisecond, rounded up.
public final class NioPoller implements Poller {
    private final Selector selector;
    private final int batch;
    private final Slots<NioSocket> slots = new Slots<>();
    private final ArrayList<NioSocket> ready = new ArrayList<>();
    private final Consumer<SelectionKey> collector = this::collect; // one, not one per wait
    private final SegmentView readView = new SegmentView();
    private final SegmentView writeView = new SegmentView();
    private @Nullable SocketAddress sender;
    private SocketFault fault = SocketFault.NONE;
    private String faultText = "";

    private NioPoller(int batch) throws IOException {
        this.batch = batch;
        selector = Selector.open();
    }

    /// Opens a poller that reports at most `batch` sockets per wait.
    public static NioPoller open(int batch) {
        try {
            return new NioPoller(batch);
        } catch (IOException refused) {
            throw new UncheckedIOException("no selector", refused);
        }
    }

    @Override
    public String name() {
        return "nio";
    }

    @Override
    public int poll(long timeoutNanos) {
        // What the last batch left over comes first: a selector hands out everything at once.
        if (ready.size() > batch) {
            ready.subList(0, batch).clear();
        } else {
            ready.clear();
            select(timeoutNanos);
        }
        return Math.min(batch, ready.size());
    }

    private void select(long timeoutNanos) {
        try {
            if (timeoutNanos == 0) {
                selector.selectNow(collector);
            } else if (timeoutNanos == Long.MAX_VALUE) {
                selector.select(collector);
            } else {
                selector.select(collector, Math.max(1, (timeoutNanos + 999_999) / 1_000_000));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("select failed", failed);
        }
    }

    private void collect(SelectionKey key) {
        ready.add((NioSocket) key.attachment());
    }

    @Override
    public int readyHandle(int index) {
        return ready.get(index).handle;
    }

    @Override
    public int readyOps(int index) {
        var socket = ready.get(index);
        var key = socket.key;
        return key == null || !key.isValid() ? 0 : socket.opsOf(key.readyOps()) & socket.wanted;
    }

    @Override
    public void wake() {
        selector.wakeup();
    }

    @Override
    public void interest(int handle, int ops) {
        var socket = slots.get(handle);
        if (socket.wanted != ops) {
            socket.wanted = ops;
            apply(socket);
        }
    }

    private void apply(NioSocket socket) {
        int keyOps = socket.keyOps();
        try {
            if (socket.key == null && keyOps != 0) {
                socket.key = socket.channel.register(selector, keyOps, socket);
            } else if (socket.key != null && socket.key.isValid()) {
                socket.key.interestOps(keyOps);
            }
        } catch (ClosedChannelException closed) {
            // A failed connect closes its channel; the next call on it says so.
            socket.key = null;
        }
    }

    private int register(SelectableChannel channel) throws IOException {
        channel.configureBlocking(false);
        var socket = new NioSocket(channel);
        socket.handle = slots.add(socket);
        return socket.handle;
    }

    private int failed(Exception why) {
        fault = NioFaults.of(why);
        faultText = String.valueOf(why.getMessage());
        return FAILED;
    }

    private int failedAndClosed(SelectableChannel channel, Exception why) {
        try {
            channel.close();
        } catch (IOException again) {
            why.addSuppressed(again);
        }
        return failed(why);
    }

    @Override
    public int listen(SocketAddress at, ListenOptions options) {
        ServerSocketChannel channel;
        try {
            channel = at instanceof UnixDomainSocketAddress
                    ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                    : ServerSocketChannel.open();
        } catch (IOException | UnsupportedOperationException refused) {
            return failed(refused);
        }
        try {
            if (at instanceof InetSocketAddress) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (options.sharePort()) {
                    channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
                }
            }
            channel.bind(at, options.backlog());
            return register(channel);
        } catch (IOException | RuntimeException refused) {
            return failedAndClosed(channel, refused);
        }
    }

    @Override
    public int accept(int listener) {
        SocketChannel channel;
        try {
            channel = ((ServerSocketChannel) slots.get(listener).channel).accept();
        } catch (IOException refused) {
            return failed(refused);
        }
        if (channel == null) {
            return END;
        }
        try {
            NioSocket.noDelay(channel);
            return register(channel);
        } catch (IOException refused) {
            return failedAndClosed(channel, refused);
        }
    }

    @Override
    public int connect(SocketAddress to) {
        SocketChannel channel;
        try {
            channel = to instanceof UnixDomainSocketAddress
                    ? SocketChannel.open(StandardProtocolFamily.UNIX)
                    : SocketChannel.open();
        } catch (IOException | UnsupportedOperationException refused) {
            return failed(refused);
        }
        try {
            channel.configureBlocking(false);
            NioSocket.noDelay(channel);
            channel.connect(to);
            return register(channel);
        } catch (IOException | RuntimeException refused) {
            return failedAndClosed(channel, refused);
        }
    }

    @Override
    public int finishConnect(int handle) {
        var socket = slots.get(handle);
        try {
            boolean connected = ((SocketChannel) socket.channel).finishConnect();
            if (connected && socket.key != null) {
                apply(socket); // from OP_CONNECT to OP_WRITE
            }
            return connected ? 1 : 0;
        } catch (IOException | RuntimeException refused) {
            return failed(refused);
        }
    }

    @Override
    public int datagram(SocketAddress at, boolean sharePort) {
        DatagramChannel channel;
        try {
            channel = DatagramChannel.open();
        } catch (IOException refused) {
            return failed(refused);
        }
        try {
            if (sharePort) {
                channel.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            channel.bind(at);
            return register(channel);
        } catch (IOException | RuntimeException refused) {
            return failedAndClosed(channel, refused);
        }
    }

    @Override
    public int read(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        if (length == 0) {
            return 0;
        }
        try {
            return ((SocketChannel) slots.get(handle).channel).read(readView.of(into, offset, length));
        } catch (IOException | NotYetConnectedException why) {
            return failed(why);
        }
    }

    @Override
    public int write(int handle, MemorySegment from, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        try {
            return ((SocketChannel) slots.get(handle).channel).write(writeView.of(from, offset, length));
        } catch (IOException | NotYetConnectedException why) {
            return failed(why);
        }
    }

    @Override
    public int receive(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        ByteBuffer view = readView.of(into, offset, length);
        int before = view.position();
        try {
            var from = ((DatagramChannel) slots.get(handle).channel).receive(view);
            if (from == null) {
                return END;
            }
            sender = from;
            return view.position() - before;
        } catch (IOException why) {
            return failed(why);
        }
    }

    @Override
    public @Nullable SocketAddress sender() {
        return sender;
    }

    @Override
    public int send(int handle, MemorySegment from, long offset, int length, SocketAddress to) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        try {
            int sent = ((DatagramChannel) slots.get(handle).channel).send(writeView.of(from, offset, length), to);
            return sent == 0 && length > 0 ? END : sent;
        } catch (IOException | RuntimeException why) {
            return failed(why);
        }
    }

    @Override
    public int shutdownOutput(int handle) {
        try {
            ((SocketChannel) slots.get(handle).channel).shutdownOutput();
            return 0;
        } catch (IOException | NotYetConnectedException why) {
            return failed(why);
        }
    }

    @Override
    public int tune(int handle, SocketTuning option, int value) {
        try {
            slots.get(handle).tune(option, value);
            return 0;
        } catch (IOException | RuntimeException why) {
            return failed(why);
        }
    }

    @Override
    public @Nullable SocketAddress local(int handle) {
        return slots.get(handle).local();
    }

    @Override
    public @Nullable SocketAddress peer(int handle) {
        return slots.get(handle).peer();
    }

    @Override
    public Detached detach(int handle) {
        var socket = slots.remove(handle);
        if (socket.key != null) {
            socket.key.cancel();
            // The channel may not be told to another selector before this one has let go of it.
            try {
                selector.selectNow(_ -> {});
            } catch (IOException failed) {
                throw new UncheckedIOException("select failed", failed);
            }
        }
        socket.handle = -1;
        return new DetachedChannel(socket.channel);
    }

    @Override
    public int adopt(Detached socket) {
        if (!(socket instanceof DetachedChannel detached)) {
            throw new IllegalArgumentException("nio: wanted a socket detached from this backend, got " + socket);
        }
        var adopted = new NioSocket(detached.take());
        adopted.handle = slots.add(adopted);
        return adopted.handle;
    }

    @Override
    public void close(int handle) {
        var socket = slots.remove(handle);
        socket.handle = -1;
        try {
            socket.channel.close();
        } catch (IOException ignored) {
            // Closed all the same; nobody waits for what a close has to say.
            fault = SocketFault.OTHER;
        }
    }

    @Override
    public SocketFault fault() {
        return fault;
    }

    @Override
    public SocketFaultException failure(String what) {
        return new SocketFaultException(fault, what, faultText);
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
        try {
            selector.close();
        } catch (IOException failed) {
            throw new UncheckedIOException("selector close failed", failed);
        }
    }
}
