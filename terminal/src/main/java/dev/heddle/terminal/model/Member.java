// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

/// Somebody in a channel. Any thread; immutable.
///
/// @param nick as written
/// @param ranks the symbols before the nick, the highest first; empty for none
/// @param away whether they are away, as far as is known
public record Member(String nick, String ranks, boolean away) {
    /// The same with another nick.
    public Member renamed(String other) {
        return new Member(other, ranks, away);
    }

    /// The same, there or away.
    public Member away(boolean now) {
        return new Member(nick, ranks, now);
    }

    /// The same with one rank more or less.
    ///
    /// @param order all ranks, the highest first
    public Member ranked(char rank, boolean has, String order) {
        var changed = new StringBuilder();
        for (int i = 0; i < order.length(); i++) {
            char symbol = order.charAt(i);
            if (symbol == rank ? has : ranks.indexOf(symbol) >= 0) {
                changed.append(symbol);
            }
        }
        return new Member(nick, changed.toString(), away);
    }

    /// The highest rank's symbol, or nothing.
    public String rank() {
        return ranks.isEmpty() ? "" : ranks.substring(0, 1);
    }
}
