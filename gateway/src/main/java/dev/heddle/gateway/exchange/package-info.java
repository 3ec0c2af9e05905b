// SPDX-License-Identifier: Apache-2.0
/// HTTP exchanges handed to threads that may block.
///
/// Purpose: carries a request to a worker, and the parts of its answer back to the loop that owns the connection;
/// and the JDK's server interface on the same layers, for handlers that exist.
/// Neighbours below: `protocols.http`, `protocols.tls`, `runtime.worker`. Thread: a loop on one side, a worker or a
/// virtual thread on the other; each type says.
/// Reading order: `ServerOptions`, `CallServer`, `CallPort`, `Call`; `JdkServer`, `JdkExchange`.
@NullMarked
package dev.heddle.gateway.exchange;

import org.jspecify.annotations.NullMarked;
