// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

/// Why a call has no reply, and what is known of its execution.
public final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Executed executed;

    /// Whether the peer executed the call. More than once it never did.
    public enum Executed {
        /// It was not sent.
        NO,
        /// It was sent, and nobody knows.
        PERHAPS,
        /// The peer answers that it failed there.
        FAILED_THERE
    }

    CallFailedException(String message, Executed executed) {
        super(message);
        this.executed = executed;
    }

    /// What is known of its execution.
    public Executed executed() {
        return executed;
    }
}
