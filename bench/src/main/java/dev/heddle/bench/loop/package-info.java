// SPDX-License-Identifier: Apache-2.0
/// Messages from threads to an event loop: what one costs and how long it takes, beside the peers.
///
/// Thread: each program starts its own; nothing here is used by another package. Start with `LoopHandOff`; the
/// peers in C are in `src/main/c`.
@NullMarked
package dev.heddle.bench.loop;

import org.jspecify.annotations.NullMarked;
