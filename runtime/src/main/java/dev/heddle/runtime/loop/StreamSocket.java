// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import dev.heddle.runtime.poll.SocketFault;
import java.lang.foreign.MemorySegment;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// A connection: non-blocking reads and writes of bytes.
///
/// Thread: its loop's. Made by [Sockets]; watched with [Loop#io]. Closed by whoever holds it, at the latest
/// with its loop.
public interface StreamSocket extends AutoCloseable {
    /// A read's answer when the peer has finished.
    int END = -1;
    /// The call failed; [#failure()] says why.
    int FAILED = -2;

    /// Reads up to `length` bytes: how many; 0: would block; [#END]; [#FAILED].
    int read(MemorySegment into, long offset, int length);

    /// Writes up to `length` bytes, perhaps fewer: how many; 0: would block; [#FAILED].
    int write(MemorySegment from, long offset, int length);

    /// After a connect turned writable: 1: connected; 0: not yet; [#FAILED].
    int finishConnect();

    /// Ends this side; reading goes on until the peer ends its own. 0 or [#FAILED].
    int shutdownOutput();

    /// Why the last call answered [#FAILED]; null before the first failure.
    @Nullable
    Throwable failure();

    /// The same as a word; [SocketFault#NONE] before the first failure.
    SocketFault fault();

    /// The peer's address; null while it is not connected.
    @Nullable
    SocketAddress peer();

    /// This side's address; null while it has none.
    @Nullable
    SocketAddress local();

    /// Closes the connection and stops its watcher; idempotent.
    @Override
    void close();
}
