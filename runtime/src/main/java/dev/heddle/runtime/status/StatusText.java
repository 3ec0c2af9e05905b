// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Aligned tables. A column that a row does not have is shown as a dash.
final class StatusText {
    private static final String GAP = "  ";
    private static final String ABSENT = "-";

    private StatusText() {}

    static String write(String label, Instant at, Duration uptime, Map<String, List<StatusRow>> sections) {
        var out = new StringBuilder();
        out.append("status of ").append(escape(label)).append(" at ").append(at);
        out.append(", up ").append(uptime.toSeconds()).append(" s\n");
        sections.forEach((section, rows) -> table(out, section, rows));
        return out.toString();
    }

    private static void table(StringBuilder out, String section, List<StatusRow> rows) {
        List<String[]> lines = cells(section, rows);
        boolean[] left = leftAligned(lines.getFirst(), rows);
        int[] widths = widths(lines);
        out.append('\n');
        for (String[] line : lines) {
            int start = out.length();
            for (int i = 0; i < line.length; i++) {
                out.append(i == 0 ? "" : GAP);
                cell(out, line[i], widths[i], left[i]);
            }
            trimEnd(out, start);
            out.append('\n');
        }
    }

    private static List<String[]> cells(String section, List<StatusRow> rows) {
        Set<String> names = new LinkedHashSet<>();
        rows.forEach(row -> names.addAll(row.columns().keySet()));
        var lines = new ArrayList<String[]>(rows.size() + 1);
        lines.add(line(escape(section), names.stream().map(StatusText::escape).toList()));
        for (StatusRow row : rows) {
            lines.add(line(
                    escape(row.label()),
                    names.stream()
                            .map(name -> escape(String.valueOf(row.columns().getOrDefault(name, ABSENT))))
                            .toList()));
        }
        return lines;
    }

    private static String[] line(String first, List<String> rest) {
        var line = new ArrayList<String>(rest.size() + 1);
        line.add(first);
        line.addAll(rest);
        return line.toArray(String[]::new);
    }

    private static boolean[] leftAligned(String[] head, List<StatusRow> rows) {
        var left = new boolean[head.length];
        left[0] = true;
        for (int i = 1; i < head.length; i++) {
            String name = head[i];
            left[i] = rows.stream().anyMatch(row -> row.columns().get(name) instanceof String);
        }
        return left;
    }

    private static int[] widths(List<String[]> lines) {
        var widths = new int[lines.getFirst().length];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        return widths;
    }

    private static void cell(StringBuilder out, String text, int width, boolean left) {
        String pad = " ".repeat(width - text.length());
        out.append(left ? text : pad).append(left ? pad : text);
    }

    private static void trimEnd(StringBuilder out, int start) {
        int end = out.length();
        while (end > start && out.charAt(end - 1) == ' ') {
            end--;
        }
        out.setLength(end);
    }

    /// Labels may carry a peer's text: nothing in it may move the cursor or start a new line.
    private static String escape(String text) {
        var out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
