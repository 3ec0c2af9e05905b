// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_PASSWDMISMATCH;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.StoreEvent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The one-time code that makes the first administrator: printed at a start as long as there is none, redeemed
/// by a user who is logged in with `CLAIM code`. The store keeps its hash only; each start makes a new one.
///
/// Thread: the hub.
public final class FirstAdministrator {
    /// The store's setting.
    public static final String SETTING = "first-administrator";

    private static final String LETTERS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 20;

    private @Nullable String hash;

    FirstAdministrator() {}

    static void addTo(CommandTable table) {
        table.add("CLAIM", Access.USERS, 1, 4, FirstAdministrator::claim);
    }

    /// A new code, to be shown to whoever started the server; empty if there is an administrator already, or
    /// nothing is kept. To be called when the directory is loaded.
    public String offer(Services services) {
        Hub hub = services.hub();
        if (hub.store() == null || services.directory().hasAdministrator()) {
            return "";
        }
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(LETTERS.charAt((int) Long.remainderUnsigned(hub.random(), LETTERS.length())));
        }
        String made = hashOf(code.toString());
        hash = made;
        hub.keep(new StoreEvent.SettingSaved(SETTING, made));
        return code.toString();
    }

    private static String hashOf(String code) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(code.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void claim(Call call) {
        FirstAdministrator offered = call.services().firstAdministrator();
        String wanted = offered.hash;
        String name = call.user().account();
        String address = call.client().peer().address();
        if (name == null) {
            call.fail("ACCOUNT_REQUIRED", "Log in to the account that is to be the administrator first");
        } else if (wanted == null
                || !call.services().throttles().mayLogIn(address, "claim")
                || !Secrets.same(wanted, hashOf(call.param(0).toLowerCase(Locale.ROOT)))) {
            call.services().throttles().loginFailed(address, "claim");
            call.reply(ERR_PASSWDMISMATCH, "Password incorrect");
        } else {
            Accounts.find(call, name, account -> offered.make(call, account));
        }
    }

    private void make(Call call, @Nullable Account account) {
        if (account == null || hash == null) {
            call.fail("TEMPORARILY_UNAVAILABLE", "Try again later");
            return;
        }
        hash = null;
        Account raised = account.withRole(Account.Role.ADMINISTRATOR);
        call.hub().keep(new StoreEvent.SettingRemoved(SETTING));
        Accounts.keep(call, new StoreEvent.AccountChanged(raised), raised.folded(), kept -> {
            if (kept) {
                call.services().directory().created(raised);
                OperatorCommands.grant(call, raised.name());
            } else {
                call.fail("TEMPORARILY_UNAVAILABLE", "Try again later");
            }
        });
    }
}
