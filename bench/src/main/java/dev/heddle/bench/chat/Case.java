// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.util.List;

/// One row of the table: who talks to whom, and how fast when the rate is fixed.
///
/// @param id for the command line
/// @param title for the table
/// @param mode of the load program
/// @param messagesPerSecond the fixed rate, the same for every server; 0: there is none
/// @param oneChannel whether all are in one channel, so that one batch serves all
/// @param accounts whether each client has one, without which nothing is kept of what two say in private; the peers
///     have none
record Case(
        String id,
        String title,
        String mode,
        int clients,
        int messagesPerSecond,
        boolean oneChannel,
        boolean accounts) {
    static final List<Case> ALL = List.of(
            new Case("fanout100", "one channel of 100", "fanout", 100, 1000, true, false),
            new Case("fanout1000", "one channel of 1000", "fanout", 1000, 100, true, false),
            new Case("fanout4000", "one channel of 4000", "fanout", 4000, 25, true, false),
            new Case("many200x10", "200 channels of 10", "manychannels", 2000, 5000, false, false),
            new Case("private1000", "1000 private pairs", "private", 2000, 20_000, false, false),
            new Case("accounts1000", "the same with accounts", "private", 2000, 20_000, false, true),
            new Case("storm5000", "storm of 5000", "connect", 5000, 0, false, false));

    static List<String> names() {
        return ALL.stream().map(Case::id).toList();
    }

    /// Connections only, no messages.
    boolean isStorm() {
        return messagesPerSecond == 0;
    }
}
