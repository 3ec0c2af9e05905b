// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import com.ongres.scram.common.exception.ScramException;
import dev.heddle.terminal.client.Failure.Code;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Gets one connection in: capabilities, the login or the making of an account, the nick.
///
/// ```
///  LISTING ─▶ REQUESTING ─▶ guest ───────────────────────────────────▶ WELCOMING ─▶ DONE
///                 │           SASL ─▶ AUTHENTICATING ─903────────────▶     │
///                 │           REGISTER ─▶ REGISTERING ─SUCCESS───────▶     │ where the server makes accounts only for
///                 │                                                        └─▶ REGISTERING ─▶ DONE   those who are in
///                 └── no, and what the server says ─▶ failed, once
/// ```
/// Thread: the loop.
final class Handshake {
    private enum Step {
        LISTING,
        REQUESTING,
        AUTHENTICATING,
        REGISTERING,
        WELCOMING,
        DONE
    }

    /// What it needs of its client.
    interface Host {
        void send(String line);

        /// Runs work elsewhere, then what it answers on the loop, if this connection is still there.
        void aside(Supplier<Runnable> work);

        /// An unpredictable text of letters and digits.
        String nonce();

        void registered(String account);

        /// This user is in.
        void in();

        /// The connection is of no use.
        void failed(Failure why);
    }

    private static final int CHUNK = 400;
    private static final int NICKS_TRIED = 4;
    private static final int CHALLENGE_CHARS_MAX = 8 * CHUNK;

    private final Host host;
    private final Capabilities capabilities;
    private final Login login;
    private final boolean mayAlterNick;
    private final StringBuilder challenge = new StringBuilder();
    private Step step = Step.LISTING;
    private int requests;
    private int nicksTried = 1;
    private String nick;
    private boolean welcomed;
    private @Nullable ScramLogin scram;
    private boolean proved;

    /// @param mayAlterNick whether to come in under another nick when the wanted one is taken
    Handshake(Host host, Capabilities capabilities, Login login, boolean mayAlterNick) {
        this.host = host;
        this.capabilities = capabilities;
        this.login = login;
        this.mayAlterNick = mayAlterNick;
        this.nick = login.nick();
    }

    /// Says the first words.
    void start() {
        host.send("CAP LS 302");
        host.send(LineBuilder.of("NICK").word(nick).line());
        host.send(LineBuilder.of("USER")
                .word(userName())
                .word("0")
                .word("*")
                .text(login.nick())
                .line());
    }

    private String userName() {
        String letters = login.nick().replaceAll("[^A-Za-z0-9]", "");
        return letters.isEmpty() ? "user" : letters;
    }

    boolean isDone() {
        return step == Step.DONE;
    }

    /// Takes every line of the connection; those that are not its own change nothing.
    void onLine(IrcLine line) {
        if (step == Step.DONE) {
            return;
        }
        switch (line.command()) {
            case "CAP" -> onCap(line);
            case "AUTHENTICATE" -> onChallenge(line.param(0));
            case "903" -> authenticated();
            case "902", "904", "905", "906", "908" -> notAuthenticated(line);
            case "REGISTER" -> onRegister(line);
            case "FAIL" -> onFail(line);
            case "001" -> onWelcome();
            case "421", "410" -> onUnknown(line);
            case "433", "436" -> onNickInUse(line);
            case "432" -> failed(Code.BAD_NAME, Words.refusal(line));
            case "464", "465", "466" -> failed(Code.REFUSED, Words.refusal(line));
            default -> {}
        }
    }

    private void failed(Code code, String words) {
        step = Step.DONE;
        host.failed(Failure.of(code, words));
    }

    // ---- capabilities

    private void onCap(IrcLine line) {
        String verb = line.param(1).toUpperCase(Locale.ROOT);
        if (verb.equals("LS") && step == Step.LISTING) {
            capabilities.offered(line.last());
            if (!line.param(2).equals("*")) {
                request();
            }
        } else if (verb.equals("ACK") || verb.equals("NAK")) {
            if (verb.equals("ACK")) {
                capabilities.acknowledged(line.last());
            }
            if (step == Step.REQUESTING && --requests == 0) {
                logIn();
            }
        }
    }

    private void request() {
        step = Step.REQUESTING;
        var groups = capabilities.requests();
        requests = groups.size();
        groups.forEach(
                group -> host.send(LineBuilder.of("CAP").word("REQ").text(group).line()));
        if (requests == 0) {
            logIn();
        }
    }

    /// A server that knows no CAP.
    private void onUnknown(IrcLine line) {
        if (line.param(1).equals("CAP") && step == Step.LISTING) {
            logIn();
        }
    }

    private void end() {
        step = Step.WELCOMING;
        host.send("CAP END");
    }

    // ---- the login

    private void logIn() {
        switch (login) {
            case Login.Guest guest -> end();
            case Login.Account account -> authenticate(account);
            case Login.NewAccount account -> register(account);
        }
    }

    private void authenticate(Login.Account account) {
        if (!capabilities.has("sasl")) {
            failed(Code.NOT_OFFERED, "this server has no login (it offers no SASL)");
            return;
        }
        step = Step.AUTHENTICATING;
        String mechanisms = "," + capabilities.value("sasl").toUpperCase(Locale.ROOT) + ",";
        if (mechanisms.contains(",SCRAM-SHA-256,")) {
            scram = new ScramLogin(account.account(), account.password(), host.nonce());
            host.send("AUTHENTICATE SCRAM-SHA-256");
        } else if (mechanisms.equals(",,") || mechanisms.contains(",PLAIN,")) {
            host.send("AUTHENTICATE PLAIN");
        } else {
            failed(
                    Code.NOT_OFFERED,
                    "this server wants a login of the kind " + capabilities.value("sasl")
                            + "; this client has SCRAM-SHA-256 and PLAIN");
        }
    }

    private void onChallenge(String chunk) {
        if (step != Step.AUTHENTICATING || !(login instanceof Login.Account account)) {
            return;
        }
        if (!chunk.equals("+")) {
            challenge.append(chunk);
        }
        if (challenge.length() > CHALLENGE_CHARS_MAX) {
            abort("the server's challenge is longer than " + CHALLENGE_CHARS_MAX + " characters");
            return;
        }
        if (chunk.length() == CHUNK) {
            return;
        }
        String text;
        try {
            text = new String(Base64.getDecoder().decode(challenge.toString()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            abort("the server's challenge is no base64");
            return;
        }
        challenge.setLength(0);
        var running = scram;
        if (running == null) {
            respond("\0" + account.account() + "\0" + account.password());
        } else if (text.isEmpty()) {
            respond(running.first());
        } else if (!proved) {
            prove(running, text);
        } else if (running.isProof(text)) {
            host.send("AUTHENTICATE +");
        } else {
            abort("the server could not prove that it knows this account: it may not be the one you mean");
        }
    }

    private void prove(ScramLogin running, String text) {
        proved = true;
        host.aside(() -> {
            try {
                String proof = running.proof(text);
                return () -> respond(proof);
            } catch (ScramException | IllegalArgumentException e) {
                return () -> abort("the server's challenge cannot be answered: " + e.getMessage());
            }
        });
    }

    private void respond(String text) {
        String payload = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < payload.length(); at += CHUNK) {
            host.send("AUTHENTICATE " + payload.substring(at, Math.min(payload.length(), at + CHUNK)));
        }
        if (payload.length() % CHUNK == 0) {
            host.send("AUTHENTICATE +");
        }
    }

    private void abort(String why) {
        host.send("AUTHENTICATE *");
        failed(Code.REFUSED, why);
    }

    private void authenticated() {
        if (step == Step.AUTHENTICATING) {
            if (scram != null && !proved) {
                abort("the server said that the login is right without proving that it knows the account");
            } else {
                end();
            }
        }
    }

    private void notAuthenticated(IrcLine line) {
        if (step == Step.AUTHENTICATING) {
            failed(Code.WRONG_LOGIN, Words.refusal(line));
        }
    }

    // ---- a new account

    private void register(Login.NewAccount account) {
        if (!capabilities.has("draft/account-registration")) {
            failed(Code.NOT_OFFERED, "this server makes no accounts through a client");
            return;
        }
        var offer = "," + capabilities.value("draft/account-registration") + ",";
        if (offer.contains(",email-required,") && account.email().isEmpty()) {
            failed(Code.NOT_OFFERED, "this server wants an email address for an account");
        } else if (offer.contains(",before-connect,") || welcomed) {
            step = Step.REGISTERING;
            host.send(LineBuilder.of("REGISTER")
                    .word("*")
                    .word(account.email().isEmpty() ? "*" : account.email())
                    .text(account.password())
                    .line());
        } else {
            end();
        }
    }

    private void onRegister(IrcLine line) {
        if (step != Step.REGISTERING) {
            return;
        }
        switch (line.param(0)) {
            case "SUCCESS" -> {
                host.registered(line.param(1));
                if (welcomed) {
                    done();
                } else {
                    end();
                }
            }
            case "VERIFICATION_REQUIRED" ->
                failed(Code.REFUSED, "the account waits for a code that the server sends you: " + line.last());
            default -> {}
        }
    }

    private void onFail(IrcLine line) {
        if (line.param(0).equals("REGISTER") && step == Step.REGISTERING) {
            failed(
                    switch (line.param(1)) {
                        case "ACCOUNT_EXISTS" -> Code.ACCOUNT_EXISTS;
                        case "BAD_ACCOUNT_NAME", "ACCOUNT_NAME_MUST_BE_NICK" -> Code.BAD_NAME;
                        case "UNACCEPTABLE_PASSWORD", "WEAK_PASSWORD" -> Code.BAD_PASSWORD;
                        default -> Code.REFUSED;
                    },
                    Words.refusal(line));
        } else if (line.param(1).equals("ACCOUNT_REQUIRED")) {
            failed(Code.REFUSED, "this server lets nobody in without an account");
        }
    }

    // ---- the nick, and in

    private void onNickInUse(IrcLine line) {
        if (welcomed) {
            return;
        }
        if (!mayAlterNick || nicksTried >= NICKS_TRIED) {
            failed(Code.NICK_IN_USE, Words.refusal(line));
            return;
        }
        nicksTried++;
        nick = nick + "_";
        host.send(LineBuilder.of("NICK").word(nick).line());
    }

    private void onWelcome() {
        if (welcomed) {
            return;
        }
        welcomed = true;
        if (login instanceof Login.NewAccount account
                && step == Step.WELCOMING
                && !capabilities.value("draft/account-registration").contains("before-connect")) {
            register(account);
        } else if (step == Step.WELCOMING || login instanceof Login.Guest) {
            done();
        } else {
            failed(Code.NOT_OFFERED, "this server let us in without asking for the account");
        }
    }

    private void done() {
        step = Step.DONE;
        host.in();
    }
}
