// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Consumer;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.jspecify.annotations.Nullable;

/// Argon2id hashes of passwords, in the usual text form `$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH`.
///
/// Every call takes the cost's memory and some hundred milliseconds, on purpose: call it on bounded workers
/// only.
///
/// Thread: any; each call has its own state.
/// Limit: passwords of up to [#PASSWORD_BYTES_MAX] bytes; a hash whose stated cost is above [Cost]'s limits
/// never verifies.
/// Source: RFC 9106.
public final class PasswordHasher {
    /// Longer passwords are refused before any work is done.
    public static final int PASSWORD_BYTES_MAX = 1_024;

    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final Base64.Encoder ENCODER = Base64.getEncoder().withoutPadding();

    /// What one hash costs.
    ///
    /// @param memoryKibibytes 8 to 1,048,576
    /// @param iterations 1 to 100
    /// @param lanes 1 to 16
    public record Cost(int memoryKibibytes, int iterations, int lanes) {
        /// 19 MiB, twice, one lane.
        public static final Cost DEFAULT = new Cost(19 * 1024, 2, 1);

        /// Checks the limits.
        public Cost {
            if (!isLegal(memoryKibibytes, iterations, lanes)) {
                throw new IllegalArgumentException("password cost: wanted 8-1048576 KiB (at least 8 per lane), 1-100"
                        + " iterations, 1-16 lanes, got " + memoryKibibytes + ", " + iterations + ", " + lanes);
            }
        }

        private static boolean isLegal(int memoryKibibytes, int iterations, int lanes) {
            return lanes >= 1
                    && lanes <= 16
                    && memoryKibibytes >= 8 * lanes
                    && memoryKibibytes <= 1_048_576
                    && iterations >= 1
                    && iterations <= 100;
        }
    }

    /// A hash in its parts; never compared, never printed.
    private static final class Parsed {
        private final Cost cost;
        private final byte[] salt;
        private final byte[] hash;

        Parsed(Cost cost, byte[] salt, byte[] hash) {
            this.cost = cost;
            this.salt = salt;
            this.hash = hash;
        }
    }

    private final Cost cost;
    private final Consumer<byte[]> random;

    /// A hasher that makes hashes of this cost; `random` fills arrays with unpredictable bytes.
    public PasswordHasher(Cost cost, Consumer<byte[]> random) {
        this.cost = cost;
        this.random = random;
    }

    /// Whether the password is short enough and not empty.
    public static boolean isAcceptable(String password) {
        return !password.isEmpty() && utf8(password).length <= PASSWORD_BYTES_MAX;
    }

    /// The encoded hash of a password under a new salt. Throws IllegalArgumentException if it is not
    /// acceptable.
    public String hash(String password) {
        if (!isAcceptable(password)) {
            throw new IllegalArgumentException(
                    "password: wanted 1 to " + PASSWORD_BYTES_MAX + " bytes, got " + utf8(password).length);
        }
        var salt = new byte[SALT_BYTES];
        random.accept(salt);
        return encoded(cost, salt, argon2(cost, salt, utf8(password), HASH_BYTES));
    }

    /// Whether the password is the one behind the encoded hash. Takes as long for a wrong one as for the
    /// right one.
    public boolean verify(String encodedHash, String password) {
        var parsed = parse(encodedHash);
        if (parsed == null || !isAcceptable(password)) {
            return false;
        }
        var found = argon2(parsed.cost, parsed.salt, utf8(password), parsed.hash.length);
        return MessageDigest.isEqual(parsed.hash, found);
    }

    /// Does the work of a verification for an account that does not exist, so that its absence cannot be timed.
    public void verifyNobody(String password) {
        if (isAcceptable(password)) {
            Arrays.fill(argon2(cost, new byte[SALT_BYTES], utf8(password), HASH_BYTES), (byte) 0);
        }
    }

    /// Whether the hash was made with another cost than this hasher's: hash anew after the next good login.
    public boolean isOutdated(String encodedHash) {
        var parsed = parse(encodedHash);
        return parsed == null || !parsed.cost.equals(cost);
    }

    private static byte[] argon2(Cost cost, byte[] salt, byte[] password, int hashBytes) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(cost.memoryKibibytes)
                .withIterations(cost.iterations)
                .withParallelism(cost.lanes)
                .withSalt(salt)
                .build());
        var hash = new byte[hashBytes];
        generator.generateBytes(password, hash);
        Arrays.fill(password, (byte) 0);
        return hash;
    }

    private static byte[] utf8(String password) {
        return password.getBytes(StandardCharsets.UTF_8);
    }

    private static String encoded(Cost cost, byte[] salt, byte[] hash) {
        return "$argon2id$v=19$m=" + cost.memoryKibibytes + ",t=" + cost.iterations + ",p=" + cost.lanes + "$"
                + ENCODER.encodeToString(salt) + "$" + ENCODER.encodeToString(hash);
    }

    private static @Nullable Parsed parse(String encodedHash) {
        var parts = encodedHash.split("\\$", -1);
        if (parts.length != 6 || !parts[1].equals("argon2id") || !parts[2].equals("v=19")) {
            return null;
        }
        var numbers = parts[3].split(",", -1);
        if (numbers.length != 3) {
            return null;
        }
        try {
            var cost = new Cost(number(numbers[0], "m="), number(numbers[1], "t="), number(numbers[2], "p="));
            var salt = Base64.getDecoder().decode(parts[4]);
            var hash = Base64.getDecoder().decode(parts[5]);
            return salt.length < 8 || hash.length < 16 || hash.length > 64 ? null : new Parsed(cost, salt, hash);
        } catch (IllegalArgumentException notOurs) {
            return null;
        }
    }

    private static int number(String text, String name) {
        if (!text.startsWith(name)) {
            throw new IllegalArgumentException("wanted " + name + ", got " + text);
        }
        return Integer.parseInt(text.substring(name.length()));
    }
}
