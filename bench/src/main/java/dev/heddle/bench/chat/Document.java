// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The file with the tables: each section is replaced by itself, the others stay as they are.
final class Document {
    private static final String HEAD = """
            # The chat server beside its peers

            Written by `bench/run-chat`, but for the last section; each section says how it was measured. What figures mean at
            all: [README](README.md).
            """;
    private static final String MARK = "\n## ";

    private final Path file;

    Document(Path file) {
        this.file = file;
    }

    /// Replaces the section with this title, or puts it at its place in `order`.
    void put(List<String> order, String title, String body) throws IOException {
        var old = Files.exists(file) ? Files.readString(file) : "";
        var text = new StringBuilder(HEAD);
        for (var one : order) {
            var kept = one.equals(title) ? body : section(old, one);
            if (!kept.isBlank()) {
                text.append(MARK)
                        .append(one)
                        .append("\n\n")
                        .append(kept.strip())
                        .append('\n');
            }
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    private static String section(String text, String title) {
        int from = text.indexOf(MARK + title + "\n");
        if (from < 0) {
            return "";
        }
        int begin = from + MARK.length() + title.length() + 1;
        int end = text.indexOf(MARK, begin);
        return end < 0 ? text.substring(begin) : text.substring(begin, end);
    }

    /// Processors, kernel, Java: what a reader needs beside every table.
    static String machine() throws IOException {
        var load = Files.readString(Path.of("/proc/loadavg")).split(" ");
        return "%d processors shared with the load, %s %s, Java %s; load average at the end %s."
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version(),
                        load[1]);
    }
}
