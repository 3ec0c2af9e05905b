// SPDX-License-Identifier: Apache-2.0
/// WebSocket for servers (RFC 6455) with permessage-deflate (RFC 7692), always without context take-over.
///
/// Neighbours below: `protocols.http` for the opening handshake. Thread: everything belongs to its
/// connection's loop.
/// Reading order: `Handshake`, `FrameDecoder`, `MessageReader`, `FrameEncoder`, `Deflate`.
@NullMarked
package dev.heddle.protocols.websocket;

import org.jspecify.annotations.NullMarked;
