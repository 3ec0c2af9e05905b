// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import java.nio.charset.StandardCharsets;

/// What all servers do alike.
final class Work {
    static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private Work() {}

    /// What a handler answers in a mode: 2 bytes in `tiny`, 10 KiB in `large`, else [#HELLO].
    static byte[] body(String mode) {
        return switch (mode) {
            case "tiny" -> "ok".getBytes(StandardCharsets.US_ASCII);
            case "large" -> "0123456789abcdef".repeat(640).getBytes(StandardCharsets.US_ASCII);
            default -> HELLO;
        };
    }

    /// Blocks for 5 ms.
    static void block() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
