// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;

/// REGISTER and VERIFY. Source: IRCv3 draft/account-registration.
final class AccountCommands {
    private AccountCommands() {}

    static void addTo(CommandTable table) {
        table.add("REGISTER", Access.ANYBODY, 3, 4, AccountCommands::register);
        table.add("VERIFY", Access.ANYBODY, 2, 4, AccountCommands::verify);
    }

    private static void register(Call call) {
        boolean before = !call.caller().isRegistered();
        String name = call.param(0).equals("*") ? ownNick(call) : call.param(0);
        if (before && !call.hub().settings().accounts().beforeConnect()) {
            call.fail("COMPLETE_CONNECTION_REQUIRED", name, "Finish connecting first");
            return;
        }
        if (name.equals("*")) {
            call.fail("NEED_NICK", name, "Choose a nick first");
            return;
        }
        Accounts.register(call, name, call.param(1), call.param(2), refusal -> {
            if (refusal != null) {
                call.fail(refusal.name(), name, refusal.text());
                return;
            }
            call.say("REGISTER", "SUCCESS", name, "Account successfully registered");
            Accounts.find(call, name, account -> {
                if (account != null) {
                    Accounts.logIn(call, account);
                }
            });
        });
    }

    private static String ownNick(Call call) {
        Registration registration = call.caller().registration();
        String refused = registration == null || registration.nick != null ? null : registration.refusedNick;
        return refused == null ? call.nick() : refused;
    }

    /// No registration of this server waits for a code.
    private static void verify(Call call) {
        call.fail("INVALID_CODE", call.param(0), "There is nothing to verify");
    }
}
