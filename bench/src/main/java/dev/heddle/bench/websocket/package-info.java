// SPDX-License-Identifier: Apache-2.0
/// What a WebSocket message costs, in and out, beside Netty's codec and Java-WebSocket.
///
/// Each side is handed the bytes of a client's frame as a socket would leave them, and is done when its handler
/// has the text. Thread: JMH's. Reading order: `MessageInBench`, `MessageOutBench`, `FramingBench`.
@NullMarked
package dev.heddle.bench.websocket;

import org.jspecify.annotations.NullMarked;
