// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownServersTest {
    private static final String ONE = "1".repeat(64);
    private static final String TWO = "2".repeat(64);

    @TempDir
    private Path directory;

    private final ServerAddress server = new ServerAddress("Host", 6697, true);

    @Test
    void whatIsRememberedIsReadAgainByAnybody() throws IOException {
        Path file = directory.resolve("deep").resolve("known-servers");
        var known = new KnownServers(file);
        assertThat(known.fingerprint(server)).isEmpty();

        known.remember(server, ONE);
        known.remember(new ServerAddress("other", 6697, true), TWO);
        assertThat(new KnownServers(file).fingerprint(new ServerAddress("host", 6697, true)))
                .isEqualTo(ONE);

        known.remember(server, TWO);
        assertThat(known.fingerprint(server)).isEqualTo(TWO);
        assertThat(known.fingerprint(new ServerAddress("host", 6698, true))).isEmpty();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void onlyTheUserMayReadTheFileAndNothingIsLeftBesideIt() throws IOException {
        Path file = directory.resolve("known-servers");
        new KnownServers(file).remember(server, ONE);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void atTheLimitTheOldestIsForgotten() throws IOException {
        Path file = directory.resolve("known-servers");
        var lines = new StringBuilder();
        for (int i = 0; i < KnownServers.SERVERS_MAX; i++) {
            lines.append("host").append(i).append(":1 sha256 ").append(ONE).append('\n');
        }
        Files.writeString(file, lines);
        var known = new KnownServers(file);
        known.remember(server, TWO);

        assertThat(known.fingerprint(new ServerAddress("host0", 1, true))).isEmpty();
        assertThat(known.fingerprint(new ServerAddress("host1", 1, true))).isEqualTo(ONE);
        assertThat(known.fingerprint(server)).isEqualTo(TWO);
    }

    @Test
    void whatIsNoFingerprintIsRefused() {
        assertThatThrownBy(() -> new KnownServers(directory.resolve("k")).remember(server, "xyz"))
                .hasMessageContaining("wanted 64 hexadecimal digits, got 'xyz'");
    }

    @Test
    void aFileThatCannotBeReadIsAnErrorAndNotAnUnknownServer() throws IOException {
        Path file = Files.createDirectory(directory.resolve("known-servers"));
        assertThatThrownBy(() -> new KnownServers(file).fingerprint(server)).isInstanceOf(IOException.class);
    }

    @Test
    void aFingerprintIsShownInGroupsThatPeopleCanCompare() {
        assertThat(Presented.inGroups("0123456789abcdef".repeat(4)))
                .isEqualTo("0123 4567 89ab cdef 0123 4567 89ab cdef\n0123 4567 89ab cdef 0123 4567 89ab cdef");
    }
}
