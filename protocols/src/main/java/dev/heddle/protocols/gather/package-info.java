// SPDX-License-Identifier: Apache-2.0
/// What the protocols of this module share and nobody else sees: the bytes of a message that is not whole yet.
///
/// Thread: the graph's loop. Neighbours below: `runtime.unit`.
@NullMarked
package dev.heddle.protocols.gather;

import org.jspecify.annotations.NullMarked;
