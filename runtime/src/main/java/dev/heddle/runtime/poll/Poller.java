// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// Readiness of sockets and the calls on them, for one event loop.
///
/// Thread: the loop's only, except [#wake()]. Nothing here blocks but [#poll(long)].
///
/// Sockets are handles: integers from 0, small and used again after [#close(int)], so that callers index arrays
/// with them. A call that fails answers [#FAILED]; [#fault()] has the reason until the next call. Readiness is
/// level-triggered and a hint: a call may still answer "would block". Memory given to a call is lent for that
/// call; it may be on or off heap.
public interface Poller extends AutoCloseable {
    /// Bit of readiness or interest: bytes, a connection or the end of the stream can be read.
    int READ = 1;
    /// Bit of readiness or interest: there is room to write, or a connect has ended.
    int WRITE = 2;

    /// A read's answer at the end of the stream, and an accept's when nobody is waiting.
    int END = -1;
    /// The call failed; [#fault()] says why.
    int FAILED = -2;

    /// The backend's name for reports: "epoll", "nio", "scripted".
    String name();

    /// Waits for readiness, at most `timeoutNanos` (0: a look; `Long.MAX_VALUE`: until something happens).
    /// Returns how many sockets are ready; fewer than are ready when the batch size is reached, and 0 after a
    /// wake-up.
    int poll(long timeoutNanos);

    /// The i-th ready socket of the last [#poll(long)], or -1 when it was closed since.
    int readyHandle(int index);

    /// What the i-th ready socket is ready for, bits of [#READ] and [#WRITE]; errors and hang-ups show as
    /// both wanted bits.
    int readyOps(int index);

    /// Any thread: ends the current or the next [#poll(long)]. Never blocks, however often it is called.
    void wake();

    /// Sets what to wait for on this socket; 0 parks it, so that not even its end is reported.
    void interest(int handle, int ops);

    /// Opens a listening socket on an `InetSocketAddress` (port 0: any) or a `UnixDomainSocketAddress`.
    int listen(SocketAddress at, ListenOptions options);

    /// The next waiting connection's handle; [#END]: none is waiting; [#FAILED] with
    /// [SocketFault#TOO_MANY_FILES] leaves it waiting, so park the listener before the next poll.
    int accept(int listener);

    /// Starts to connect; when the socket turns writable, [#finishConnect(int)] tells the outcome.
    int connect(SocketAddress to);

    /// 1: connected; 0: still under way; [#FAILED].
    int finishConnect(int handle);

    /// Opens a datagram socket bound to `at`.
    int datagram(SocketAddress at, boolean sharePort);

    /// Reads up to `length` bytes; 0: would block; [#END]: the peer has finished; [#FAILED].
    int read(int handle, MemorySegment into, long offset, int length);

    /// Writes up to `length` bytes and may write fewer; 0: would block; [#FAILED].
    int write(int handle, MemorySegment from, long offset, int length);

    /// Receives one datagram, cut at `length`; [#END]: none is waiting; [#FAILED]. An empty datagram is 0.
    int receive(int handle, MemorySegment into, long offset, int length);

    /// Who sent the last received datagram; null before the first.
    @Nullable
    SocketAddress sender();

    /// Sends one datagram; [#END]: would block; [#FAILED].
    int send(int handle, MemorySegment from, long offset, int length, SocketAddress to);

    /// Ends this side of the connection; reading goes on. 0 or [#FAILED].
    int shutdownOutput(int handle);

    /// Sets an option; 0 or [#FAILED].
    int tune(int handle, SocketTuning option, int value);

    /// The address that this socket is bound to; null: none.
    @Nullable
    SocketAddress local(int handle);

    /// The peer's address; null: not connected.
    @Nullable
    SocketAddress peer(int handle);

    /// Takes the socket out of this poller for [#adopt(Detached)] by another of the same backend; the handle
    /// is free.
    Detached detach(int handle);

    /// Takes a detached socket in; its handle here.
    int adopt(Detached socket);

    /// Closes the socket; its handle may be used again by the next one opened.
    void close(int handle);

    /// Why the last failed call failed.
    SocketFault fault();

    /// The same as an exception with the system's words; `what` names the object and the operation.
    SocketFaultException failure(String what);

    /// Sockets open now.
    int open();

    /// Closes every socket and the poller; idempotent.
    @Override
    void close();
}
