// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import com.ongres.scram.common.ClientFinalMessage;
import com.ongres.scram.common.ClientFirstMessage;
import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.ServerFinalMessage;
import com.ongres.scram.common.ServerFirstMessage;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The client's half of SCRAM-SHA-256: the server never sees the password, and proves that it knows the
/// account.
///
/// ```
///  first() ──▶ proof(server's first) ──▶ isProof(server's last)
/// ```
/// Thread: [#proof] on any one thread, because it takes milliseconds; the rest on the loop. Limit:
/// [#ITERATIONS_MAX], a server that asks for more is refused. Source: RFC 5802, RFC 7677.
final class ScramLogin {
    static final int ITERATIONS_MAX = 1_000_000;
    private static final int ITERATIONS_MIN = 4096;
    private static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;

    private final String password;
    private final ClientFirstMessage first;
    private byte @Nullable [] serverKey;
    private String exchanged = "";

    /// @param nonce unpredictable, printable, without a comma
    ScramLogin(String account, String password, String nonce) {
        this.password = password;
        this.first = new ClientFirstMessage(account, nonce);
    }

    String first() {
        return first.toString();
    }

    /// The proof that this user knows the password.
    ///
    /// @throws ScramException the server's message is none, or it asks for less or more than is good
    String proof(String serverFirst) throws ScramException {
        var challenge = ServerFirstMessage.parseFrom(serverFirst, first.getClientNonce());
        int iterations = challenge.getIterationCount();
        if (iterations < ITERATIONS_MIN || iterations > ITERATIONS_MAX) {
            throw new ScramException(
                    "SCRAM iterations: wanted " + ITERATIONS_MIN + " to " + ITERATIONS_MAX + ", got " + iterations);
        }
        byte[] salted = ScramFunctions.saltedPassword(
                MECHANISM,
                StringPreparation.SASL_PREPARATION,
                password.toCharArray(),
                Base64.getDecoder().decode(challenge.getSalt()),
                iterations);
        byte[] clientKey = ScramFunctions.clientKey(MECHANISM, salted);
        exchanged = ScramFunctions.authMessage(first, challenge, null);
        byte[] signature =
                ScramFunctions.clientSignature(MECHANISM, ScramFunctions.storedKey(MECHANISM, clientKey), exchanged);
        serverKey = ScramFunctions.serverKey(MECHANISM, salted);
        return new ClientFinalMessage(
                        first.getGs2Header(),
                        null, // no channel is bound
                        challenge.getNonce(),
                        ScramFunctions.clientProof(clientKey, signature))
                .toString();
    }

    /// Whether the server's last message proves that it knows the account.
    boolean isProof(String serverFinal) {
        byte[] key = serverKey;
        try {
            var last = ServerFinalMessage.parseFrom(serverFinal);
            return key != null
                    && !last.isError()
                    && ScramFunctions.verifyServerSignature(MECHANISM, key, exchanged, last.getVerifier());
        } catch (ScramException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
