// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

/// A ban from the server.
///
/// @param kind by mask or by address
/// @param mask `user@host` glob, or address with prefix length
/// @param reason shown to who is banned
/// @param setter who set it
/// @param createdMillis since 1970, UTC
/// @param expiresMillis since 1970, UTC; 0 for never
public record ServerBan(Kind kind, String mask, String reason, String setter, long createdMillis, long expiresMillis) {
    /// Kinds. The numbers are in the database: never change one.
    public enum Kind {
        /// By `nick!user@host`.
        KLINE(0),
        /// By address.
        DLINE(1);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /// The number in the database.
        public int number() {
            return number;
        }

        /// The kind with this number.
        public static Kind ofNumber(int number) {
            return number == 0 ? KLINE : DLINE;
        }
    }

    /// Whether it has run out.
    public boolean isExpired(long nowMillis) {
        return expiresMillis != 0 && expiresMillis <= nowMillis;
    }
}
