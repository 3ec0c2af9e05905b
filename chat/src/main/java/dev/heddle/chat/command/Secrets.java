// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Comparison of secrets in a time that tells nothing about them.
final class Secrets {
    private Secrets() {}

    static boolean same(String wanted, String given) {
        return MessageDigest.isEqual(wanted.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
