// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ratios of the runtime's prototype to its peers, why ours may be behind, and the prototype's own nanoseconds:
/// from `prototype.txt`.
final class Prototype {
    /// One ratio; `why` is empty where nothing is known that would excuse us.
    record Ratio(String section, String row, String contender, double ratio, String why) {}

    private final List<Ratio> ratios = new ArrayList<>();

    /// Reasons that several rows have, by name; each stands before its first use.
    private final Map<String, String> reasons = new HashMap<>();

    /// The prototype's own figures in nanoseconds, by section and row.
    private final Map<String, Double> own = new HashMap<>();

    private Prototype() {}

    static Prototype read() {
        var read = new Prototype();
        try (InputStream file = Prototype.class.getResourceAsStream("prototype.txt");
                var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    read.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return read;
    }

    private void add(String line) {
        String[] cells = line.split("\\|", -1);
        Arrays.setAll(cells, i -> cells[i].strip());
        if (cells.length == 3 && cells[0].equals("why")) {
            reasons.put(cells[1], cells[2]);
        } else if (cells.length == 4 && cells[0].equals("own")) {
            own.put(key(cells[1], cells[2]), Double.parseDouble(cells[3]));
        } else if (cells.length == 5) {
            ratios.add(new Ratio(cells[0], cells[1], cells[2], Double.parseDouble(cells[3]), why(cells[4])));
        } else {
            throw new IllegalArgumentException(
                    "prototype.txt: wanted 5 cells, 4 of an own figure, or 3 of a reason, got " + line);
        }
    }

    private String why(String cell) {
        if (!cell.startsWith("@")) {
            return cell;
        }
        String reason = reasons.get(cell.substring(1));
        if (reason == null) {
            throw new IllegalArgumentException("prototype.txt: wanted the name of a reason given before, got " + cell);
        }
        return reason;
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

    /// Its own nanoseconds in a row; NaN where it was not measured.
    double nanos(String section, String row) {
        return own.getOrDefault(key(section, row), Double.NaN);
    }

    private static String key(String section, String row) {
        return section + "|" + row;
    }
}
