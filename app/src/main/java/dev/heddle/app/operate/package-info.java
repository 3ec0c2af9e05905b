// SPDX-License-Identifier: Apache-2.0

/// What operators do from a shell: `heddle status`, `accounts`, `channels`, `users`, `bans`, `broadcast`,
/// `backup`, `reload`, `stop`.
///
/// A running server is asked over the Unix socket in its data directory. Where none runs, the same commands run
/// here, on the same hub over the same store, under the lock that a server would hold.
///
/// Below: `chat`. Thread: the program's own. Reading order: `OperatorCommand`, `Console`, `SocketConsole`,
/// `OfflineConsole`.
@NullMarked
package dev.heddle.app.operate;

import org.jspecify.annotations.NullMarked;
