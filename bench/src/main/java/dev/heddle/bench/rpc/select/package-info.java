// SPDX-License-Identifier: Apache-2.0
/// Dispatch of calls by procedure number.
///
/// Thread: the graph's loop.
/// Neighbours below: the runtime and any layer that carries calls. [Select] is all of it.
@NullMarked
package dev.heddle.bench.rpc.select;

import org.jspecify.annotations.NullMarked;
