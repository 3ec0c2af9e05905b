// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 for servers (RFC 9110, RFC 9112).
///
/// Neighbours below: `runtime.graph` and `runtime.net`. Thread: everything belongs to its connection's loop
/// unless it says otherwise. Reading order: `HttpLimits`, `RequestHead`, `HeadParser`, `ChunkDecoder`.
@NullMarked
package dev.heddle.protocols.http;

import org.jspecify.annotations.NullMarked;
