// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Makes SCRAM-SHA-256 credentials. Deriving takes milliseconds: call it on workers.
///
/// Thread: any.
/// Source: RFC 5802, RFC 7677.
public final class Scram {
    /// RFC 7677 asks for no less.
    public static final int ITERATIONS_MIN = 4_096;

    private static final int SALT_BYTES = 16;
    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder ENCODER = Base64.getEncoder();

    private final int iterations;
    private final Consumer<byte[]> random;
    /// Makes decoys, which stay the same for a name as long as the server runs.
    private final byte[] decoySecret = new byte[SECRET_BYTES];

    /// `random` fills arrays with unpredictable bytes.
    public Scram(int iterations, Consumer<byte[]> random) {
        if (iterations < ITERATIONS_MIN || iterations > 10_000_000) {
            throw new IllegalArgumentException(
                    "SCRAM iterations: wanted " + ITERATIONS_MIN + " to 10000000, got " + iterations);
        }
        this.iterations = iterations;
        this.random = random;
        random.accept(decoySecret);
    }

    /// Not a constant: its class looks through the machine's cryptography, which a server need not wait for
    /// when it starts.
    static ScramMechanism mechanism() {
        return ScramMechanism.SCRAM_SHA_256;
    }

    /// The credentials of a password under a new salt; null if SASLprep does not allow the password.
    public @Nullable ScramCredentials derive(String password) {
        var salt = new byte[SALT_BYTES];
        random.accept(salt);
        try {
            var salted = ScramFunctions.saltedPassword(
                    mechanism(), StringPreparation.SASL_PREPARATION, password.toCharArray(), salt, iterations);
            return credentials(salt, salted);
        } catch (IllegalArgumentException notAllowed) {
            return null;
        }
    }

    private ScramCredentials credentials(byte[] salt, byte[] salted) {
        var storedKey = ScramFunctions.storedKey(mechanism(), ScramFunctions.clientKey(mechanism(), salted));
        return new ScramCredentials(
                ENCODER.encodeToString(salt),
                iterations,
                ENCODER.encodeToString(storedKey),
                ENCODER.encodeToString(ScramFunctions.serverKey(mechanism(), salted)));
    }

    /// Credentials that no password fits, the same for each call with one name: what a client sees of an
    /// account that does not exist looks like any other.
    public ScramCredentials decoy(String folded) {
        var bytes = ScramFunctions.hmac(mechanism(), decoySecret, folded.getBytes(StandardCharsets.UTF_8));
        var keys = ScramFunctions.hmac(mechanism(), bytes, decoySecret);
        return credentials(Arrays.copyOf(bytes, SALT_BYTES), keys);
    }

    /// Begins an exchange with the client's first message; null if that is malformed or asks for channel
    /// binding.
    public @Nullable ScramExchange begin(String clientFirst) {
        var nonce = new byte[18];
        random.accept(nonce);
        return ScramExchange.parse(clientFirst, ENCODER.encodeToString(nonce));
    }
}
