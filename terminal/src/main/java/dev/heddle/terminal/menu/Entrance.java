// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.client.Failure;
import dev.heddle.terminal.client.Login;
import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.Presented;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.LineBuilder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The first menu: register, log in, help, quit.
///
/// Thread: the one that reads what is typed.
public final class Entrance {
    private static final List<List<String>> CHOICES = List.of(
            List.of("1", "register", "r"),
            List.of("2", "login", "log in", "l"),
            List.of("3", "help", "h", "?"),
            List.of("4", "quit", "q", "exit"),
            List.of("5", "guest", "g"));
    private static final long PATIENCE_NANOS = 90_000_000_000L;
    private static final int PASSWORD_CHARS_MIN = 6;

    private final Console console;
    private final ServerAddress server;
    private final KnownServers known;
    private final String suggestedNick;
    private final Outcomes outcomes;

    /// @param suggestedNick the name to offer; empty for none
    /// @param outcomes how attempts end
    public Entrance(
            Console console, ServerAddress server, KnownServers known, String suggestedNick, Outcomes outcomes) {
        this.console = console;
        this.server = server;
        this.known = known;
        this.suggestedNick = suggestedNick;
        this.outcomes = outcomes;
    }

    /// Leads the user in.
    ///
    /// @return as whom, when they are in; null when they do not want to
    public @Nullable Login enter(ClientThread client) {
        welcome();
        while (true) {
            console.tell("");
            console.tell("1 register   2 log in   3 help   4 quit   5 come in as a guest");
            switch (console.choose("Your choice: ", CHOICES)) {
                case 0 -> {
                    var made = register();
                    if (made != null && attempt(client, made)) {
                        return new Login.Account(made.nick(), made.nick(), made.password());
                    }
                }
                case 1 -> {
                    var login = logIn();
                    if (login != null && attempt(client, login)) {
                        return login;
                    }
                }
                case 2 -> help();
                case 4 -> {
                    var guest = guest();
                    if (guest != null && attempt(client, guest)) {
                        return guest;
                    }
                }
                default -> {
                    return null;
                }
            }
        }
    }

    private void welcome() {
        console.tell("Heddle chat. The server is " + server + (server.tls() ? ", encrypted." : "."));
        if (!server.tls() && !server.isLoopback()) {
            console.tell("Careful: the connection to it is not encrypted, and others may read what you type,"
                    + " a new password among it.");
        }
    }

    private void help() {
        console.tell(
                "Register: makes an account. Its name is yours from then on, and messages wait for you while you are away.");
        console.tell("Log in: comes in with an account that you have made before.");
        console.tell("Guest: comes in with a name that nobody else has, without a password. Nothing is kept for you.");
        console.tell("Choose by typing the number or the word, then Enter. Ctrl+D goes back, or ends.");
    }

    // ---- asking

    private @Nullable String name(String prompt) {
        String suggestion = suggestedNick.isEmpty() ? "" : " (" + suggestedNick + ")";
        while (true) {
            String typed = console.ask(prompt + suggestion + ": ");
            if (typed == null) {
                return null;
            }
            String name = typed.isEmpty() ? suggestedNick : typed;
            if (name.isEmpty()) {
                return null;
            }
            if (LineBuilder.isWord(name) && name.indexOf(',') < 0) {
                return name;
            }
            console.tell("A name is one word, without spaces and commas.");
        }
    }

    private Login.@Nullable NewAccount register() {
        String name = name("Name for the account");
        if (name == null) {
            return null;
        }
        String password = console.askSecret("Password (not shown): ");
        if (password == null || password.isEmpty()) {
            console.tell("Nothing was made.");
            return null;
        }
        if (password.length() < PASSWORD_CHARS_MIN) {
            console.tell("That password is short: at least " + PASSWORD_CHARS_MIN
                    + " characters, please. Nothing was made.");
            return null;
        }
        String again = console.askSecret("The same again: ");
        if (!password.equals(again)) {
            console.tell("The two are not the same. Nothing was made.");
            return null;
        }
        return new Login.NewAccount(name, password, "");
    }

    private @Nullable Login logIn() {
        String name = name("Name");
        if (name == null) {
            return null;
        }
        String password = console.askSecret("Password (not shown): ");
        return password == null || password.isEmpty() ? null : new Login.Account(name, name, password);
    }

    private @Nullable Login guest() {
        String name = name("Name");
        return name == null ? null : new Login.Guest(name);
    }

    // ---- trying

    private boolean attempt(ClientThread client, Login login) {
        while (true) {
            outcomes.reset();
            client.tell(it -> it.open(server, login));
            var outcome = outcomes.await(PATIENCE_NANOS);
            if (outcome == null) {
                client.tell(it -> it.quit(""));
                console.tell("The server has not answered. Nothing was done.");
                return false;
            }
            var failure = outcome.failure();
            if (failure == null) {
                told(login, outcome.nick());
                return true;
            }
            var untrusted = failure.untrusted();
            if (untrusted == null || !trust(untrusted)) {
                console.tell(failed(failure));
                return false;
            }
        }
    }

    private void told(Login login, String nick) {
        String name = SafeText.of(nick);
        console.tell(
                switch (login) {
                    case Login.NewAccount made -> "The account " + name + " is made, and you are logged in.";
                    case Login.Account account -> "You are logged in as " + name + ".";
                    case Login.Guest guest -> "You are in as " + name + ".";
                });
    }

    /// What did not work, in words.
    static String failed(Failure failure) {
        return "That did not work: " + SafeText.of(failure.words()) + ".";
    }

    // ---- certificates

    private boolean trust(Presented shown) {
        if (shown.hasChanged()) {
            console.tell("CAREFUL: the server " + server + " shows another certificate than before.");
            console.tell(
                    "Either its operator has a new one, or somebody is between you and the server and reads everything.");
            console.tell("Ask the operator before you go on. Before it was:");
            Presented.inGroups(shown.known()).lines().forEach(line -> console.tell("  " + line));
        } else {
            console.tell("The server " + server + " shows a certificate that is not trusted yet: "
                    + SafeText.of(shown.problem()) + ".");
        }
        console.tell("It says that it is " + SafeText.of(shown.subject()) + ", signed by " + SafeText.of(shown.issuer())
                + ", valid until " + shown.validUntil() + ". Its fingerprint (SHA-256) is:");
        Presented.inGroups(shown.fingerprint()).lines().forEach(line -> console.tell("  " + line));
        String answer = console.ask("Trust this certificate from now on? Type yes or no: ");
        if (!"yes".equalsIgnoreCase(answer)) {
            return false;
        }
        try {
            known.remember(server, shown.fingerprint());
            console.tell("Remembered in " + known + ".");
            return true;
        } catch (IOException e) {
            console.tell("It cannot be remembered: " + e.getMessage());
            return false;
        }
    }
}
