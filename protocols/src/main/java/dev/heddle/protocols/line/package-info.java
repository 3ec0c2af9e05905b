// SPDX-License-Identifier: Apache-2.0
/// Lines over a stream: text protocols whose messages end with LF or CRLF.
///
/// [dev.heddle.protocols.line.Line] sits on TCP, a Unix socket or TLS. Above it sits a layer that takes lines
/// lent ([dev.heddle.protocols.line.LineReader]) or as messages. Outgoing lines pass through as they are.
///
/// Thread: the graph's loop. Neighbours below: `runtime.graph`, `runtime.net`, `runtime.unit`.
/// Reading order: `Line`, `LineReader`, `LineSession`, `Newlines`.
@NullMarked
package dev.heddle.protocols.line;

import org.jspecify.annotations.NullMarked;
