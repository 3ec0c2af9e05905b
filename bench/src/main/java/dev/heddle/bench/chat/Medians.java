// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.util.List;
import java.util.Locale;

/// Numbers for tables.
final class Medians {
    private Medians() {}

    /// NaN for none; the mean of the middle two of an even number.
    static double of(List<Double> values) {
        if (values.isEmpty()) {
            return Double.NaN;
        }
        var sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /// With three digits that count, and a dash for none.
    static String text(double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size < 1 ? "%.3f" : size < 10 ? "%.2f" : size < 100 ? "%.1f" : "%,.0f", value);
    }
}
