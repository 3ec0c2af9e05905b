// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.link;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;

/// The certificates that this user has decided to believe: one line `host:port sha256 FINGERPRINT` for each
/// server.
///
/// Any thread; the file is read at each question, so that several clients share it. Limit: [#SERVERS_MAX]
/// servers; at it the oldest is forgotten.
public final class KnownServers {
    static final int SERVERS_MAX = 1000;
    private static final String KIND = "sha256";

    private final PrivateFile file;

    /// Reads and writes this file, which need not exist.
    public KnownServers(Path file) {
        this.file = new PrivateFile(file);
    }

    /// The fingerprint remembered for a server; empty when none is.
    ///
    /// @throws IOException the file is there and cannot be read
    public String fingerprint(ServerAddress server) throws IOException {
        String found = "";
        for (String line : file.lines()) {
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
        for (String line : file.lines()) {
            if (!line.isBlank() && !line.startsWith(name(server) + " ")) {
                kept.add(line);
            }
        }
        kept.add(name(server) + " " + KIND + " " + fingerprint);
        while (kept.size() > SERVERS_MAX) {
            kept.removeFirst();
        }
        file.write(kept);
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
