// SPDX-License-Identifier: Apache-2.0
/// IRC for browsers: lines as WebSocket messages, and what a web server answers beside them.
///
/// Neighbours below: `hub` (whose [dev.heddle.chat.hub.Framing] is implemented here), `protocols.http`,
/// `protocols.websocket`. Above: `server`, which builds the graph. Thread: framings are the hub's, the rest each
/// loop's.
/// Reading order: `Wire`, `Framings`, `WebSocketFraming`, `WebSite`.
@NullMarked
package dev.heddle.chat.web;

import org.jspecify.annotations.NullMarked;
