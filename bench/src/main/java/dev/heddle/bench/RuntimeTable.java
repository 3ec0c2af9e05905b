// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import dev.heddle.bench.contest.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What [RuntimeBench] writes: a table per section with ratios, what is behind its prototype and why, and what
/// allocates.
final class RuntimeTable {
    private static final double TOLERANCE = 1.15;
    private static final double STEADY_BYTES = 0.5;

    /// How the sections are headed, in the order of the report.
    private static final Map<String, String> TITLES = new LinkedHashMap<>();

    static {
        TITLES.put("UnitSameThreadBench", "Units, one thread");
        TITLES.put("UnitAcrossBench", "Units, from one thread to another");
        TITLES.put("QueueBench", "Queues, one thread");
        TITLES.put("queues", "Queues between threads");
        TITLES.put("fan-out", "One message to many");
        TITLES.put("RequestQueueBench", "Request queue");
        TITLES.put("messages to a loop", "Messages to a loop");
        TITLES.put("workers", "Workers");
    }

    private final Map<String, Map<String, Map<String, Figures>>> sections = new LinkedHashMap<>();
    private final Prototype prototype = Prototype.read();

    /// Notes one round of one contestant.
    void add(String section, String row, String contender, Figures figures) {
        sections.computeIfAbsent(section, _ -> new LinkedHashMap<>())
                .computeIfAbsent(row, _ -> new LinkedHashMap<>())
                .merge(contender, figures, Figures::better);
    }

    /// The tables.
    String text() {
        var out = new StringBuilder();
        var behind = new ArrayList<String>();
        var allocating = new ArrayList<String>();
        TITLES.forEach((section, title) -> {
            Map<String, Map<String, Figures>> rows = sections.get(section);
            if (rows != null) {
                out.append("\n## ").append(title).append("\n\n");
                section(section, rows, out, behind, allocating);
            }
        });
        list(out, "More than 15 % behind the prototype's ratio", behind, "Nothing.");
        list(out, "Of ours, what allocates in steady state", allocating, "Nothing.");
        return out.toString();
    }

    private void section(
            String section,
            Map<String, Map<String, Figures>> rows,
            StringBuilder out,
            List<String> behind,
            List<String> allocating) {
        boolean latency = rows.values().stream()
                .flatMap(row -> row.values().stream())
                .anyMatch(figures -> !Double.isNaN(figures.p99()));
        out.append("| what | who | ").append(latency ? "ns (median) | p99 | p99.9" : "ns");
        out.append(" | bytes | ours ÷ this | prototype |\n|---|---|---|---|---|---|");
        out.append(latency ? "---|---|\n" : "\n");
        rows.forEach((row, contenders) -> {
            Figures ours = ours(contenders);
            contenders.forEach((contender, figures) -> {
                line(section, row, contender, figures, ours, latency, out, behind);
                if (isOurs(contender) && figures.bytes() >= STEADY_BYTES) {
                    allocating.add(String.format(Locale.ROOT, "%s, %s: %.1f bytes", row, contender, figures.bytes()));
                }
            });
        });
    }

    private void line(
            String section,
            String row,
            String contender,
            Figures figures,
            @Nullable Figures ours,
            boolean latency,
            StringBuilder out,
            List<String> behind) {
        boolean isOurs = isOurs(contender);
        double compared = ours == null || isOurs ? Double.NaN : ours.nanos();
        double ratio = compared / figures.nanos();
        Prototype.Ratio wanted = prototype.find(section, row, contender);
        out.append("| ").append(row).append(" | ").append(isOurs ? "**" + contender + "**" : contender);
        out.append(" | ").append(number(figures.nanos(), 1));
        if (latency) {
            out.append(" | ").append(number(figures.p99(), 0)).append(" | ").append(number(figures.p999(), 0));
        }
        out.append(" | ").append(number(figures.bytes(), 1));
        out.append(" | ").append(number(ratio, 2));
        double itself = prototype.nanos(section, row);
        out.append(" | ");
        if (wanted != null) {
            out.append(number(wanted.ratio(), 2));
        } else if (figures == ours && !Double.isNaN(itself)) {
            out.append(number(itself, 1)).append(" ns");
        }
        out.append(" |\n");
        if (wanted != null && ratio > wanted.ratio() * TOLERANCE) {
            behind.add(String.format(
                    Locale.ROOT,
                    "%s, %s: %.2f, prototype %.2f; ours %.1f ns, the prototype %.1f. %s",
                    row,
                    contender,
                    ratio,
                    wanted.ratio(),
                    compared,
                    itself,
                    wanted.why()));
        }
    }

    private static void list(StringBuilder out, String title, List<String> lines, String none) {
        out.append("\n## ").append(title).append("\n\n");
        if (lines.isEmpty()) {
            out.append(none).append('\n');
        }
        lines.forEach(line -> out.append("- ").append(line.strip()).append('\n'));
    }

    /// What peers are compared with: ours as it is used by default, or the first of ours.
    private static @Nullable Figures ours(Map<String, Figures> contenders) {
        Figures plain = contenders.get("heddle");
        return plain != null
                ? plain
                : contenders.entrySet().stream()
                        .filter(entry -> isOurs(entry.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null);
    }

    private static boolean isOurs(String contender) {
        return contender.startsWith("heddle");
    }

    private static String number(double value, int digits) {
        return Double.isNaN(value) ? "" : String.format(Locale.ROOT, "%." + digits + "f", value);
    }
}
