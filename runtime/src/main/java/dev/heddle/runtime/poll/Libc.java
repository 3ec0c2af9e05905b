// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// The C library's socket and epoll functions on Linux, each as one typed Java method.
///
/// Pointers travel as `long`: the caller keeps the memory alive over the call. Each call takes the place where
/// the linker leaves `errno`, one [MemorySegment] of [#ERRNO] per poller, so that nothing is shared between
/// threads. Plain linkage on purpose: critical linkage gained nothing measurable and would hold up safepoints.
///
/// To capture `errno` the linker makes a slice of that memory, and as deep in a turn as waiting, reading and
/// writing are called, the compiler does not see through it: garbage with every message. So these three are
/// called without it, and once more with it when they have failed.
@SuppressWarnings("restricted") // calling the C library is what this class is for
final class Libc {
    static final int AF_UNIX = 1;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int NONBLOCK_CLOEXEC = 0x800 | 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_REUSEADDR = 2;
    static final int SO_ERROR = 4;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int SO_KEEPALIVE = 9;
    static final int SO_LINGER = 13;
    static final int SO_REUSEPORT = 15;
    static final int IPPROTO_TCP = 6;
    static final int TCP_NODELAY = 1;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;
    static final int MSG_NOSIGNAL = 0x4000;
    static final int SHUT_WR = 1;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLL_CTL_DEL = 2;
    static final int EPOLL_CTL_MOD = 3;
    static final int EPOLLIN = 1;
    static final int EPOLLOUT = 4;
    static final int EPOLLERR_HUP = 0x18;
    static final int EPOLLPRI_RDHUP = 0x2002;
    static final int EPOLLET = 1 << 31;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOSYS = 38;
    static final int EINPROGRESS = 115;
    private static final int ECONNRESET = 104;
    private static final int POLLIN = 1;
    private static final int POLLERR = 8;
    private static final int POLLHUP = 16;

    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final long POLLFD_OFFSET = CAPTURED.byteSize() + 7 & -8;

    /// Where the linker stores `errno` after a call, and room for one question to `poll`.
    static final MemoryLayout ERRNO =
            MemoryLayout.structLayout(CAPTURED, MemoryLayout.paddingLayout(POLLFD_OFFSET - CAPTURED.byteSize() + 8));

    private static final long ERRNO_OFFSET = CAPTURED.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");

    private static final MethodHandle EPOLL_CREATE1 = intCall("epoll_create1", JAVA_INT);
    private static final MethodHandle EPOLL_CTL = intCall("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT = intCall("epoll_wait", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_PWAIT2 =
            intCall("epoll_pwait2", JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle EVENTFD = intCall("eventfd", JAVA_INT, JAVA_INT);
    private static final MethodHandle SOCKET = intCall("socket", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = intCall("bind", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle LISTEN = intCall("listen", JAVA_INT, JAVA_INT);
    private static final MethodHandle ACCEPT4 = intCall("accept4", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle CONNECT = intCall("connect", JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            intCall("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            intCall("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SHUTDOWN = intCall("shutdown", JAVA_INT, JAVA_INT);
    private static final MethodHandle CLOSE = intCall("close", JAVA_INT);
    private static final MethodHandle GETSOCKNAME = intCall("getsockname", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETPEERNAME = intCall("getpeername", JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SEND = longCall("send", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV = longCall("recv", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDTO =
            longCall("sendto", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECVFROM =
            longCall("recvfrom", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SEND_PLAIN =
            plainCall("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECV_PLAIN =
            plainCall("recv", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_WAIT_PLAIN =
            plainCall("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_PWAIT2_PLAIN =
            plainCall("epoll_pwait2", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle POLL_PLAIN = plainCall("poll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle WRITE_PLAIN = plainCall("write", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE_PLAIN = plainCall("close", JAVA_INT, JAVA_INT);

    private Libc() {}

    private static MemorySegment symbol(String name) {
        return LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsupportedOperationException("the C library has no " + name));
    }

    private static MethodHandle intCall(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, arguments), CAPTURE);
    }

    private static MethodHandle longCall(String name, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_LONG, arguments), CAPTURE);
    }

    private static MethodHandle plainCall(String name, MemoryLayout answer, MemoryLayout... arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(answer, arguments));
    }

    static int errno(MemorySegment state) {
        return state.get(JAVA_INT, ERRNO_OFFSET);
    }

    private static AssertionError unexpected(Throwable why) {
        return new AssertionError("a downcall threw", why);
    }

    static int epollCreate(MemorySegment state) {
        try {
            return (int) EPOLL_CREATE1.invokeExact(state, EPOLL_CLOEXEC);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int epollCtl(MemorySegment state, int epoll, int operation, int fd, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(state, epoll, operation, fd, event);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    /// An interrupted wait ends early, without a failure.
    static int epollWait(MemorySegment state, int epoll, long events, int max, int timeoutMillis) {
        try {
            int found = (int) EPOLL_WAIT_PLAIN.invokeExact(epoll, events, max, timeoutMillis);
            return found >= 0 ? found : (int) EPOLL_WAIT.invokeExact(state, epoll, events, max, 0);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int epollWait2(MemorySegment state, int epoll, long events, int max, long timespec) {
        try {
            // Interrupted, it waits once more: a wake-up meanwhile is reported at once.
            int found = (int) EPOLL_PWAIT2_PLAIN.invokeExact(epoll, events, max, timespec, 0L);
            return found >= 0 ? found : (int) EPOLL_PWAIT2.invokeExact(state, epoll, events, max, timespec, 0L);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int eventFd(MemorySegment state) {
        try {
            return (int) EVENTFD.invokeExact(state, 0, NONBLOCK_CLOEXEC);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int socket(MemorySegment state, int family, int type) {
        try {
            return (int) SOCKET.invokeExact(state, family, type | NONBLOCK_CLOEXEC, 0);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int bind(MemorySegment state, int fd, long address, int length) {
        try {
            return (int) BIND.invokeExact(state, fd, address, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int listen(MemorySegment state, int fd, int backlog) {
        try {
            return (int) LISTEN.invokeExact(state, fd, backlog);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int accept(MemorySegment state, int fd) {
        try {
            return (int) ACCEPT4.invokeExact(state, fd, 0L, 0L, NONBLOCK_CLOEXEC);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int connect(MemorySegment state, int fd, long address, int length) {
        try {
            return (int) CONNECT.invokeExact(state, fd, address, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int getOption(MemorySegment state, int fd, int level, int option, long value, long length) {
        try {
            return (int) GETSOCKOPT.invokeExact(state, fd, level, option, value, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int setOption(MemorySegment state, int fd, int level, int option, long value, int length) {
        try {
            return (int) SETSOCKOPT.invokeExact(state, fd, level, option, value, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int shutdown(MemorySegment state, int fd, int how) {
        try {
            return (int) SHUTDOWN.invokeExact(state, fd, how);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int close(MemorySegment state, int fd) {
        try {
            return (int) CLOSE.invokeExact(state, fd);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int localName(MemorySegment state, int fd, long address, long length) {
        try {
            return (int) GETSOCKNAME.invokeExact(state, fd, address, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static int peerName(MemorySegment state, int fd, long address, long length) {
        try {
            return (int) GETPEERNAME.invokeExact(state, fd, address, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long send(MemorySegment state, int fd, long bytes, long length) {
        try {
            long sent = (long) SEND_PLAIN.invokeExact(fd, bytes, length, MSG_NOSIGNAL);
            return sent >= 0 ? sent : (long) SEND.invokeExact(state, fd, bytes, length, MSG_NOSIGNAL);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long receive(MemorySegment state, int fd, long bytes, long length) {
        try {
            long got = (long) RECV_PLAIN.invokeExact(fd, bytes, length, 0);
            return got >= 0 ? got : receiveAgain(state, fd, bytes, length);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    /// The first try may have taken the news of a reset: then the second finds an end that is none.
    private static long receiveAgain(MemorySegment state, int fd, long bytes, long length) throws Throwable {
        long got = (long) RECV.invokeExact(state, fd, bytes, length, 0);
        if (got == 0 && isCutOff(state, fd)) {
            state.set(JAVA_INT, ERRNO_OFFSET, ECONNRESET);
            return -1;
        }
        return got;
    }

    /// Both directions have ended, as after a reset; an orderly end is one only. A `pollfd` is laid into `state`.
    private static boolean isCutOff(MemorySegment state, int fd) throws Throwable {
        state.set(JAVA_INT, POLLFD_OFFSET, fd);
        state.set(JAVA_INT, POLLFD_OFFSET + 4, POLLIN); // events, and above them what was found
        int found = (int) POLL_PLAIN.invokeExact(state.address() + POLLFD_OFFSET, 1L, 0);
        return found > 0 && (state.get(JAVA_INT, POLLFD_OFFSET + 4) >>> 16 & (POLLERR | POLLHUP)) != 0;
    }

    static long sendTo(MemorySegment state, int fd, long bytes, long length, long address, int addressLength) {
        try {
            return (long) SENDTO.invokeExact(state, fd, bytes, length, MSG_NOSIGNAL, address, addressLength);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static long receiveFrom(MemorySegment state, int fd, long bytes, long length, long address, long addressLength) {
        try {
            return (long) RECVFROM.invokeExact(state, fd, bytes, length, 0, address, addressLength);
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    /// Any thread: writes without leaving `errno` anywhere, for the wake-up.
    static void writeForWake(int fd, long bytes) {
        try {
            long ignored = (long) WRITE_PLAIN.invokeExact(fd, bytes, 8L);
            assert ignored <= 8;
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    /// Any thread: closes a descriptor that no poller owns.
    static void closeAnywhere(int fd) {
        try {
            int ignored = (int) CLOSE_PLAIN.invokeExact(fd);
            assert ignored <= 0;
        } catch (Throwable why) {
            throw unexpected(why);
        }
    }

    static SocketFault fault(int errno) {
        return switch (errno) {
            case 23, 24 -> SocketFault.TOO_MANY_FILES;
            case 12, 105 -> SocketFault.NO_MEMORY;
            case 111 -> SocketFault.REFUSED;
            case 103, 104 -> SocketFault.RESET;
            case 32 -> SocketFault.BROKEN;
            case 110 -> SocketFault.TIMED_OUT;
            case 100, 101, 112, 113 -> SocketFault.UNREACHABLE;
            case 98 -> SocketFault.IN_USE;
            case 99 -> SocketFault.NOT_AVAILABLE;
            case 1, 13 -> SocketFault.DENIED;
            case 2 -> SocketFault.NOT_FOUND;
            case 90 -> SocketFault.TOO_LARGE;
            case 107 -> SocketFault.NOT_CONNECTED;
            case 38, 93, 95, 97 -> SocketFault.UNSUPPORTED;
            default -> SocketFault.OTHER;
        };
    }
}
