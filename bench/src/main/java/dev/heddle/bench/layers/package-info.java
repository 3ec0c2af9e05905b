// SPDX-License-Identifier: Apache-2.0
/// What a layer adds to a round trip, beside a handler of a Netty pipeline.
///
/// Neighbours below: `dev.heddle.bench.rpc` and the runtime. Thread: one loop for both ends. Start with
/// [LayerLoad].
@NullMarked
package dev.heddle.bench.layers;

import org.jspecify.annotations.NullMarked;
