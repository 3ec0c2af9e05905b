// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The certificates that this user has decided to believe: one line `host:port sha256 FINGERPRINT` for each
/// server.
///
/// Any thread; the file is read at each question, so that several clients share it. It is written to a new file
/// beside it, readable by the user only (mode 0600), which then takes its place. Limit: [#SERVERS_MAX] servers;
/// at it the oldest is forgotten.
public final class KnownServers {
    static final int SERVERS_MAX = 1000;
    private static final String KIND = "sha256";
    private static final Set<PosixFilePermission> PRIVATE =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    /// Reads and writes this file, which need not exist.
    public KnownServers(Path file) {
        this.file = file;
    }

    /// The fingerprint remembered for a server; empty when none is.
    ///
    /// @throws IOException the file is there and cannot be read
    public String fingerprint(ServerAddress server) throws IOException {
        String found = "";
        for (String line : lines()) {
            String[] words = line.split(" ");
            if (words.length == 3 && words[0].equals(name(server)) && words[1].equals(KIND)) {
                found = words[2];
            }
        }
        return found;
    }

    /// Believes this certificate of this server from now on, and no other one.
    ///
    /// @throws IOException the file cannot be written
    public synchronized void remember(ServerAddress server, String fingerprint) throws IOException {
        if (!fingerprint.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("fingerprint: wanted 64 hexadecimal digits, got '" + fingerprint + "'");
        }
        var kept = new ArrayList<String>();
        for (String line : lines()) {
            if (!line.isBlank() && !line.startsWith(name(server) + " ")) {
                kept.add(line);
            }
        }
        kept.add(name(server) + " " + KIND + " " + fingerprint);
        while (kept.size() > SERVERS_MAX) {
            kept.removeFirst();
        }
        write(String.join("\n", kept) + "\n");
    }

    private void write(String text) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        Files.createDirectories(directory);
        Path fresh = Files.createTempFile(directory, "known-servers", ".new"); // 0600 where there are modes
        try {
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(fresh, PRIVATE);
            }
            Files.writeString(fresh, text, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private List<String> lines() throws IOException {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (NoSuchFileException none) {
            return List.of();
        }
    }

    private static String name(ServerAddress server) {
        return server.toString().toLowerCase(Locale.ROOT);
    }

    /// Where it is.
    @Override
    public String toString() {
        return file.toString();
    }
}
