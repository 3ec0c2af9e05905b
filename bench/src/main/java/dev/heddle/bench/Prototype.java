// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The ratios of the runtime's prototype to its peers, and why ours may be behind: from `prototype.txt`.
final class Prototype {
    /// One ratio; `why` is empty where nothing is known that would excuse us.
    record Ratio(String section, String row, String contender, double ratio, String why) {}

    private final List<Ratio> ratios = new ArrayList<>();

    private Prototype() {}

    static Prototype read() {
        var read = new Prototype();
        try (InputStream file = Prototype.class.getResourceAsStream("prototype.txt");
                var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    read.ratios.add(ratio(line));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private static Ratio ratio(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 5) {
            throw new IllegalArgumentException("prototype.txt: wanted 5 cells, got " + line);
        }
        return new Ratio(
                cells[0].strip(),
                cells[1].strip(),
                cells[2].strip(),
                Double.parseDouble(cells[3].strip()),
                cells[4].strip());
    }

    @Nullable
    Ratio find(String section, String row, String contender) {
        for (Ratio each : ratios) {
            if (each.section().equals(section)
                    && each.row().equals(row)
                    && each.contender().equals(contender)) {
                return each;
            }
        }
        return null;
    }
}
