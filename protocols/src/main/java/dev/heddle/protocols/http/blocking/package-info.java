// SPDX-License-Identifier: Apache-2.0
/// Handlers that may block: streams for the request's body and the answer, on virtual threads or on workers.
///
/// Neighbours below: `protocols.http`, whose [dev.heddle.protocols.http.ExchangeDoor] does the work, and
/// `runtime.worker`. Reading order: `BlockingHandler`, `BlockingExchange`, `VirtualThreads`, `Carriers`,
/// `BlockingWorkers`.
@NullMarked
package dev.heddle.protocols.http.blocking;

import org.jspecify.annotations.NullMarked;
