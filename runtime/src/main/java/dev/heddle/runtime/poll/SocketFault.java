// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// Why a socket call failed, in the words that a caller can act on.
public enum SocketFault {
    /// The last call did not fail.
    NONE,
    /// The process or the machine is out of file descriptors: stop accepting for a while.
    TOO_MANY_FILES,
    /// The kernel is out of buffers or memory.
    NO_MEMORY,
    /// Nobody listens there.
    REFUSED,
    /// The peer cut the connection, or it was cut before it was accepted.
    RESET,
    /// Written to a connection whose reading end is gone.
    BROKEN,
    /// The kernel gave up on the peer.
    TIMED_OUT,
    /// No route to the host or network.
    UNREACHABLE,
    /// The address is taken.
    IN_USE,
    /// The address is not one of this machine.
    NOT_AVAILABLE,
    /// Not permitted.
    DENIED,
    /// No such file: a Unix socket path.
    NOT_FOUND,
    /// The datagram is larger than the transport takes.
    TOO_LARGE,
    /// The socket is not connected (any more).
    NOT_CONNECTED,
    /// This backend or machine does not offer it.
    UNSUPPORTED,
    /// Anything else; the exception's message has the system's own words.
    OTHER
}
