// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import java.nio.file.Path;
import java.util.List;

/// What a command that writes a table of measurements is asked for: `[--quick] [--only REGEX] TABLE SOURCES`.
///
/// @param quick a rough look instead of the whole effort
/// @param only a part, by name; empty: everything
/// @param table the file to write
/// @param sources the directory of the C programs
public record BenchArguments(boolean quick, String only, Path table, Path sources) {
    /// Reads them; an [IllegalArgumentException] says what was wanted.
    public static BenchArguments of(String... args) {
        boolean quick = false;
        String only = "";
        int at = 0;
        for (; at < args.length && args[at].startsWith("--"); at++) {
            switch (args[at]) {
                case "--quick" -> quick = true;
                case "--only" -> {
                    at++;
                    only = at < args.length ? args[at] : "";
                }
                default -> throw new IllegalArgumentException("wanted --quick or --only, got " + args[at]);
            }
        }
        if (args.length - at != 2) {
            throw new IllegalArgumentException("usage: [--quick] [--only REGEX] TABLE SOURCES, got " + List.of(args));
        }
        return new BenchArguments(quick, only, Path.of(args[at]), Path.of(args[at + 1]));
    }

    /// The options as they are written behind the command, with a space before each.
    public String options() {
        return (quick ? " --quick" : "") + (only.isEmpty() ? "" : " --only '" + only + "'");
    }
}
