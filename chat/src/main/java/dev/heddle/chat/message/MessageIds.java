// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.function.LongSupplier;

/// Makes message ids and batch references from injected randomness, so that a simulation repeats them.
///
/// Thread: confined to the hub's owner.
public final class MessageIds {
    private static final int REFERENCE_RADIX = 36;

    private final LongSupplier random;
    private long references;

    /// `random` gives 64 unpredictable bits per call in a server, seeded ones in a simulation.
    public MessageIds(LongSupplier random) {
        this.random = random;
    }

    /// The id of the event with this sequence.
    public MessageId next(long sequence) {
        return new MessageId(sequence, random.getAsLong());
    }

    /// A reference for a `batch`, unique within this run.
    public String nextReference() {
        return Long.toString(++references, REFERENCE_RADIX);
    }
}
