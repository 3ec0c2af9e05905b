// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// What a [ScriptedNetwork] does to the calls on it. Called under the network's lock, in the order of the
/// calls.
public interface NetworkScript {
    /// How many of `wanted` bytes this read or write may take: 1 to `wanted`; 0: "would block" although ready.
    default int transfer(ScriptedCall call, int wanted) {
        return wanted;
    }

    /// How long what is sent now is on its way. Bytes of one connection never overtake each other.
    default long delayNanos() {
        return 0;
    }

    /// Whether this call fails, and how; [SocketFault#NONE]: it does not.
    default SocketFault fault(ScriptedCall call) {
        return SocketFault.NONE;
    }

    /// Whether a datagram is lost on its way.
    default boolean loses() {
        return false;
    }

    /// Whether a wake-up is swallowed on its way to a poller.
    default boolean swallowsWake() {
        return false;
    }

    /// Disturbs nothing.
    static NetworkScript calm() {
        return new NetworkScript() {};
    }

    /// Short transfers, blocked calls and delays from a seed: the same seed and calls, the same disturbances.
    ///
    /// @param seed of the generator
    /// @param percent of the transfers that are cut short; half as many are blocked
    /// @param maxDelayNanos of a delivery, uniformly from 0
    static NetworkScript seeded(long seed, int percent, long maxDelayNanos) {
        return new SeededScript(seed, percent, maxDelayNanos);
    }

    /// The `n`-th such call (from 1) fails with `fault`; nothing else is disturbed.
    static NetworkScript failNth(ScriptedCall call, int n, SocketFault fault) {
        return new NthFault(call, n, fault);
    }
}
