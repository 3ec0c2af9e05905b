// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Prefix;

/// One user in one channel.
///
/// Thread: the hub; only [Hub#apply] changes it.
public final class Membership {
    private final User user;
    private final Channel channel;
    private final long joinedMillis;
    private final long joinedSequence;
    private int ranks;
    /// Where the channel keeps it; owner: [Channel].
    int index;
    private long silencedFor = -1;
    private boolean silenced;

    Membership(User user, Channel channel, int ranks, long joinedMillis, long joinedSequence) {
        this.user = user;
        this.channel = channel;
        this.ranks = ranks;
        this.joinedMillis = joinedMillis;
        this.joinedSequence = joinedSequence;
    }

    public User user() {
        return user;
    }

    public Channel channel() {
        return channel;
    }

    public long joinedMillis() {
        return joinedMillis;
    }

    /// The hub's sequence of the join with which this member's stay began: history from here on is what the
    /// member may see.
    public long joinedSequence() {
        return joinedSequence;
    }

    /// The bits of [Prefix].
    public int ranks() {
        return ranks;
    }

    /// Whether the member has this rank or a higher one.
    public boolean isAtLeast(Prefix rank) {
        return rank.isReachedBy(ranks);
    }

    /// The prefix characters, all of them or the highest; empty for none.
    public String prefix(boolean all) {
        return Prefix.symbols(ranks, all);
    }

    void ranks(int bits) {
        ranks = bits;
    }

    /// Whether a ban or mute keeps this member from speaking; remembered until the lists or the user's masks
    /// change.
    public boolean isSilenced() {
        long version = channel.listVersion() << 20 ^ user.identity();
        if (silencedFor != version) {
            silencedFor = version;
            silenced = channel.silences(user);
        }
        return silenced;
    }
}
