// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// A call that waits or is under way. Its message is kept until it ends, to be sent again.
final class Call {
    final Promise<Chain> promise;
    final Chain message;

    /// The room for the channel's header in front of the message; written once, before it is first sent.
    final MemorySegment header;

    /// Where it is under way; null: it waits.
    @Nullable
    CallerChannel channel;

    Call(Promise<Chain> promise, Chain message, MemorySegment header) {
        this.promise = promise;
        this.message = message;
        this.header = header;
    }
}
