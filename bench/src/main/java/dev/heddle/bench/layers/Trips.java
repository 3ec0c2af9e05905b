// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.layers;

/// Round trips between two sockets of one thread. Each is one message there and its answer back.
interface Trips extends AutoCloseable {
    /// So many, one after the other; returns when the last answer is there.
    void run(int trips);

    /// Processor time that the thread of both ends has used so far.
    long processorNanos();

    @Override
    void close();
}
