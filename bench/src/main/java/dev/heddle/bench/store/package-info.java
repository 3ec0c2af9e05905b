// SPDX-License-Identifier: Apache-2.0
/// How fast the chat server's store is.
///
/// Purpose: the bare writer's rate of durable messages, which the server's rate is compared with.
/// Neighbours below: `chat.store`. Thread: the writer's own, and one that asks.
@NullMarked
package dev.heddle.bench.store;

import org.jspecify.annotations.NullMarked;
