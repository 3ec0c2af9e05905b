// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.RPL_LOGGEDIN;
import static dev.heddle.chat.message.Numeric.RPL_LOGGEDOUT;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Making accounts, checking passwords, logging in and out: what REGISTER, SASL and NickServ have in common.
///
/// Every method that takes a callback lets the call wait: the callback runs inside `call.resume`. A success is
/// told only after the store has committed.
final class Accounts {
    /// Why something about an account was refused; the code of the standard reply.
    enum Refusal {
        ACCOUNT_EXISTS("Account already exists"),
        ACCOUNT_NAME_MUST_BE_NICK("You can only register your nick as your account"),
        BAD_ACCOUNT_NAME("Account name is not valid"),
        UNACCEPTABLE_PASSWORD("The password is empty or too long"),
        INVALID_EMAIL("An email address is required"),
        DISALLOWED("Account registration is disabled"),
        TEMPORARILY_UNAVAILABLE("Try again later"),
        ALREADY_AUTHENTICATED("You are already logged in");

        private final String text;

        Refusal(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private Accounts() {}

    /// Makes an account; `done` gets null, or why not.
    static void register(Call call, String name, String email, String password, Consumer<@Nullable Refusal> done) {
        Refusal refusal = check(call, name, email, password);
        if (refusal != null) {
            done.accept(refusal);
            return;
        }
        call.await();
        call.services()
                .passwords()
                .hash(
                        password,
                        hashed -> call.resume(() -> {
                            if (hashed == null) {
                                done.accept(Refusal.TEMPORARILY_UNAVAILABLE);
                            } else if (call.services().directory().exists(name)) {
                                done.accept(Refusal.ACCOUNT_EXISTS);
                            } else {
                                create(call, name, email, hashed, done);
                            }
                        }));
    }

    /// An operator makes an account for somebody else.
    static void registerFor(Call call, String name, String password, Consumer<@Nullable Refusal> done) {
        Refusal refusal = PasswordHasher.isAcceptable(password) ? checkName(call, name) : Refusal.UNACCEPTABLE_PASSWORD;
        if (refusal != null) {
            done.accept(refusal);
            return;
        }
        call.await();
        call.services()
                .passwords()
                .hash(
                        password,
                        hashed -> call.resume(() -> {
                            if (hashed == null) {
                                done.accept(Refusal.TEMPORARILY_UNAVAILABLE);
                            } else {
                                create(call, name, "*", hashed, done);
                            }
                        }));
    }

    private static @Nullable Refusal check(Call call, String name, String email, String password) {
        Hub hub = call.hub();
        var settings = hub.settings().accounts();
        if (!settings.registration() || hub.store() == null) {
            return Refusal.DISALLOWED;
        }
        if (Welcome.account(call) != null) {
            return Refusal.ALREADY_AUTHENTICATED;
        }
        if (!isName(call, name)) {
            return Refusal.BAD_ACCOUNT_NAME;
        }
        User holder = hub.user(name);
        if (call.services().directory().exists(name)
                || holder != null && holder != call.client().user()) {
            return Refusal.ACCOUNT_EXISTS;
        }
        if (!hub.fold(name).equals(hub.fold(call.nick()))) {
            return Refusal.ACCOUNT_NAME_MUST_BE_NICK;
        }
        if (settings.emailRequired() && (email.equals("*") || email.indexOf('@') < 1)) {
            return Refusal.INVALID_EMAIL;
        }
        if (!PasswordHasher.isAcceptable(password)) {
            return Refusal.UNACCEPTABLE_PASSWORD;
        }
        boolean may =
                call.services().throttles().mayRegister(call.client().peer().address());
        return may ? null : Refusal.TEMPORARILY_UNAVAILABLE;
    }

    /// Why nobody can have an account of this name; null: it can be made.
    static @Nullable Refusal checkName(Call call, String name) {
        if (!isName(call, name)) {
            return Refusal.BAD_ACCOUNT_NAME;
        }
        return call.services().directory().exists(name) ? Refusal.ACCOUNT_EXISTS : null;
    }

    private static boolean isName(Call call, String name) {
        return call.hub().names().isNick(name)
                && !Services.isReservedName(call.hub().fold(name));
    }

    static void create(
            Call call, String name, String email, Passwords.Hashed hashed, Consumer<@Nullable Refusal> done) {
        Account account = Account.create(name, call.hub().fold(name), hashed.hash(), hashed.scram(), call.nowMillis())
                .withEmail(email.equals("*") ? null : email);
        keep(call, new StoreEvent.AccountCreated(account), account.folded(), kept -> {
            if (kept) {
                call.services().directory().created(account);
                done.accept(null);
            } else {
                done.accept(Refusal.TEMPORARILY_UNAVAILABLE);
            }
        });
    }

    /// Stores something about an account; `done` hears whether it is committed.
    static void keep(Call call, StoreEvent event, String folded, Consumer<Boolean> done) {
        Store store = call.hub().store();
        long sequence = call.hub().keep(event);
        if (store == null || sequence == 0) {
            done.accept(false);
            return;
        }
        call.await();
        store.ask(
                sequence,
                new Query.AccountNamed(folded),
                Answer.<Optional<Account>>of(
                                found -> call.resume(() -> done.accept(store.failureOf(sequence) == null)),
                                why -> call.resume(() -> done.accept(false)))
                        .on(call.services().hooks().hubExecutor()));
    }

    /// The account with this name; null if there is none, or the store does not answer.
    static void find(Call call, String name, Consumer<@Nullable Account> done) {
        ask(call, new Query.AccountNamed(call.hub().fold(name)), done);
    }

    /// The account with the connection's certificate.
    static void findByCertificate(Call call, String fingerprint, Consumer<@Nullable Account> done) {
        ask(call, new Query.AccountWithFingerprint(fingerprint), done);
    }

    private static void ask(Call call, Query<Optional<Account>> query, Consumer<@Nullable Account> done) {
        Store store = call.hub().store();
        if (store == null) {
            done.accept(null);
            return;
        }
        call.await();
        store.ask(
                0,
                query,
                Answer.<Optional<Account>>of(
                                found -> call.resume(() -> done.accept(found.orElse(null))),
                                why -> call.resume(() -> done.accept(null)))
                        .on(call.services().hooks().hubExecutor()));
    }

    /// Checks a password. Null: wrong, or no such account, or throttled; all take the same time but the last.
    static void authenticate(Call call, String name, String password, Consumer<@Nullable Account> done) {
        String folded = call.hub().fold(name);
        String address = call.client().peer().address();
        if (!call.services().throttles().mayLogIn(address, folded)) {
            done.accept(null);
            return;
        }
        find(call, name, account -> {
            boolean usable = account != null && account.verified() && !account.suspended();
            String hash = account == null || !usable ? null : account.passwordHash();
            call.await();
            call.services()
                    .passwords()
                    .verify(
                            password,
                            hash,
                            right -> call.resume(() -> {
                                if (right != null && right && usable) {
                                    done.accept(account);
                                } else {
                                    call.services().throttles().loginFailed(address, folded);
                                    done.accept(null);
                                }
                            }));
        });
    }

    /// The connection is this account's from now on.
    static void logIn(Call call, Account account) {
        User user = call.client().user();
        String mask = user == null ? call.nick() + "!*@" + call.client().peer().host() : user.mask();
        call.reply(RPL_LOGGEDIN, mask, account.name(), "You are now logged in as " + account.name());
        Registration registration = call.caller().registration();
        if (registration != null) {
            registration.account = account.name();
        } else if (!account.name().equals(call.user().account())) {
            call.emit(new Event.AccountChanged(call.user().id(), account.name(), call.nowMillis()));
        }
    }

    static void logOut(Call call) {
        User user = call.user();
        call.emit(new Event.AccountChanged(user.id(), null, call.nowMillis()));
        call.reply(RPL_LOGGEDOUT, user.mask(), "You are now logged out");
    }

    /// Disconnects whoever is logged in to the account.
    static void closeAll(Call call, String folded, String reason) {
        for (User user : List.copyOf(call.hub().users())) {
            if (folded.equals(user.accountFolded())) {
                OperatorCommands.remove(call, user, reason);
            }
        }
    }

    /// Deletes the account for good: its private history, its roles, the registrations of its channels, so that
    /// nobody inherits them with the name.
    static void delete(Call call, Account account, Consumer<Boolean> done) {
        String folded = account.folded();
        keep(call, new StoreEvent.AccountDeleted(folded), folded, kept -> {
            if (kept) {
                call.services().directory().deleted(folded);
                for (Channel channel : List.copyOf(call.hub().channels())) {
                    forget(call, channel, folded);
                }
                closeAll(call, folded, "Account deleted");
            }
            done.accept(kept);
        });
    }

    private static void forget(Call call, Channel channel, String folded) {
        RegisteredChannel registration = channel.registration();
        if (registration != null && registration.founder().equals(folded)) {
            call.emit(new Event.ChannelRegistered(channel.folded(), null, call.nowMillis()));
        } else if (channel.access().containsKey(folded)) {
            call.emit(new Event.AccessChanged(channel.folded(), folded, (char) 0, call.nowMillis()));
        }
    }
}
