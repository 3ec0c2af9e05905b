// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import java.nio.file.Path;
import java.util.List;

/// What a command that writes a table of measurements is asked for: `[--quick] [--rounds N] [--only REGEX] TABLE
/// SOURCES`.
///
/// @param quick a rough look instead of the whole effort
/// @param rounds how many rounds instead of the usual number; 0: as usual
/// @param only a part, by name; empty: everything
/// @param table the file to write
/// @param sources the directory of the C programs
public record BenchArguments(boolean quick, int rounds, String only, Path table, Path sources) {
    /// Reads them; an [IllegalArgumentException] says what was wanted.
    public static BenchArguments of(String... args) {
        boolean quick = false;
        int rounds = 0;
        String only = "";
        int at = 0;
        for (; at < args.length && args[at].startsWith("--"); at++) {
            switch (args[at]) {
                case "--quick" -> quick = true;
                case "--rounds" -> {
                    at++;
                    rounds = at < args.length ? rounds(args[at]) : 0;
                }
                case "--only" -> {
                    at++;
                    only = at < args.length ? args[at] : "";
                }
                default -> throw new IllegalArgumentException("wanted --quick, --rounds or --only, got " + args[at]);
            }
        }
        if (args.length - at != 2) {
            throw new IllegalArgumentException(
                    "usage: [--quick] [--rounds N] [--only REGEX] TABLE SOURCES, got " + List.of(args));
        }
        return new BenchArguments(quick, rounds, only, Path.of(args[at]), Path.of(args[at + 1]));
    }

    private static int rounds(String text) {
        if (!text.matches("[1-9][0-9]?")) {
            throw new IllegalArgumentException("--rounds: wanted 1 to 99, got " + text);
        }
        return Integer.parseInt(text);
    }

    /// The number of rounds, where nothing else was asked for.
    ///
    /// @param usual that number
    public int rounds(int usual) {
        return rounds == 0 ? usual : rounds;
    }

    /// The options as they are written behind the command, with a space before each.
    public String options() {
        return (quick ? " --quick" : "")
                + (rounds == 0 ? "" : " --rounds " + rounds)
                + (only.isEmpty() ? "" : " --only '" + only + "'");
    }
}
