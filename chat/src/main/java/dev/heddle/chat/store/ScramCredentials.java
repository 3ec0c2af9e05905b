// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.Base64;

/// What a server keeps for SCRAM-SHA-256; the password cannot be computed from it.
///
/// @param salt base64
/// @param iterations of PBKDF2
/// @param storedKey base64
/// @param serverKey base64
public record ScramCredentials(String salt, int iterations, String storedKey, String serverKey) {
    /// The salt as bytes.
    public byte[] saltBytes() {
        return Base64.getDecoder().decode(salt);
    }

    @Override
    public String toString() {
        return "ScramCredentials[iterations=" + iterations + "]";
    }
}
