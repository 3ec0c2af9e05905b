// SPDX-License-Identifier: Apache-2.0
/// The connection: lines to and from a server over TCP, or TLS with trust on first use.
///
/// Purpose: a graph of the library as its user sees it. Neighbours below: `runtime`, `protocols`. Thread: the
/// client's loop, but [KnownServers], whose file any thread may read and change. Reading order:
/// [ServerAddress], [Transport], [GraphTransport], [ServerTrust], [KnownServers].
@NullMarked
package dev.heddle.terminal.link;

import org.jspecify.annotations.NullMarked;
