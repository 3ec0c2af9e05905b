// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Glob;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.ScramCredentials;
import dev.heddle.chat.store.StoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The operator's commands about accounts. Passwords do not come here: whoever asks for one hashes it, and
/// sends the hash and the SCRAM credentials.
final class AccountConsole {
    private static final int SECRET_WORDS = 5;

    private AccountConsole() {}

    static void addTo(List<Console.Row> rows) {
        rows.add(
                new Console.Row("accounts list", "[GLOB]", 0, "all accounts, or those that fit", AccountConsole::list));
        rows.add(new Console.Row("accounts show", "NAME", 1, "one account", AccountConsole::show));
        rows.add(new Console.Row(
                "accounts create", "NAME", 1, "a new account; asks for its password", AccountConsole::create));
        rows.add(new Console.Row(
                "accounts reset-password", "NAME", 1, "another password; asks for it", AccountConsole::password));
        rows.add(new Console.Row(
                "accounts suspend", "NAME [REASON]", 1, "nobody logs in any more", AccountConsole::suspend));
        rows.add(new Console.Row(
                "accounts unsuspend", "NAME", 1, "the account is usable again", AccountConsole::unsuspend));
        rows.add(new Console.Row(
                "accounts role",
                "NAME user|operator|administrator",
                2,
                "what the account may do to the server",
                AccountConsole::role));
        rows.add(new Console.Row(
                "accounts delete",
                "NAME",
                1,
                "the account goes, with its private history and its channels' registrations",
                AccountConsole::delete));
    }

    private static void list(Console console) {
        String pattern = console.argument(0).isEmpty() ? "*" : console.argument(0);
        Glob glob = Glob.of(pattern.toLowerCase(Locale.ROOT));
        List<String> lines = new ArrayList<>();
        for (Directory.Entry entry : console.call().services().directory().sorted()) {
            if (glob.matches(entry.name().toLowerCase(Locale.ROOT))) {
                lines.add(entry.name()
                        + (entry.role() == Account.Role.USER
                                ? ""
                                : " " + entry.role().name().toLowerCase(Locale.ROOT)));
            }
        }
        lines.add(lines.size() + " accounts");
        console.done(lines);
    }

    /// The account that the first argument names, or a refusal.
    private static void find(Console console, Consumer<Account> then) {
        Accounts.find(console.call(), console.argument(0), account -> {
            if (account == null) {
                console.refuse("There is no account " + console.argument(0));
            } else {
                then.accept(account);
            }
        });
    }

    private static void show(Console console) {
        find(console, account -> {
            List<String> lines = new ArrayList<>();
            lines.add("name: " + account.name());
            lines.add("role: " + account.role().name().toLowerCase(Locale.ROOT));
            lines.add("suspended: " + (account.suspended() ? "yes" : "no"));
            lines.add("registered: " + Instant.ofEpochMilli(account.createdMillis()));
            lines.add("email: " + (account.email() == null ? "none" : account.email()));
            account.fingerprints().forEach(print -> lines.add("certificate: " + print));
            for (User user : console.call().hub().users()) {
                if (account.folded().equals(user.accountFolded())) {
                    lines.add("logged in: " + user.mask() + " from " + user.address());
                }
            }
            console.done(lines);
        });
    }

    /// The words behind the name; null if they are not all there.
    private static Passwords.@Nullable Hashed secret(Console console) {
        if (console.count() != 1 + SECRET_WORDS || !console.argument(3).matches("[0-9]{1,8}")) {
            return null;
        }
        return new Passwords.Hashed(
                console.argument(1),
                new ScramCredentials(
                        console.argument(2),
                        Integer.parseInt(console.argument(3)),
                        console.argument(4),
                        console.argument(5)));
    }

    private static void create(Console console) {
        Passwords.Hashed secret = secret(console);
        if (secret == null) {
            console.refuse("Wanted a name, a hash and SCRAM credentials");
            return;
        }
        String name = console.argument(0);
        Accounts.Refusal refusal = Accounts.checkName(console.call(), name);
        if (refusal != null) {
            console.refuse(refusal.text());
            return;
        }
        Accounts.create(console.call(), name, "*", secret, problem -> {
            if (problem == null) {
                console.done("Account " + name + " is made");
            } else {
                console.refuse(problem.text());
            }
        });
    }

    private static void password(Console console) {
        Passwords.Hashed secret = secret(console);
        if (secret == null) {
            console.refuse("Wanted a name, a hash and SCRAM credentials");
            return;
        }
        find(
                console,
                account -> change(
                        console,
                        account.withPassword(secret.hash(), secret.scram()),
                        "The password of " + account.name() + " is changed"));
    }

    private static void change(Console console, Account changed, String done) {
        Accounts.keep(console.call(), new StoreEvent.AccountChanged(changed), changed.folded(), kept -> {
            if (kept) {
                console.call().services().directory().created(changed);
            }
            console.kept(done).accept(kept);
        });
    }

    private static void suspend(Console console) {
        find(console, account -> {
            String reason = console.rest(1).isEmpty() ? "Account suspended" : "Account suspended: " + console.rest(1);
            Accounts.keep(
                    console.call(),
                    new StoreEvent.AccountChanged(account.withSuspended(true)),
                    account.folded(),
                    kept -> {
                        if (kept) {
                            Accounts.closeAll(console.call(), account.folded(), reason);
                        }
                        console.kept(account.name() + " is suspended").accept(kept);
                    });
        });
    }

    private static void unsuspend(Console console) {
        find(console, account -> change(console, account.withSuspended(false), account.name() + " is usable again"));
    }

    private static void role(Console console) {
        Account.Role role = switch (console.argument(1)) {
            case "user" -> Account.Role.USER;
            case "operator" -> Account.Role.OPERATOR;
            case "administrator" -> Account.Role.ADMINISTRATOR;
            default -> null;
        };
        if (role == null) {
            console.refuse("Wanted user, operator or administrator, got " + console.argument(1));
        } else {
            find(
                    console,
                    account -> change(
                            console, account.withRole(role), account.name() + " is " + console.argument(1) + " now"));
        }
    }

    private static void delete(Console console) {
        find(
                console,
                account -> Accounts.delete(
                        console.call(), account, console.kept("Account " + account.name() + " is deleted")));
    }
}
