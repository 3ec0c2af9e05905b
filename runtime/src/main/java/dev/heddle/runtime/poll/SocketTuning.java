// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// The socket options that a caller may set; all take an `int`.
public enum SocketTuning {
    /// Kernel send buffer, bytes.
    SEND_BUFFER_BYTES,
    /// Kernel receive buffer, bytes.
    RECEIVE_BUFFER_BYTES,
    /// 1: send at once (TCP; every TCP socket made here starts with it), 0: collect.
    NO_DELAY,
    /// 1: probe a silent peer.
    KEEP_ALIVE,
    /// 0: a close drops unsent bytes and resets the connection.
    LINGER_SECONDS
}
