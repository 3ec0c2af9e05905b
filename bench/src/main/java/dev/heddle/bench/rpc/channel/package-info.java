// SPDX-License-Identifier: Apache-2.0
/// Calls that run at most once, over a network that loses, doubles and reorders.
///
/// Thread: the graph's loop.
/// Neighbours below: the runtime and any layer that carries messages. Start with [Channel], then [Calling]
/// and [Serving].
@NullMarked
package dev.heddle.bench.rpc.channel;

import org.jspecify.annotations.NullMarked;
