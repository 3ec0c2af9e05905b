// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.fragment;

import dev.heddle.runtime.unit.Chain;

/// A fragment that has arrived; its bytes belong to whoever holds it.
record Piece(int number, int index, int count, Chain bytes) {}
