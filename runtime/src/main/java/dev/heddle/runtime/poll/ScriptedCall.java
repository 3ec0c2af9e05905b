// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// The calls that a [NetworkScript] can disturb.
public enum ScriptedCall {
    /// Opening a listener.
    LISTEN,
    /// Accepting a connection.
    ACCEPT,
    /// Starting to connect.
    CONNECT,
    /// Reading from a connection.
    READ,
    /// Writing to a connection.
    WRITE,
    /// Receiving a datagram.
    RECEIVE,
    /// Sending a datagram.
    SEND
}
