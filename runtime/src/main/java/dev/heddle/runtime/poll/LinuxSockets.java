// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The socket calls of Linux over descriptors, shared by the backends that differ only in how they wait.
///
/// Every descriptor has a generation, counted up when it is closed: an event that was fetched before the close
/// and belongs to the old socket is told apart from one of the new socket with the same number.
abstract sealed class LinuxSockets implements Poller permits EpollPoller {
    private static final int SCRATCH_BYTES = 65_536;
    private static final int ACCEPT_RETRIES = 16;
    private static final byte OPEN = 1;
    private static final byte TCP = 2;
    private static final byte V6 = 4;

    // An automatic arena: a wake-up or a call that still runs while the poller closes never meets freed memory.
    final Arena arena = Arena.ofAuto();
    final MemorySegment errno = arena.allocate(Libc.ERRNO);
    final Levels levels = new Levels();
    private final MemorySegment address = arena.allocate(SocketAddressCodec.MAX_BYTES, 8);
    private final MemorySegment number = arena.allocate(8, 8);
    private @Nullable MemorySegment scratch;

    private byte[] state = new byte[64];
    private int[] generations = new int[64];
    private int openCount;
    private int lastErrno;
    private int senderBytes;
    private boolean closed;

    /// A descriptor was opened: make room in the arrays of the backend.
    abstract void opened(int fd);

    /// A descriptor is about to be closed, or only leaves this poller.
    abstract void closing(int fd, boolean leavesOnly);

    abstract void closePoller();

    final boolean isOpen(int fd) {
        return fd >= 0 && fd < state.length && state[fd] != 0;
    }

    final int generation(int fd) {
        return generations[fd];
    }

    private int fail() {
        lastErrno = Libc.errno(errno);
        return FAILED;
    }

    private int failAndClose(int fd) {
        int why = fail();
        Libc.closeAnywhere(fd);
        return why;
    }

    private int register(int fd, int flags) {
        if (fd >= state.length) {
            int length = Math.max(fd + 1, state.length * 2);
            state = Arrays.copyOf(state, length);
            generations = Arrays.copyOf(generations, length);
        }
        state[fd] = (byte) (OPEN | flags);
        openCount++;
        opened(fd);
        return fd;
    }

    @Override
    public int listen(SocketAddress at, ListenOptions options) {
        int family = SocketAddressCodec.family(at);
        int fd = -1;
        boolean wildcard =
                at instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress();
        if (wildcard) {
            family = Libc.AF_INET6;
            fd = Libc.socket(errno, family, Libc.SOCK_STREAM);
            if (fd < 0 || set(fd, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, 0) < 0) {
                if (fd >= 0) {
                    Libc.closeAnywhere(fd);
                }
                family = Libc.AF_INET;
                fd = -1;
            }
        }
        if (fd < 0) {
            fd = Libc.socket(errno, family, Libc.SOCK_STREAM);
        }
        if (fd < 0) {
            return fail();
        }
        if (bind(fd, at, family, options.sharePort(), true) < 0 || Libc.listen(errno, fd, options.backlog()) < 0) {
            return failAndClose(fd);
        }
        return register(fd, tcpFlag(family));
    }

    private static int tcpFlag(int family) {
        return family == Libc.AF_UNIX ? 0 : family == Libc.AF_INET6 ? TCP | V6 : TCP;
    }

    private int bind(int fd, SocketAddress at, int family, boolean sharePort, boolean stream) {
        if (family != Libc.AF_UNIX) {
            // On datagram sockets it would let a second one take the port away in silence.
            if ((stream && set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1) < 0)
                    || (sharePort && set(fd, Libc.SOL_SOCKET, Libc.SO_REUSEPORT, 1) < 0)) {
                return FAILED;
            }
            // Accepted sockets inherit it, which saves a system call for each; datagram sockets refuse it, harmlessly.
            set(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        }
        int length = SocketAddressCodec.encode(address, at, family);
        return Libc.bind(errno, fd, address.address(), length);
    }

    private int set(int fd, int level, int option, int value) {
        number.set(JAVA_INT, 0, value);
        return Libc.setOption(errno, fd, level, option, number.address(), 4);
    }

    @Override
    public int accept(int listener) {
        for (int i = 0; i < ACCEPT_RETRIES; i++) {
            int fd = Libc.accept(errno, listener);
            if (fd >= 0) {
                return register(fd, state[listener] & ~OPEN);
            }
            switch (Libc.errno(errno)) {
                case Libc.EAGAIN -> {
                    levels.wouldBlock(listener, READ);
                    return END;
                }
                // Cut before it was accepted: the next one may be whole.
                case Libc.EINTR, 103 -> {}
                default -> {
                    return fail();
                }
            }
        }
        return END;
    }

    @Override
    public int connect(SocketAddress to) {
        int family = SocketAddressCodec.family(to);
        int fd = Libc.socket(errno, family, Libc.SOCK_STREAM);
        if (fd < 0) {
            return fail();
        }
        if (family != Libc.AF_UNIX) {
            set(fd, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        }
        int length = SocketAddressCodec.encode(address, to, family);
        if (Libc.connect(errno, fd, address.address(), length) < 0 && Libc.errno(errno) != Libc.EINPROGRESS) {
            return failAndClose(fd);
        }
        return register(fd, tcpFlag(family));
    }

    @Override
    public int finishConnect(int handle) {
        number.set(JAVA_INT, 4, 4);
        if (Libc.getOption(errno, handle, Libc.SOL_SOCKET, Libc.SO_ERROR, number.address(), number.address() + 4) < 0) {
            return fail();
        }
        int error = number.get(JAVA_INT, 0);
        if (error != 0) {
            lastErrno = error;
            return FAILED;
        }
        return peer(handle) == null ? 0 : 1;
    }

    @Override
    public int datagram(SocketAddress at, boolean sharePort) {
        int family = SocketAddressCodec.family(at);
        int fd = Libc.socket(errno, family, Libc.SOCK_DGRAM);
        if (fd < 0) {
            return fail();
        }
        if (bind(fd, at, family, sharePort, false) < 0) {
            return failAndClose(fd);
        }
        return register(fd, family == Libc.AF_INET6 ? V6 : 0);
    }

    private MemorySegment scratch() {
        var kept = scratch;
        if (kept == null) {
            kept = arena.allocate(SCRATCH_BYTES, 16);
            scratch = kept;
        }
        return kept;
    }

    @Override
    public int read(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        if (length == 0) {
            return 0;
        }
        boolean direct = into.isNative();
        int part = direct ? length : Math.min(length, SCRATCH_BYTES);
        long got = Libc.receive(
                errno, handle, direct ? into.address() + offset : scratch().address(), part);
        if (!direct && got > 0) {
            MemorySegment.copy(scratch(), 0, into, offset, got);
        }
        Reference.reachabilityFence(into);
        return got > 0 ? moved(handle, READ, (int) got, part) : got == 0 ? END : failed(handle, READ, 0);
    }

    private int moved(int handle, int op, int bytes, int asked) {
        if (bytes < asked && (state[handle] & TCP) != 0) {
            levels.stoppedShort(handle, op);
        }
        return bytes;
    }

    private int failed(int handle, int op, int answerWhenBlocked) {
        int why = Libc.errno(errno);
        if (why == Libc.EAGAIN) {
            levels.wouldBlock(handle, op);
        }
        return why == Libc.EAGAIN || why == Libc.EINTR ? answerWhenBlocked : fail();
    }

    @Override
    public int write(int handle, MemorySegment from, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        boolean direct = from.isNative();
        int part = direct ? length : Math.min(length, SCRATCH_BYTES);
        if (!direct) {
            MemorySegment.copy(from, offset, scratch(), 0, part);
        }
        long sent = Libc.send(
                errno, handle, direct ? from.address() + offset : scratch().address(), part);
        Reference.reachabilityFence(from);
        return sent >= 0 ? moved(handle, WRITE, (int) sent, part) : failed(handle, WRITE, 0);
    }

    @Override
    public int receive(int handle, MemorySegment into, long offset, int length) {
        Objects.checkFromIndexSize(offset, length, into.byteSize());
        number.set(JAVA_INT, 0, SocketAddressCodec.MAX_BYTES);
        var to = into.isNative() ? into : scratch();
        long at = into.isNative() ? offset : 0;
        int room = into.isNative() ? length : Math.min(length, SCRATCH_BYTES);
        long got = Libc.receiveFrom(errno, handle, to.address() + at, room, address.address(), number.address());
        Reference.reachabilityFence(into);
        if (got < 0) {
            return failed(handle, READ, END);
        }
        senderBytes = number.get(JAVA_INT, 0);
        if (!into.isNative()) {
            MemorySegment.copy(to, 0, into, offset, got);
        }
        return (int) got;
    }

    @Override
    public @Nullable SocketAddress sender() {
        return SocketAddressCodec.decode(address, senderBytes);
    }

    @Override
    public int send(int handle, MemorySegment from, long offset, int length, SocketAddress to) {
        Objects.checkFromIndexSize(offset, length, from.byteSize());
        senderBytes = 0;
        int family = to instanceof InetSocketAddress && (state[handle] & V6) != 0
                ? Libc.AF_INET6
                : SocketAddressCodec.family(to);
        int addressBytes = SocketAddressCodec.encode(address, to, family);
        long at;
        if (from.isNative()) {
            at = from.address() + offset;
        } else {
            if (length > SCRATCH_BYTES) {
                lastErrno = 90;
                return FAILED;
            }
            MemorySegment.copy(from, offset, scratch(), 0, length);
            at = scratch().address();
        }
        long sent = Libc.sendTo(errno, handle, at, length, address.address(), addressBytes);
        Reference.reachabilityFence(from);
        return sent >= 0 ? (int) sent : failed(handle, WRITE, END);
    }

    @Override
    public int shutdownOutput(int handle) {
        return Libc.shutdown(errno, handle, Libc.SHUT_WR) < 0 ? fail() : 0;
    }

    @Override
    public int tune(int handle, SocketTuning option, int value) {
        int done = switch (option) {
            case SEND_BUFFER_BYTES -> set(handle, Libc.SOL_SOCKET, Libc.SO_SNDBUF, value);
            case RECEIVE_BUFFER_BYTES -> set(handle, Libc.SOL_SOCKET, Libc.SO_RCVBUF, value);
            case KEEP_ALIVE -> set(handle, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, value);
            case NO_DELAY -> (state[handle] & TCP) == 0 ? 0 : set(handle, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, value);
            case LINGER_SECONDS -> {
                number.set(JAVA_INT, 0, value < 0 ? 0 : 1);
                number.set(JAVA_INT, 4, Math.max(value, 0));
                yield Libc.setOption(errno, handle, Libc.SOL_SOCKET, Libc.SO_LINGER, number.address(), 8);
            }
        };
        return done < 0 ? fail() : 0;
    }

    @Override
    public @Nullable SocketAddress local(int handle) {
        number.set(JAVA_INT, 0, SocketAddressCodec.MAX_BYTES);
        return named(Libc.localName(errno, handle, address.address(), number.address()));
    }

    @Override
    public @Nullable SocketAddress peer(int handle) {
        number.set(JAVA_INT, 0, SocketAddressCodec.MAX_BYTES);
        return named(Libc.peerName(errno, handle, address.address(), number.address()));
    }

    private @Nullable SocketAddress named(int done) {
        return done < 0 ? null : SocketAddressCodec.decode(address, number.get(JAVA_INT, 0));
    }

    @Override
    public Detached detach(int handle) {
        closing(handle, true);
        var detached = new DetachedDescriptor(handle, state[handle] & ~OPEN);
        forget(handle);
        return detached;
    }

    @Override
    public int adopt(Detached socket) {
        if (!(socket instanceof DetachedDescriptor descriptor)) {
            throw new IllegalArgumentException(
                    name() + ": wanted a socket detached from a backend of Linux, got " + socket);
        }
        return register(descriptor.take(), descriptor.flags());
    }

    private void forget(int fd) {
        generations[fd]++;
        state[fd] = 0;
        openCount--;
    }

    @Override
    public void close(int handle) {
        if (!isOpen(handle)) {
            throw new IllegalStateException(name() + ": close of handle " + handle + ", which is not open");
        }
        closing(handle, false);
        forget(handle);
        Libc.close(errno, handle);
    }

    @Override
    public SocketFault fault() {
        return Libc.fault(lastErrno);
    }

    @Override
    public SocketFaultException failure(String what) {
        return new SocketFaultException(fault(), what, "errno " + lastErrno);
    }

    @Override
    public int open() {
        return openCount;
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        for (int fd = 0; fd < state.length; fd++) {
            if (state[fd] != 0) {
                close(fd);
            }
        }
        closePoller();
    }
}
