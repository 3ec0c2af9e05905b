// SPDX-License-Identifier: Apache-2.0
/// Messages larger than a datagram: cut on the way down, put together on the way up.
///
/// Thread: the graph's loop.
/// Neighbours below: the runtime. Start with [Fragment]; [Reassembly] is where memory is held.
@NullMarked
package dev.heddle.bench.rpc.fragment;

import org.jspecify.annotations.NullMarked;
