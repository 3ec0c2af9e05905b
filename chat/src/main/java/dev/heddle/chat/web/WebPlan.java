// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.websocket.WebSocketOptions;

/// What a listener for browsers is made of. Any thread.
///
/// @param http how its connections behave
/// @param webSocket how IRC is offered on them
/// @param site answers what asks for no WebSocket; confined to no loop
/// @param proxies who may tell a client's real address
public record WebPlan(HttpOptions http, WebSocketOptions webSocket, HttpHandler site, Forwarded proxies) {}
