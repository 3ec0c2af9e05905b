// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import com.ongres.scram.common.ScramFunctions;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// The server's side of one SCRAM-SHA-256 login.
///
/// ```
///  client-first ─▶ [Scram#begin] ─▶ userName() ─▶ (credentials) ─▶ challenge ─▶ client-final ─▶ verify ─▶
/// server-final
/// ```
/// Thread: confined to the session's. Lifetime: one login; a second [#verify] answers null.
/// Source: RFC 5802, section 7.
public final class ScramExchange {
    private static final int MESSAGE_LENGTH_MAX = 4_096;

    private final String header;
    private final String authorization;
    private final String userName;
    private final String clientFirstBare;
    private final String nonce;
    private String serverFirst = "";
    private @Nullable ScramCredentials credentials;

    private ScramExchange(String header, String authorization, String userName, String bare, String nonce) {
        this.header = header;
        this.authorization = authorization;
        this.userName = userName;
        this.clientFirstBare = bare;
        this.nonce = nonce;
    }

    static @Nullable ScramExchange parse(String clientFirst, String serverNonce) {
        var flagEnd = clientFirst.indexOf(',');
        var headerEnd = clientFirst.indexOf(',', flagEnd + 1);
        if (clientFirst.length() > MESSAGE_LENGTH_MAX || flagEnd < 0 || headerEnd < 0) {
            return null;
        }
        var flag = clientFirst.substring(0, flagEnd);
        var authorization = attribute(clientFirst.substring(flagEnd + 1, headerEnd), "a=");
        var bare = clientFirst.substring(headerEnd + 1);
        var parts = bare.split(",", -1);
        if ((!flag.equals("n") && !flag.equals("y")) || parts.length < 2) {
            return null;
        }
        var userName = saslName(attribute(parts[0], "n="));
        var clientNonce = attribute(parts[1], "r=");
        if (userName == null || userName.isEmpty() || clientNonce == null || !isNonce(clientNonce)) {
            return null;
        }
        var authorized = authorization == null ? "" : saslName(authorization);
        return authorized == null
                ? null
                : new ScramExchange(
                        clientFirst.substring(0, headerEnd + 1), authorized, userName, bare, clientNonce + serverNonce);
    }

    private static @Nullable String attribute(String text, String name) {
        return text.startsWith(name) ? text.substring(name.length()) : null;
    }

    private static boolean isNonce(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',');
    }

    /// A name with `=2C` for a comma and `=3D` for an equals sign; null for any other use of `=`.
    private static @Nullable String saslName(@Nullable String text) {
        if (text == null) {
            return null;
        }
        var plain = text.replace("=2C", ",").replace("=3D", "=");
        return text.replace("=2C", "").replace("=3D", "").indexOf('=') >= 0 ? null : plain;
    }

    /// Who logs in, as the client wrote it.
    public String userName() {
        return userName;
    }

    /// As whom; empty for the same.
    public String authorization() {
        return authorization;
    }

    /// The server's first message for these credentials (real ones or a decoy).
    public String challenge(ScramCredentials of) {
        credentials = of;
        serverFirst = "r=" + nonce + ",s=" + of.salt() + ",i=" + of.iterations();
        return serverFirst;
    }

    /// Checks the client's last message; answers the server's last one, or null if the proof is wrong or the
    /// message malformed.
    public @Nullable String verify(String clientFinal) {
        var known = credentials;
        credentials = null;
        var proofAt = clientFinal.lastIndexOf(",p=");
        if (known == null || clientFinal.length() > MESSAGE_LENGTH_MAX || proofAt < 0) {
            return null;
        }
        var withoutProof = clientFinal.substring(0, proofAt);
        var expected =
                "c=" + Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.UTF_8)) + ",r=" + nonce;
        if (!withoutProof.equals(expected) && !withoutProof.startsWith(expected + ",")) {
            return null;
        }
        var message = clientFirstBare + "," + serverFirst + "," + withoutProof;
        try {
            var proof = Base64.getDecoder().decode(clientFinal.substring(proofAt + 3));
            var storedKey = Base64.getDecoder().decode(known.storedKey());
            if (proof.length != storedKey.length
                    || !ScramFunctions.verifyClientProof(Scram.mechanism(), proof, storedKey, message)) {
                return null;
            }
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
        var signature = ScramFunctions.serverSignature(
                Scram.mechanism(), Base64.getDecoder().decode(known.serverKey()), message);
        return "v=" + Base64.getEncoder().encodeToString(signature);
    }
}
