// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
    @TempDir
    Path home;

    @Test
    void itIsUnpackedWhereTheLauncherLooksAndMayBeUnpackedAgain() throws IOException {
        Path library = SqliteLibrary.unpack(home);
        assertThat(library.getParent()).isEqualTo(home.resolve("native"));
        assertThat(Files.size(library)).isGreaterThan(100_000);
        assertThat(SqliteLibrary.unpack(home)).isEqualTo(library);
        try (var files = Files.list(home.resolve("native"))) {
            assertThat(files).containsExactly(library);
        }
    }
}
