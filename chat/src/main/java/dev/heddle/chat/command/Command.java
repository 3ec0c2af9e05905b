// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

/// One row of the command table.
///
/// @param name in upper case
/// @param handler what it does
/// @param minParams fewer are answered with 461
/// @param access who may use it
/// @param weight how many tokens of the flood control it costs
record Command(String name, Handler handler, int minParams, Access access, int weight) {
    /// What a command does.
    interface Handler {
        void handle(Call call);
    }

    /// Who may use a command.
    enum Access {
        /// Also before registration is complete.
        ANYBODY,
        /// Users.
        USERS,
        /// IRC operators.
        OPERATORS
    }
}
