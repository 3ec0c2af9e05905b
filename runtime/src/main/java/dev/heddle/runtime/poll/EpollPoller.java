// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Locale;

/// Readiness through epoll; a handle is the file descriptor itself.
///
/// The kernel reports edges, which spares it another look at every socket in the wait after its report; [Levels] makes
/// the levels that [Poller] promises. A TCP stream that moved fewer bytes than it was asked to has no more; other
/// sockets show it by a call that would have blocked (epoll(7), "Questions and answers").
///
/// Changes of interest are collected and told to the kernel once before the next wait, so a socket whose
/// interest flips and flips back within a turn costs no system call. The wake-up is an edge-triggered eventfd
/// that is written and never read: no read per wake-up, and a writer can only block after 2^64 wake-ups.
public final class EpollPoller extends LinuxSockets {
    // x86-64 packs struct epoll_event into 12 bytes; everybody else aligns it to 16.
    private static final boolean PACKED = "amd64".equals(System.getProperty("os.arch"));
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int DATA_OFFSET = PACKED ? 4 : 8;
    private static final int DIRTY = 4;
    private static final int CLOSED = 1 << 30;
    private static final VarHandle WAKERS;
    private static final MemorySegment ONE;

    static {
        try {
            WAKERS = MethodHandles.lookup().findVarHandle(EpollPoller.class, "wakers", int.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
        ONE = Arena.global().allocate(JAVA_LONG);
        ONE.set(JAVA_LONG, 0, 1L);
    }

    private final int epoll;
    private final int wakeFd;
    private final int batch;
    private final MemorySegment events;
    private final MemorySegment change;
    private final MemorySegment timespec;
    private boolean nanoWait = true;

    // Per descriptor: bits 0-1 what is wanted, bit 2 on the dirty list; and what the kernel was told last.
    private byte[] wanted = new byte[64];
    private byte[] told = new byte[64];
    private int[] dirty = new int[64];
    private int dirtyCount;

    /// Threads inside [#wake()], plus CLOSED: whoever leaves last closes the eventfd, so none writes to a
    /// stranger's.
    @SuppressWarnings("unused")
    private int wakers;

    private EpollPoller(int batch) {
        this.batch = batch;
        events = arena.allocate((long) EVENT_BYTES * batch, 16);
        change = arena.allocate(EVENT_BYTES, 16);
        timespec = arena.allocate(16, 8);
        epoll = Libc.epollCreate(errno);
        if (epoll < 0) {
            throw failed("epoll_create1");
        }
        wakeFd = Libc.eventFd(errno);
        if (wakeFd < 0) {
            var why = failed("eventfd");
            Libc.closeAnywhere(epoll);
            throw why;
        }
        control(Libc.EPOLL_CTL_ADD, wakeFd, Libc.EPOLLIN | Libc.EPOLLET);
    }

    private IllegalStateException failed(String call) {
        return new IllegalStateException(call + " failed: errno " + Libc.errno(errno));
    }

    /// Opens a poller that reports at most `batch` sockets per wait; throws `IllegalStateException` when the
    /// system refuses.
    public static EpollPoller open(int batch) {
        return new EpollPoller(batch);
    }

    /// Whether this machine has what the backend needs: Linux on x86-64 or AArch64 and permission to call it.
    public static boolean isSupported() {
        String arch = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!"Linux".equals(System.getProperty("os.name")) || !("amd64".equals(arch) || "aarch64".equals(arch))) {
            return false;
        }
        try {
            return Libc.fault(Libc.ENOSYS) == SocketFault.UNSUPPORTED;
        } catch (IllegalCallerException | LinkageError | UnsupportedOperationException refused) {
            return false;
        }
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public int poll(long timeoutNanos) {
        tellKernel();
        int found = await(levels.next(wanted) ? 0 : timeoutNanos);
        if (found < 0 && Libc.errno(errno) != Libc.EINTR) {
            throw failed("epoll_wait");
        }
        for (int i = 0; i < found; i++) {
            long at = (long) i * EVENT_BYTES;
            int fd = events.get(JAVA_INT_UNALIGNED, at + DATA_OFFSET);
            // The wake-up's own event and events of descriptors closed (and perhaps opened again) since are nobody's.
            if (fd != wakeFd && isOpen(fd) && generation(fd) == events.get(JAVA_INT_UNALIGNED, at + DATA_OFFSET + 4)) {
                rise(fd, events.get(JAVA_INT_UNALIGNED, at));
            }
        }
        return levels.report(batch);
    }

    private void rise(int fd, int happened) {
        int ops = (happened & (Libc.EPOLLIN | Libc.EPOLLERR_HUP)) != 0 ? READ : 0;
        if ((happened & (Libc.EPOLLOUT | Libc.EPOLLERR_HUP)) != 0) {
            ops |= WRITE;
        }
        levels.rise(fd, ops, (happened & ~(Libc.EPOLLIN | Libc.EPOLLOUT)) != 0);
    }

    private int await(long timeoutNanos) {
        if (timeoutNanos == 0 || timeoutNanos == Long.MAX_VALUE) {
            return Libc.epollWait(errno, epoll, events.address(), batch, timeoutNanos == 0 ? 0 : -1);
        }
        if (nanoWait) {
            timespec.set(JAVA_LONG, 0, timeoutNanos / 1_000_000_000L);
            timespec.set(JAVA_LONG, 8, timeoutNanos % 1_000_000_000L);
            int found = Libc.epollWait2(errno, epoll, events.address(), batch, timespec.address());
            if (found >= 0 || Libc.errno(errno) != Libc.ENOSYS) {
                return found;
            }
            nanoWait = false;
        }
        long millis = Math.min(Integer.MAX_VALUE, (timeoutNanos + 999_999) / 1_000_000);
        return Libc.epollWait(errno, epoll, events.address(), batch, (int) millis);
    }

    @Override
    public int readyHandle(int index) {
        int fd = levels.reported(index);
        return levels.ready(fd) != 0 ? fd : -1;
    }

    @Override
    public int readyOps(int index) {
        int fd = levels.reported(index);
        return levels.ready(fd) & wanted[fd];
    }

    @Override
    public void wake() {
        if (((int) WAKERS.getAndAdd(this, 1) & CLOSED) == 0) {
            Libc.writeForWake(wakeFd, ONE.address());
        }
        if ((int) WAKERS.getAndAdd(this, -1) == CLOSED + 1) {
            closeWakeFd();
        }
    }

    @Override
    public void interest(int handle, int ops) {
        assert isOpen(handle) : name() + ": interest in closed handle " + handle;
        int before = wanted[handle];
        if ((before & (READ | WRITE)) == ops) {
            return;
        }
        wanted[handle] = (byte) (DIRTY | ops);
        if ((before & DIRTY) == 0) {
            if (dirtyCount == dirty.length) {
                dirty = Arrays.copyOf(dirty, dirtyCount * 2);
            }
            dirty[dirtyCount++] = handle;
        }
    }

    private void tellKernel() {
        for (int i = 0; i < dirtyCount; i++) {
            int fd = dirty[i];
            int now = wanted[fd] & (READ | WRITE);
            wanted[fd] = (byte) now;
            int before = told[fd];
            if (now != before && isOpen(fd)) {
                told[fd] = (byte) now;
                int kernel = ((now & READ) != 0 ? Libc.EPOLLIN | Libc.EPOLLPRI_RDHUP : 0)
                        | ((now & WRITE) != 0 ? Libc.EPOLLOUT : 0);
                control(
                        before == 0 ? Libc.EPOLL_CTL_ADD : now == 0 ? Libc.EPOLL_CTL_DEL : Libc.EPOLL_CTL_MOD,
                        fd,
                        kernel | Libc.EPOLLET);
            }
        }
        dirtyCount = 0;
    }

    private void control(int operation, int fd, int kernelEvents) {
        change.set(JAVA_INT_UNALIGNED, 0, kernelEvents);
        change.set(JAVA_INT_UNALIGNED, DATA_OFFSET, fd);
        change.set(JAVA_INT_UNALIGNED, DATA_OFFSET + 4, fd == wakeFd ? 0 : generation(fd));
        if (Libc.epollCtl(errno, epoll, operation, fd, change.address()) < 0) {
            throw failed("epoll_ctl " + operation + " on descriptor " + fd);
        }
    }

    @Override
    void opened(int fd) {
        if (fd >= wanted.length) {
            int length = Math.max(fd + 1, wanted.length * 2);
            wanted = Arrays.copyOf(wanted, length);
            told = Arrays.copyOf(told, length);
            levels.growTo(length);
        }
        wanted[fd] &= DIRTY;
        told[fd] = 0;
    }

    @Override
    void closing(int fd, boolean leavesOnly) {
        if (leavesOnly && told[fd] != 0) {
            control(Libc.EPOLL_CTL_DEL, fd, 0);
        }
        levels.forget(fd);
        wanted[fd] &= DIRTY;
        told[fd] = 0;
    }

    @Override
    void closePoller() {
        Libc.closeAnywhere(epoll);
        if ((int) WAKERS.getAndBitwiseOr(this, CLOSED) == 0) {
            closeWakeFd();
        }
    }

    private void closeWakeFd() {
        Libc.closeAnywhere(wakeFd);
    }
}
