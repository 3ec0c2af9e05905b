// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.List;

/// The heaps of a server. Any thread. Their ceilings are the memory that messages can take, whatever comes:
///
/// | heap | unit | most units | most memory | what is in it |
/// |---|---|---|---|---|
/// | read | 16 KiB | 2,048 | 32 MiB | what a socket brought, for the length of a turn; decrypted records |
/// | line | 512 B | 131,072 | 64 MiB | beginnings of lines whose end has not come |
/// | batch | 16 KiB | 16,384 | 256 MiB | what goes out, shared by its recipients |
/// | body | 16 KiB | 2,048 | 32 MiB | answers to HTTP requests; WebSocket messages that came in part |
///
/// @param read for sockets
/// @param line for the beginnings of lines
/// @param batch for what goes out
/// @param body for HTTP
public record ServerHeaps(UnitHeap read, UnitHeap line, UnitHeap batch, UnitHeap body) implements AutoCloseable {
    private static final int READ_BYTES = 16 << 10;
    private static final int LINE_BYTES = 512;
    private static final int BATCH_BYTES = 16 << 10;
    private static final int BODY_BYTES = 16 << 10;
    private static final Duration IDLE = Duration.ofMinutes(1);

    /// Opens them with small first chunks that double.
    ///
    /// @return to be closed after the server
    public static ServerHeaps open() {
        return new ServerHeaps(
                UnitHeap.open(
                        HeapOptions.of("read", READ_BYTES, 8, 2048).doubling().shrinkAfter(IDLE)),
                UnitHeap.open(HeapOptions.of("line", LINE_BYTES, 64, 131_072)
                        .doubling()
                        .shrinkAfter(IDLE)),
                UnitHeap.open(HeapOptions.of("batch", BATCH_BYTES, 64, 16_384)
                        .doubling()
                        .shrinkAfter(IDLE)),
                UnitHeap.open(
                        HeapOptions.of("body", BODY_BYTES, 8, 2048).doubling().shrinkAfter(IDLE)));
    }

    /// All of them.
    ///
    /// @return in the order of the table
    List<UnitHeap> all() {
        return List.of(read, line, batch, body);
    }

    @Override
    public void close() {
        read.close();
        line.close();
        batch.close();
        body.close();
    }
}
