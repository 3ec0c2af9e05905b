// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

/// As whom a client gets in. Any thread; immutable. None of them shows a password as text.
public sealed interface Login {
    /// The nick that is wanted.
    String nick();

    /// Without an account.
    ///
    /// @param nick the nick that is wanted
    record Guest(String nick) implements Login {}

    /// With an account.
    ///
    /// @param nick the nick that is wanted, most often the account's name
    /// @param account the account's name
    /// @param password its password
    record Account(String nick, String account, String password) implements Login {
        @Override
        public String toString() {
            return "Account[nick=" + nick + ", account=" + account + "]";
        }
    }

    /// With an account that is to be made, of the name of the nick.
    ///
    /// @param nick the nick and the account's name
    /// @param password its password
    /// @param email an address; empty for none
    record NewAccount(String nick, String password, String email) implements Login {
        @Override
        public String toString() {
            return "NewAccount[nick=" + nick + "]";
        }
    }
}
