// SPDX-License-Identifier: Apache-2.0
/// HTTP/1.1 for servers (RFC 9110, RFC 9112).
///
/// [dev.heddle.protocols.http.Http] sits on TCP, a Unix socket or TLS and hands each request to an
/// [dev.heddle.protocols.http.HttpHandler]; a layer above it may take a connection over
/// ([dev.heddle.protocols.http.Upgrading]).
///
/// Neighbours below: `runtime.graph` and `runtime.net`. Thread: everything belongs to its connection's loop
/// unless it says otherwise; [dev.heddle.protocols.http.ExchangeDoor] is for the others.
/// Reading order: `HttpExchange`, `Http`, `HttpOptions`, `ExchangeDoor`; of the inside `HttpConnection`,
/// `HttpInput`, `ResponseState`, `Downstream`; `HttpLimits`, `RequestHead`, `HeadParser`, `ChunkDecoder`.
@NullMarked
package dev.heddle.protocols.http;

import org.jspecify.annotations.NullMarked;
