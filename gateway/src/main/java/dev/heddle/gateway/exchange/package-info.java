// SPDX-License-Identifier: Apache-2.0
/// HTTP exchanges handed to workers.
///
/// Purpose: carries a request to a worker and the parts of its answer back to the loop that owns the
/// connection.
/// Neighbours below: `protocols.http`, `runtime.worker`. Thread: a loop on one side, a worker on the other.
@NullMarked
package dev.heddle.gateway.exchange;

import org.jspecify.annotations.NullMarked;
