// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.HexFormat;

/// A fingerprint of a run: every event of the hub and every line that a client got, in order. Keeps the last
/// few for a failure's report.
final class SimTrace {
    private static final int KEPT = Integer.getInteger("heddle.simulation.trace", 40);

    private final MessageDigest digest;
    private final ArrayDeque<String> last = new ArrayDeque<>();
    private long entries;

    SimTrace() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(String entry) {
        digest.update(entry.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
        entries++;
        last.addLast(entry);
        if (last.size() > KEPT) {
            last.removeFirst();
        }
    }

    long entries() {
        return entries;
    }

    String last() {
        return String.join("\n  ", last);
    }

    /// To be asked once, at the end.
    String hash() {
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }
}
