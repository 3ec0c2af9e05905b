// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.UserMode;

/// How many there are of what LUSERS tells, which every client is told when it arrives: counted as it changes
/// and not by walking over everybody.
///
/// Thread: the hub.
public final class Census {
    private int invisible;
    private int operators;
    private int formed;
    private int most;

    /// Users with mode `i`.
    public int invisible() {
        return invisible;
    }

    /// IRC operators.
    public int operators() {
        return operators;
    }

    /// Channels that somebody is in.
    public int formedChannels() {
        return formed;
    }

    /// Most users at once since the start.
    public int usersMax() {
        return most;
    }

    /// A user with these marks came, or is as it will be from now on; `now`: how many users there are.
    void add(User user, int now) {
        count(user, 1);
        most = Math.max(most, now);
    }

    /// A user goes, or is about to change its marks.
    void remove(User user) {
        count(user, -1);
    }

    private void count(User user, int by) {
        invisible += user.has(UserMode.INVISIBLE) ? by : 0;
        operators += user.isOperator() ? by : 0;
    }

    /// The channel has its first member.
    void formed() {
        formed++;
    }

    /// The channel's last member has left.
    void emptied() {
        formed--;
    }
}
