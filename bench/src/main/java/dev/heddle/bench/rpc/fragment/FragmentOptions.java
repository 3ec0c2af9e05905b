// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.fragment;

import java.time.Duration;

/// The limits of [Fragment]. Immutable, any thread.
///
/// @param fragmentBytes of a message in one datagram; 1400 leaves room for headers within an Ethernet frame
/// @param fragmentsMax of one message; it bounds a message to `fragmentBytes * fragmentsMax`
/// @param perPeerMax incomplete messages of one peer; what would begin another is dropped
/// @param heldMax fragments held for all peers; at it the oldest incomplete message is dropped
/// @param timeout how long a message may stay incomplete
public record FragmentOptions(int fragmentBytes, int fragmentsMax, int perPeerMax, int heldMax, Duration timeout) {
    private static final int COUNT_MAX = 0xffff;

    /// Checks the limits.
    public FragmentOptions {
        if (fragmentBytes < 1 || fragmentsMax < 1 || fragmentsMax > COUNT_MAX || perPeerMax < 1) {
            throw new IllegalArgumentException("fragment: wanted positive limits and at most " + COUNT_MAX
                    + " fragments, got " + fragmentBytes + ", " + fragmentsMax + ", " + perPeerMax);
        }
        if (heldMax < fragmentsMax || timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("fragment: wanted to hold at least one message of " + fragmentsMax
                    + " fragments for some time, got " + heldMax + " and " + timeout);
        }
    }

    /// 1400 bytes, 64 of them to a message (89 600 bytes), 8 messages of a peer, 1024 fragments, one second.
    public static FragmentOptions defaults() {
        return new FragmentOptions(1400, 64, 8, 1024, Duration.ofSeconds(1));
    }

    /// With another size of a fragment.
    public FragmentOptions fragmentBytes(int bytes) {
        return new FragmentOptions(bytes, fragmentsMax, perPeerMax, heldMax, timeout);
    }

    /// With other limits on what is held.
    public FragmentOptions held(int perPeer, int all) {
        return new FragmentOptions(fragmentBytes, fragmentsMax, perPeer, all, timeout);
    }

    /// The largest message.
    public int messageBytesMax() {
        return Math.multiplyExact(fragmentBytes, fragmentsMax);
    }
}
