// SPDX-License-Identifier: Apache-2.0
/// The chat server measured as a whole, over sockets, beside its peers: `bench/run-chat`.
///
/// Every server is a process of its own, started as its users start it; the load is a program in C that checks
/// every delivery. Thread: one, which runs one thing after another.
///
/// Reading order: [ChatRun] (what can be asked for), `Bench` (programs and directories), `Servers` (how each is
/// started), then the four sections `Rows`, `IdleMemory`, `DurableEcho`, `StartUp`.
@NullMarked
package dev.heddle.bench.chat;

import org.jspecify.annotations.NullMarked;
