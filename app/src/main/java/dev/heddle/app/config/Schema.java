// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// All that a configuration file may hold: the one source of the reader, of `heddle config explain` and of the
/// manual.
///
/// @param sections in the order of the manual
public record Schema(List<Section> sections) {
    /// Keeps its own copy of the sections.
    public Schema {
        sections = List.copyOf(sections);
    }

    @Nullable
    Section find(String name) {
        for (var section : sections) {
            if (section.name().equals(name)) {
                return section;
            }
        }
        return null;
    }

    /// What is said about one key or one section.
    ///
    /// @param path "server.name", or "server" for the whole section
    /// @return lines for a person; empty when there is no such key
    public List<String> explain(String path) {
        int dot = path.indexOf('.');
        var section = find(dot < 0 ? path : path.substring(0, dot));
        if (section == null) {
            return List.of();
        }
        if (dot < 0) {
            return explain(section);
        }
        var key = section.find(path.substring(dot + 1));
        return key == null ? List.of() : explain(section, key);
    }

    /// All keys that are nearly called so, nearest first.
    ///
    /// @param path what somebody wrote
    /// @return at most three paths
    public List<String> near(String path) {
        record Near(String path, int distance) {}
        var all = new ArrayList<Near>();
        for (var section : sections) {
            for (var key : section.keys()) {
                var candidate = section.name() + "." + key.name();
                int distance = Math.min(distance(path, candidate), distance(path, key.name()) + 1);
                if (distance <= 1 + candidate.length() / 4) {
                    all.add(new Near(candidate, distance));
                }
            }
        }
        all.sort((a, b) -> Integer.compare(a.distance(), b.distance()));
        return all.stream().limit(3).map(Near::path).toList();
    }

    private static List<String> explain(Section section) {
        var lines = new ArrayList<String>();
        lines.add(head(section) + "  " + section.meaning());
        for (var key : section.keys()) {
            lines.add("");
            lines.addAll(explain(section, key));
        }
        return lines;
    }

    private static List<String> explain(Section section, Key<?> key) {
        return List.of(
                section.name() + "." + key.name() + " = " + key.fallbackText(),
                "  " + key.meaning(),
                "  Expected: " + key.kind().wanted() + ".",
                key.live() ? "  A reload changes it." : "  Read at start only.");
    }

    static String head(Section section) {
        return section.repeated() ? "[[" + section.name() + "]]" : "[" + section.name() + "]";
    }

    /// Edit distance (Wagner and Fischer, 1974), one row at a time.
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above, row[j - 1]));
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
