// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The figures of each measurement in a file, one line each, so that a later run goes on where one ended.
final class RowsLog {
    /// Takes one measurement.
    interface Taker {
        void take(Rows.Key key, Rows.Pass pass, Map<String, Double> figures);
    }

    private final @Nullable Path file;

    /// @param file null: nothing is kept
    RowsLog(@Nullable Path file) {
        this.file = file;
    }

    /// What earlier runs have left.
    void read(Taker taker) throws IOException {
        if (file == null || !Files.exists(file)) {
            return;
        }
        for (var line : Files.readAllLines(file)) {
            var words = line.split(" ", 4);
            var one = Case.ALL.stream()
                    .filter(known -> known.id().equals(words[0]))
                    .findFirst()
                    .orElseThrow(() -> new IOException(file + ": wanted a row's name, got '" + words[0] + "'"));
            taker.take(new Rows.Key(one, words[1]), Rows.Pass.valueOf(words[2]), Bench.figures(words[3]));
        }
    }

    void write(Rows.Key key, Rows.Pass pass, Map<String, Double> figures) throws IOException {
        if (file != null) {
            var text = figures.entrySet().stream()
                    .map(figure -> figure.getKey() + "=" + figure.getValue())
                    .collect(Collectors.joining(" "));
            Files.writeString(
                    file,
                    key.one().id() + " " + key.server() + " " + pass + " " + text + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }
}
