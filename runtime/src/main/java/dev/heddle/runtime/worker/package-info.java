// SPDX-License-Identifier: Apache-2.0
/// Workers: threads that may block, fed with exchanges by loops, answering with any number of body parts.
///
/// Purpose: what must not run on a loop (an application's handler, a question to a database, a password hash)
/// runs here. An exchange goes in through its loop's [ExchangePort][dev.heddle.runtime.worker.ExchangePort];
/// body parts travel both ways in bounded rings that push back; the end comes back exactly once. Order is kept
/// per session key.
///
/// Neighbours below: `unit`, `queue`, `loop`, `request`.
///
/// Thread: [WorkerGroup][dev.heddle.runtime.worker.WorkerGroup] any; port, exchange and listener their loop;
/// handler, body reader and body writer the one worker that runs the exchange.
///
/// Reading order: `WorkerOptions`, `WorkerGroup`, `ExchangePort`, `Exchange`, `ExchangeListener`,
/// `ExchangeHandler`, `BodyReader`, `BodyWriter`; `RecipientTable` for messages to many; then, for the
/// maintainer, `Signals` and `Worker`.
@NullMarked
package dev.heddle.runtime.worker;

import org.jspecify.annotations.NullMarked;
