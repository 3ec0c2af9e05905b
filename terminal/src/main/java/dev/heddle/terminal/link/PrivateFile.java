// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;

/// A small text file of this user that nobody else may read (mode 0600). It is written to a new file beside it,
/// which then takes its place, so that it is never seen half written. Any thread; one at a time writes.
public final class PrivateFile {
    private static final Set<PosixFilePermission> PRIVATE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path path;

    /// A file, which need not exist.
    public PrivateFile(Path path) {
        this.path = path;
    }

    /// Its lines; none when it does not exist.
    ///
    /// @throws IOException it is there and cannot be read
    public List<String> lines() throws IOException {
        try {
            return Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    /// Writes it anew, its directory too if need be.
    ///
    /// @throws IOException it cannot be written, and is as it was
    public void write(List<String> lines) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Path fresh = Files.createTempFile(path.toAbsolutePath().getParent(), "heddle", ".new");
        try {
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, PRIVATE);
            }
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(fresh, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// Where it is.
    @Override
    public String toString() {
        return path.toString();
    }
}
