// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import java.nio.charset.StandardCharsets;

/// What all servers do alike.
final class Work {
    static final byte[] HELLO = "Hello, World!".getBytes(StandardCharsets.US_ASCII);

    private Work() {}

    /// Blocks for 5 ms.
    static void block() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
