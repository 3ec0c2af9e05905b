// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.protocols.http.AccessEntry;
import dev.heddle.runtime.net.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Where lines go, and what happens when they cannot.
@Timeout(240)
class AccessFileTest {
    private static final int WAITING = 8192;
    private static final AccessEntry ENTRY = new AccessEntry(new Endpoint("192.0.2.1", 1), null, 400, 16, 0, 0);
    private static final String LINE = "192.0.2.1 - - [01/Jan/1970:00:00:00 +0000] \"-\" 400 16 \"-\" \"-\"";

    @TempDir
    private Path directory;

    /// Lets nothing through until it is told to.
    private static final class Held extends ByteArrayOutputStream {
        private final CountDownLatch reached = new CountDownLatch(1);
        private final CountDownLatch free = new CountDownLatch(1);

        @Override
        public void write(byte[] bytes, int from, int count) {
            reached.countDown();
            try {
                free.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            super.write(bytes, from, count);
        }
    }

    @Test
    void whatComesFasterThanItCanBeWrittenIsCountedAndNobodyWaits() throws Exception {
        var held = new Held();
        try (var log = AccessFile.open("-", held)) {
            log.onExchange(ENTRY);
            held.reached.await();
            for (int i = 0; i < WAITING + 3; i++) {
                log.onExchange(ENTRY);
            }
            assertThatThrownBy(() -> log.reopen("-"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(WAITING + " lines wait");
            held.free.countDown();
        }
        var lines = held.toString(StandardCharsets.US_ASCII).lines().toList();
        assertThat(lines.subList(0, WAITING + 1)).containsOnly(LINE);
        assertThat(lines.subList(WAITING + 1, lines.size()))
                .containsExactly("# 3 lines dropped: they came faster than they could be written");
    }

    @Test
    void aFileIsAppendedTo() throws Exception {
        var file = Files.writeString(directory.resolve("log"), "before\n");
        try (var log = AccessFile.open(file.toString(), new ByteArrayOutputStream())) {
            log.onExchange(ENTRY);
        }
        assertThat(Files.readAllLines(file)).containsExactly("before", LINE);
    }

    @Test
    void withoutAPathNothingIsWrittenUntilThereIsOne() throws Exception {
        var file = directory.resolve("log");
        try (var log = AccessFile.open("", new ByteArrayOutputStream())) {
            log.onExchange(ENTRY);
            log.reopen(file.toString());
            log.onExchange(ENTRY);
            log.reopen("");
            log.onExchange(ENTRY);
        }
        assertThat(Files.readAllLines(file)).containsExactly(LINE);
    }

    @Test
    void aFileThatCannotBeOpenedLeavesTheOldOne() throws Exception {
        var file = directory.resolve("log");
        try (var log = AccessFile.open(file.toString(), new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> log.reopen(directory.toString()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("access-log: cannot append to " + directory);
            log.onExchange(ENTRY);
        }
        assertThat(Files.readAllLines(file)).containsExactly(LINE);
    }

    @Test
    void standardOutputStaysOpen() throws Exception {
        var out = new ByteArrayOutputStream() {
            private boolean closed;

            @Override
            public void close() {
                closed = true;
            }
        };
        try (var log = AccessFile.open("-", out)) {
            log.onExchange(ENTRY);
        }
        assertThat(out.toString(StandardCharsets.US_ASCII)).isEqualTo(LINE + "\n");
        assertThat(out.closed).isFalse();
    }
}
