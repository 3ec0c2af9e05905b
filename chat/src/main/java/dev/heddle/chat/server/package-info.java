// SPDX-License-Identifier: Apache-2.0
/// The wiring: loops, graphs of protocols, the hub with its store, and the way from one to the other.
///
/// ```
///  loop 0:  Tcp ▸ (Tls) ▸ Line ▸ IrcLayer ──▶ IrcLink ──▶ HubHost ──▶ Connections ──▶ Hub
///                                     ▲                                    │ LocalLoop
///  loop n:  Tcp ▸ (Tls) ▸ Line ▸ IrcLayer ─ inbound queue ─▶ HubHost       │
///           Tcp ▸ (Tls) ▸ Http ▸ WebSocket ▸ IrcLayer, likewise            │
///                                     ▲────── batches ──── RemoteLoop ◀────┘
/// ```
/// Neighbours below: `web`, `session`, `command`, `hub`, `store`, and the runtime. Nothing here decides anything
/// about IRC.
/// Reading order: `ChatServer`, `HubHost`, `ServerLoop`, `OpenListener`, `IrcLayer`, `IrcLink`, `RemoteLoop`.
@NullMarked
package dev.heddle.chat.server;

import org.jspecify.annotations.NullMarked;
