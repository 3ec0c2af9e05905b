// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.contest;

import java.util.Arrays;
import java.util.Locale;

/// What was measured. A figure that was not is not a number.
///
/// @param nanos per operation, or the median of a latency
/// @param p99 nanoseconds that 99 of 100 did not exceed
/// @param p999 likewise 999 of 1000
/// @param bytes allocated per operation on the Java heap, by all threads together
public record Figures(double nanos, double p99, double p999, double bytes) {
    /// A rate.
    public static Figures rate(double nanos, double bytes) {
        return new Figures(nanos, Double.NaN, Double.NaN, bytes);
    }

    /// A latency; sorts the samples.
    public static Figures latency(long[] samples, double bytes) {
        Arrays.sort(samples);
        int last = samples.length - 1;
        return new Figures(samples[last / 2], samples[(int) (last * 0.99)], samples[(int) (last * 0.999)], bytes);
    }

    /// The better round of two; of the bytes the lesser, because what a warm-up still made is not steady.
    public Figures better(Figures other) {
        Figures faster = other.nanos < nanos ? other : this;
        return new Figures(faster.nanos, faster.p99, faster.p999, least(bytes, other.bytes));
    }

    private static double least(double a, double b) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : Math.min(a, b);
    }

    /// As one line, for the process that asked.
    public String line() {
        return String.format(Locale.ROOT, "figures %s %s %s %s", nanos, p99, p999, bytes);
    }

    /// Whether a line is one.
    public static boolean isLine(String line) {
        return line.startsWith("figures ");
    }

    /// What [#line()] wrote.
    public static Figures parse(String line) {
        String[] words = line.split(" ");
        if (words.length != 5 || !isLine(line)) {
            throw new IllegalArgumentException("figures: wanted 4 numbers, got " + line);
        }
        return new Figures(
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]),
                Double.parseDouble(words[4]));
    }
}
