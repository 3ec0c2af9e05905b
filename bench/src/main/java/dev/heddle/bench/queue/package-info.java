// SPDX-License-Identifier: Apache-2.0
/// Queues against their peers: [QueueLoad][dev.heddle.bench.queue.QueueLoad] moves items through rings,
/// [FanOutLoad][dev.heddle.bench.queue.FanOutLoad] gives each message to several consumers,
/// [QueueBench][dev.heddle.bench.queue.QueueBench] is the JMH part, run with `-prof gc` for the allocation
/// per operation.
@NullMarked
package dev.heddle.bench.queue;

import org.jspecify.annotations.NullMarked;
