// SPDX-License-Identifier: Apache-2.0
/// Requests, and the queues that let them happen one after the other.
///
/// Purpose: a computation that needs several turns of a loop (a large write, a handshake, a question to the
/// store) is a [Request][dev.heddle.runtime.request.Request] to the side that waits and a
/// [Promise][dev.heddle.runtime.request.Promise] to the side that works. What must not overlap goes through a
/// [RequestQueue][dev.heddle.runtime.request.RequestQueue]: only its head has been started, and the next one
/// starts when the head ends or is abandoned.
///
/// Neighbours below: `unit`, `queue`, `loop`.
///
/// Thread: everything is confined to one loop except
/// [RequestQueueDoor][dev.heddle.runtime.request.RequestQueueDoor] and
/// [Turn#close()][dev.heddle.runtime.request.Turn].
///
/// Reading order: `RequestState`, `Request`, `Promise`, `Trigger`, `RequestQueueOptions`, `RequestQueue`,
/// `Turn`, `RequestQueueDoor`, `KeyedRequestQueue`; then, for the maintainer, `RequestLoop`.
@NullMarked
package dev.heddle.runtime.request;

import org.jspecify.annotations.NullMarked;
