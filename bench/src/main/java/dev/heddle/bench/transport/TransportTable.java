// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the rounds brought, server by server and load by load, as ratios to one server's in the same round.
final class TransportTable {
    /// A load; the figures are those of the load program.
    record Load(String name, String mode, int connections, int senders, int window) {}

    /// Of one run; bytes are not a number where there is no Java heap.
    record Figures(double microsPerLine, double linesPerReceive, double bytesPerLine) {}

    static final List<Load> LOADS = List.of(
            new Load("echo, 64 connections, 4 under way", "echo", 64, 0, 4),
            new Load("1 sender to 1000, 1 under way", "fanout", 1000, 1, 1),
            new Load("10 senders to 1000, 1 under way", "fanout", 1000, 10, 1));

    private final String base;
    private final Map<String, Map<Load, List<Figures>>> results = new LinkedHashMap<>();

    TransportTable(String base) {
        this.base = base;
    }

    void add(String server, Load load, Figures figures) {
        results.computeIfAbsent(server, _ -> new LinkedHashMap<>())
                .computeIfAbsent(load, _ -> new ArrayList<>())
                .add(figures);
    }

    String text(Map<String, Long> idleBytes) {
        var text = new StringBuilder("| server |");
        LOADS.forEach(load -> text.append(' ').append(load.name()).append(" |"));
        text.append(" lines per receive | bytes per echo | bytes per line |");
        text.append(idleBytes.isEmpty() ? "\n" : " heap bytes per idle connection |\n");
        text.append("|---|---|---|---|---|---|---|").append(idleBytes.isEmpty() ? "\n" : "---|\n");
        var baseFigures = results.getOrDefault(base, Map.of());
        results.forEach((name, byLoad) -> {
            text.append("| ").append(name).append(" |");
            for (var load : LOADS) {
                text.append(cell(byLoad.get(load), baseFigures.get(load), name.equals(base)));
            }
            var echo = byLoad.get(LOADS.getFirst());
            var coalesced = byLoad.get(LOADS.getLast());
            text.append(number(coalesced, Figures::linesPerReceive));
            text.append(number(echo, Figures::bytesPerLine));
            text.append(number(coalesced, Figures::bytesPerLine));
            if (!idleBytes.isEmpty()) {
                text.append(idleBytes.containsKey(name) ? " " + idleBytes.get(name) + " |" : " – |");
            }
            text.append('\n');
        });
        return text.toString();
    }

    private interface Figure {
        double of(Figures figures);
    }

    private static String number(@Nullable List<Figures> figures, Figure which) {
        double median = figures == null
                ? Double.NaN
                : median(figures.stream().map(which::of).toList());
        return Double.isNaN(median) ? " – |" : String.format(Locale.ROOT, " %.1f |", median);
    }

    private static String cell(@Nullable List<Figures> figures, @Nullable List<Figures> base, boolean isBase) {
        if (figures == null || base == null) {
            return " – |";
        }
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < figures.size(); i++) {
            ratios.add(figures.get(i).microsPerLine() / base.get(i).microsPerLine());
        }
        return isBase
                ? String.format(
                        Locale.ROOT,
                        " 1.00 (%.3f µs) |",
                        median(figures.stream().map(Figures::microsPerLine).toList()))
                : String.format(Locale.ROOT, " %.2f |", median(ratios));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
