// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.StoreEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// NickServ: accounts for clients that know nothing of REGISTER and SASL. `NS …` and a private message to
/// NickServ are the same; nothing said to it is kept.
final class NickServ {
    static final String NAME = "NickServ";
    private static final int FINGERPRINTS_MAX = 10;

    private NickServ() {}

    static void addTo(CommandTable table) {
        table.add(
                "NS",
                Access.USERS,
                0,
                3,
                call -> said(call, String.join(" ", call.message().params())));
        table.add(
                "NICKSERV",
                Access.USERS,
                0,
                3,
                call -> said(call, String.join(" ", call.message().params())));
    }

    private static void tell(Call call, String text) {
        ServiceVoice.tell(call, NAME, text);
    }

    /// What a user said to NickServ.
    static void said(Call call, String text) {
        List<String> words =
                Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
        String verb = words.isEmpty() ? "HELP" : words.get(0).toUpperCase(Locale.ROOT);
        List<String> rest = words.isEmpty() ? List.of() : words.subList(1, words.size());
        switch (verb) {
            case "REGISTER" -> register(call, rest);
            case "SAREGISTER" -> saregister(call, rest);
            case "IDENTIFY", "LOGIN" -> identify(call, rest);
            case "LOGOUT" -> logout(call);
            case "GHOST", "RECOVER", "REGAIN" -> ghost(call, verb, rest);
            case "INFO" -> info(call, rest);
            case "CERT" -> certificates(call, rest);
            case "SET", "PASSWD" -> password(call, verb, rest);
            case "DROP", "UNREGISTER" -> drop(call, rest);
            case "HELP" -> help(call);
            default -> tell(call, "Unknown command. Say HELP for a list.");
        }
    }

    private static void help(Call call) {
        tell(call, "NickServ keeps accounts. An account has the name of its nick, which is then yours alone.");
        tell(call, "REGISTER <password> [email]: makes an account for your nick");
        tell(call, "IDENTIFY [account] <password>: logs in");
        tell(call, "LOGOUT: logs out");
        tell(call, "GHOST <nick> [password]: closes a connection that uses your nick");
        tell(call, "RECOVER <nick> [password]: the same, and gives you the nick");
        tell(call, "INFO [account]: shows an account");
        tell(
                call,
                "CERT LIST, CERT ADD [fingerprint], CERT DEL <fingerprint>: certificates that log in with SASL EXTERNAL");
        tell(call, "SET PASSWORD <old> <new>: changes the password");
        tell(call, "DROP <password>: deletes your account for good, with its private history and its channels");
    }

    private static void register(Call call, List<String> words) {
        if (words.isEmpty()) {
            tell(call, "Say REGISTER <password> [email]");
            return;
        }
        String nick = call.nick();
        Accounts.register(call, nick, words.size() > 1 ? words.get(1) : "*", words.get(0), refusal -> {
            if (refusal != null) {
                tell(call, "Registration failed: " + refusal.text());
                return;
            }
            Accounts.find(call, nick, account -> {
                if (account != null) {
                    Accounts.logIn(call, account);
                    tell(call, "Account " + nick + " is registered, and you are logged in");
                }
            });
        });
    }

    /// Operators make accounts for others.
    private static void saregister(Call call, List<String> words) {
        if (!call.user().isOperator() || words.size() < 2) {
            tell(call, call.user().isOperator() ? "Say SAREGISTER <account> <password>" : "Operators only");
            return;
        }
        Accounts.registerFor(call, words.get(0), words.get(1), refusal -> {
            tell(call, refusal == null ? "Account " + words.get(0) + " is registered" : refusal.text());
        });
    }

    private static void identify(Call call, List<String> words) {
        if (words.isEmpty()) {
            tell(call, "Say IDENTIFY [account] <password>");
            return;
        }
        String name = words.size() > 1 ? words.get(0) : call.nick();
        String password = words.get(words.size() - 1);
        Accounts.authenticate(call, name, password, account -> {
            if (account == null) {
                tell(call, "Wrong account or password");
            } else {
                Accounts.logIn(call, account);
                tell(call, "You are logged in as " + account.name());
                HistoryReplay.start(call);
            }
        });
    }

    private static void logout(Call call) {
        if (call.user().account() == null) {
            tell(call, "You are not logged in");
        } else {
            Accounts.logOut(call);
            tell(call, "You are logged out");
        }
    }

    // --- GHOST and RECOVER

    private static void ghost(Call call, String verb, List<String> words) {
        User target = words.isEmpty() ? null : call.hub().user(words.get(0));
        if (target == null || target == call.user()) {
            tell(call, words.isEmpty() ? "Say " + verb + " <nick> [password]" : "Nobody else is using that nick");
        } else if (isOwner(call, target)) {
            take(call, verb, target);
        } else if (words.size() < 2) {
            tell(call, "That nick is not yours");
        } else {
            long id = target.id();
            String nick = target.nick();
            Accounts.authenticate(call, nick, words.get(1), account -> {
                User still = call.hub().user(id);
                if (account == null || still == null) {
                    tell(call, "Wrong password, or nobody is using that nick any more");
                } else {
                    Accounts.logIn(call, account);
                    take(call, verb, still);
                }
            });
        }
    }

    private static boolean isOwner(Call call, User target) {
        String mine = call.user().accountFolded();
        return mine != null && (mine.equals(target.folded()) || mine.equals(target.accountFolded()));
    }

    private static void take(Call call, String verb, User target) {
        String nick = target.nick();
        OperatorCommands.remove(call, target, "Ghosted by " + call.nick());
        tell(call, nick + " was closed");
        if (!verb.equals("GHOST")) {
            call.emit(new Event.NickChanged(call.user().id(), nick, call.hub().random(), call.nowMillis()));
        }
    }

    // --- INFO, CERT, SET PASSWORD

    private static void info(Call call, List<String> words) {
        String name = !words.isEmpty()
                ? words.get(0)
                : call.user().account() == null ? call.nick() : call.user().account();
        Accounts.find(call, name, account -> {
            if (account == null) {
                tell(call, "There is no account " + name);
                return;
            }
            tell(call, "Account: " + account.name());
            tell(call, "Registered: " + Instant.ofEpochMilli(account.createdMillis()));
            boolean mine = account.folded().equals(call.user().accountFolded());
            if (mine || call.user().has(UserMode.OPERATOR)) {
                tell(call, "Email: " + (account.email() == null ? "none" : account.email()));
                tell(call, "Role: " + account.role().name().toLowerCase(Locale.ROOT));
                tell(call, "Certificates: " + account.fingerprints().size());
            }
        });
    }

    private static void certificates(Call call, List<String> words) {
        String account = call.user().account();
        String verb = words.isEmpty() ? "LIST" : words.get(0).toUpperCase(Locale.ROOT);
        if (account == null) {
            tell(call, "You must be logged in");
            return;
        }
        String given = words.size() > 1 ? words.get(1) : call.client().peer().fingerprint();
        Accounts.find(call, account, found -> {
            if (found != null) {
                changeCertificates(call, found, verb, given);
            }
        });
    }

    private static void changeCertificates(Call call, Account account, String verb, @Nullable String given) {
        List<String> prints = new ArrayList<>(account.fingerprints());
        if (verb.equals("LIST")) {
            prints.forEach(print -> tell(call, print));
            tell(call, prints.size() + " certificates");
            return;
        }
        String print = given == null ? "" : given.replace(":", "").toLowerCase(Locale.ROOT);
        if (!print.matches("[0-9a-f]{64}")) {
            tell(call, "A fingerprint is the SHA-256 of a certificate: 64 hexadecimal digits");
            return;
        }
        boolean changed = verb.equals("ADD")
                ? !prints.contains(print) && prints.size() < FINGERPRINTS_MAX && prints.add(print)
                : verb.equals("DEL") && prints.remove(print);
        if (!changed) {
            tell(call, "Nothing to change");
            return;
        }
        save(call, account.withFingerprints(prints), "The list of certificates is changed");
    }

    private static void save(Call call, Account account, String text) {
        Accounts.keep(
                call,
                new StoreEvent.AccountChanged(account),
                account.folded(),
                kept -> tell(call, kept ? text : "That could not be stored; try again later"));
    }

    private static void password(Call call, String verb, List<String> words) {
        List<String> rest = verb.equals("SET") && !words.isEmpty() ? words.subList(1, words.size()) : words;
        boolean right = !verb.equals("SET") || !words.isEmpty() && words.get(0).equalsIgnoreCase("PASSWORD");
        String account = call.user().account();
        if (!right || rest.size() != 2 || !PasswordHasher.isAcceptable(rest.get(1))) {
            tell(call, "Say SET PASSWORD <old> <new>");
        } else if (account == null) {
            tell(call, "You must be logged in");
        } else {
            Accounts.authenticate(call, account, rest.get(0), found -> {
                if (found == null) {
                    tell(call, "Wrong password");
                } else {
                    rehash(call, found, rest.get(1));
                }
            });
        }
    }

    private static void rehash(Call call, Account account, String password) {
        call.await();
        call.services()
                .passwords()
                .hash(
                        password,
                        hashed -> call.resume(() -> {
                            if (hashed == null) {
                                tell(call, "Too busy; try again later");
                            } else {
                                save(
                                        call,
                                        account.withPassword(hashed.hash(), hashed.scram()),
                                        "The password is changed");
                            }
                        }));
    }

    private static void drop(Call call, List<String> words) {
        String account = call.user().account();
        if (account == null || words.size() != 1) {
            tell(call, account == null ? "You must be logged in" : "Say DROP <password>");
            return;
        }
        Accounts.authenticate(call, account, words.get(0), found -> {
            if (found == null) {
                tell(call, "Wrong password");
            } else {
                tell(call, "Account " + found.name() + " is deleted");
                Accounts.delete(call, found, kept -> {
                    if (!kept) {
                        tell(call, "That failed; try again later");
                    }
                });
            }
        });
    }
}
