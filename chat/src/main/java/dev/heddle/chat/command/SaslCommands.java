// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_SASLABORTED;
import static dev.heddle.chat.message.Numeric.ERR_SASLFAIL;
import static dev.heddle.chat.message.Numeric.ERR_SASLTOOLONG;
import static dev.heddle.chat.message.Numeric.RPL_SASLMECHS;
import static dev.heddle.chat.message.Numeric.RPL_SASLSUCCESS;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.store.Account;
import dev.heddle.chat.store.ScramCredentials;
import dev.heddle.chat.store.ScramExchange;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// AUTHENTICATE with PLAIN, EXTERNAL and SCRAM-SHA-256, before registration and again later.
///
/// ```
///  mechanism ──▶ "+" ──▶ chunks of 400 … shorter or "+" ──▶ answer (SCRAM: twice) ──▶ 903 | 904
/// ```
/// Source: IRCv3 sasl 3.1 and 3.2; RFC 4616, 4422, 7677. Limit: [#PAYLOAD_MAX] of base64.
final class SaslCommands {
    static final String MECHANISMS = "PLAIN,EXTERNAL,SCRAM-SHA-256";
    private static final int CHUNK = 400;
    private static final int PAYLOAD_MAX = 8 * CHUNK;

    private SaslCommands() {}

    static void addTo(CommandTable table) {
        table.add("AUTHENTICATE", Access.ANYBODY, 1, 2, SaslCommands::authenticate);
    }

    private static void authenticate(Call call) {
        String text = call.param(0);
        SaslExchange exchange = call.caller().sasl();
        if (text.equals("*")) {
            call.caller().sasl(null);
            call.reply(ERR_SASLABORTED, "SASL authentication aborted");
        } else if (text.length() > CHUNK) {
            call.caller().sasl(null);
            call.reply(ERR_SASLTOOLONG, "SASL message too long");
        } else if (exchange == null) {
            begin(call, text.toUpperCase(Locale.ROOT));
        } else {
            collect(call, exchange, text);
        }
    }

    private static void begin(Call call, String mechanism) {
        boolean known = switch (mechanism) {
            case "PLAIN", "SCRAM-SHA-256" -> true;
            case "EXTERNAL" -> call.client().peer().fingerprint() != null;
            default -> false;
        };
        if (!known || call.hub().store() == null) {
            call.reply(RPL_SASLMECHS, MECHANISMS, "are available SASL mechanisms");
            fail(call);
            return;
        }
        call.caller().sasl(new SaslExchange(mechanism));
        call.sayWords("AUTHENTICATE", "+");
    }

    private static void collect(Call call, SaslExchange exchange, String chunk) {
        if (!chunk.equals("+")) {
            exchange.payload.append(chunk);
        }
        if (exchange.payload.length() > PAYLOAD_MAX) {
            fail(call);
            return;
        }
        if (chunk.length() == CHUNK) {
            return;
        }
        byte[] bytes = decode(exchange.payload);
        exchange.payload.setLength(0);
        if (bytes == null) {
            fail(call);
            return;
        }
        switch (exchange.mechanism) {
            case "PLAIN" -> plain(call, bytes);
            case "EXTERNAL" -> external(call, bytes);
            default -> scram(call, exchange, new String(bytes, StandardCharsets.UTF_8));
        }
    }

    private static byte @Nullable [] decode(CharSequence payload) {
        try {
            return Base64.getDecoder().decode(payload.toString());
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static void fail(Call call) {
        call.caller().sasl(null);
        call.reply(ERR_SASLFAIL, "SASL authentication failed");
    }

    private static void succeed(Call call, Account account) {
        call.caller().sasl(null);
        Accounts.logIn(call, account);
        call.reply(RPL_SASLSUCCESS, "SASL authentication successful");
        if (call.caller().isRegistered()) {
            HistoryReplay.start(call);
        }
    }

    private static void decide(Call call, @Nullable Account account) {
        if (account == null) {
            fail(call);
        } else {
            succeed(call, account);
        }
    }

    /// authorization NUL authentication NUL password; nobody may act for somebody else.
    private static void plain(Call call, byte[] bytes) {
        String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
        boolean whole = parts.length == 3 && !parts[1].isEmpty();
        if (!whole
                || !parts[0].isEmpty()
                        && !call.hub().fold(parts[0]).equals(call.hub().fold(parts[1]))) {
            fail(call);
            return;
        }
        Accounts.authenticate(call, parts[1], parts[2], account -> decide(call, account));
    }

    private static void external(Call call, byte[] bytes) {
        String fingerprint = call.client().peer().fingerprint();
        if (fingerprint == null) {
            fail(call);
            return;
        }
        String wanted = new String(bytes, StandardCharsets.UTF_8);
        Accounts.findByCertificate(call, fingerprint, account -> {
            boolean right = account != null
                    && !account.suspended()
                    && (wanted.isEmpty() || call.hub().fold(wanted).equals(account.folded()));
            decide(call, right ? account : null);
        });
    }

    // --- SCRAM

    private static void scram(Call call, SaslExchange exchange, String text) {
        ScramExchange running = exchange.scram;
        if (exchange.verified) {
            decide(call, exchange.account);
        } else if (running == null) {
            scramFirst(call, exchange, text);
        } else {
            scramFinal(call, exchange, running, text);
        }
    }

    private static void scramFirst(Call call, SaslExchange exchange, String text) {
        ScramExchange begun = call.services().scram().begin(text);
        String address = call.client().peer().address();
        if (begun == null
                || !begun.authorization().isEmpty() && !begun.authorization().equals(begun.userName())
                || !call.services().throttles().mayLogIn(address, call.hub().fold(begun.userName()))) {
            fail(call);
            return;
        }
        exchange.scram = begun;
        Accounts.find(call, begun.userName(), account -> {
            exchange.account = account == null || account.suspended() || !account.verified() ? null : account;
            ScramCredentials known = exchange.account == null ? null : exchange.account.scram();
            String folded = call.hub().fold(begun.userName());
            say(call, begun.challenge(known == null ? call.services().scram().decoy(folded) : known));
        });
    }

    private static void scramFinal(Call call, SaslExchange exchange, ScramExchange running, String text) {
        String last = running.verify(text);
        if (last == null || exchange.account == null) {
            call.services()
                    .throttles()
                    .loginFailed(call.client().peer().address(), call.hub().fold(running.userName()));
            fail(call);
            return;
        }
        exchange.verified = true;
        say(call, last);
    }

    private static void say(Call call, String text) {
        String payload = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        for (int at = 0; at < payload.length(); at += CHUNK) {
            call.sayWords("AUTHENTICATE", payload.substring(at, Math.min(payload.length(), at + CHUNK)));
        }
        if (payload.length() % CHUNK == 0) {
            call.sayWords("AUTHENTICATE", "+");
        }
    }
}
