// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An account.
///
/// @param name as displayed
/// @param folded under the server's casemapping; the key
/// @param passwordHash `$argon2id$…`; null if there is no password
/// @param scram credentials of SCRAM-SHA-256; null if there are none
/// @param fingerprints SHA-256 of client certificates, lower-case hex
/// @param email null if none was given
/// @param createdMillis since 1970, UTC
/// @param verified whether registration is complete
/// @param suspended whether it may not log in
/// @param role what it may do to the server
public record Account(
        String name,
        String folded,
        @Nullable String passwordHash,
        @Nullable ScramCredentials scram,
        List<String> fingerprints,
        @Nullable String email,
        long createdMillis,
        boolean verified,
        boolean suspended,
        Role role) {
    /// Roles. The numbers are in the database: never change one.
    public enum Role {
        /// No power over the server.
        USER(0),
        /// An IRC operator.
        OPERATOR(1),
        /// May make others operators.
        ADMINISTRATOR(2);

        private final int number;

        Role(int number) {
            this.number = number;
        }

        /// The number in the database.
        public int number() {
            return number;
        }

        /// The role with this number; throws IllegalArgumentException if there is none.
        public static Role ofNumber(int number) {
            for (var role : values()) {
                if (role.number == number) {
                    return role;
                }
            }
            throw new IllegalArgumentException("role: wanted 0 to 2, got " + number);
        }
    }

    /// A new, verified account without fingerprints.
    public static Account create(
            String name,
            String folded,
            @Nullable String passwordHash,
            @Nullable ScramCredentials scram,
            long createdMillis) {
        return new Account(name, folded, passwordHash, scram, List.of(), null, createdMillis, true, false, Role.USER);
    }

    /// With another password.
    public Account withPassword(@Nullable String hash, @Nullable ScramCredentials credentials) {
        return new Account(
                name, folded, hash, credentials, fingerprints, email, createdMillis, verified, suspended, role);
    }

    /// With other fingerprints.
    public Account withFingerprints(List<String> others) {
        return new Account(
                name,
                folded,
                passwordHash,
                scram,
                List.copyOf(others),
                email,
                createdMillis,
                verified,
                suspended,
                role);
    }

    /// With another role.
    public Account withRole(Role other) {
        return new Account(
                name, folded, passwordHash, scram, fingerprints, email, createdMillis, verified, suspended, other);
    }

    /// With another address.
    public Account withEmail(@Nullable String other) {
        return new Account(
                name, folded, passwordHash, scram, fingerprints, other, createdMillis, verified, suspended, role);
    }

    /// Suspended or not.
    public Account withSuspended(boolean now) {
        return new Account(name, folded, passwordHash, scram, fingerprints, email, createdMillis, verified, now, role);
    }
}
