// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.tomlj.TomlArray;

/// How one kind of value is read from a file and written for a person.
///
/// Any thread. A reader throws [WrongValue] for what it does not accept; its message says what was expected.
///
/// @param <T> the value in the program
/// @param wanted what is expected, as a person reads it: "a whole number from 1 to 65535"
/// @param reader from the file's value (String, Long, Boolean, Double or TomlArray)
/// @param writer to the text that stands in a file
record Kind<T>(String wanted, Function<Object, T> reader, Function<T, String> writer) {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d|w)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(B|KiB|MiB|GiB)");

    /// A value that the kind does not accept. Its message says what was expected.
    static final class WrongValue extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WrongValue(String wanted) {
            super(wanted, null, false, false);
        }
    }

    static Kind<String> text() {
        return text("a text", Integer.MAX_VALUE);
    }

    static Kind<String> text(String wanted, int longest) {
        return new Kind<>(
                wanted,
                raw -> {
                    if (raw instanceof String s && s.length() <= longest) {
                        return s;
                    }
                    throw new WrongValue(wanted);
                },
                Kind::quoted);
    }

    static Kind<String> text(String wanted, Pattern shape) {
        return new Kind<>(
                wanted,
                raw -> {
                    if (raw instanceof String s && shape.matcher(s).matches()) {
                        return s;
                    }
                    throw new WrongValue(wanted);
                },
                Kind::quoted);
    }

    static Kind<Boolean> flag() {
        return new Kind<>(
                "true or false",
                raw -> {
                    if (raw instanceof Boolean b) {
                        return b;
                    }
                    throw new WrongValue("true or false");
                },
                String::valueOf);
    }

    static Kind<Long> number(long least, long most) {
        var wanted = "a whole number from " + least + " to " + most;
        return new Kind<>(
                wanted,
                raw -> {
                    if (raw instanceof Long n && n >= least && n <= most) {
                        return n;
                    }
                    throw new WrongValue(wanted);
                },
                String::valueOf);
    }

    static Kind<Double> decimal(double least, double most) {
        var wanted = "a number from " + least + " to " + most;
        return new Kind<>(
                wanted,
                raw -> {
                    if (raw instanceof Number n && n.doubleValue() >= least && n.doubleValue() <= most) {
                        return n.doubleValue();
                    }
                    throw new WrongValue(wanted);
                },
                String::valueOf);
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        var wanted = "a time from " + show(least) + " to " + show(most)
                + " such as \"500ms\", \"30s\", \"5m\", \"2h\", \"7d\" or \"4w\"";
        return new Kind<>(
                wanted,
                raw -> {
                    var matcher = DURATION.matcher(raw instanceof String s ? s : "");
                    if (!matcher.matches()) {
                        throw new WrongValue(wanted);
                    }
                    var value = ofUnit(Long.parseLong(matcher.group(1)), matcher.group(2));
                    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
                        throw new WrongValue(wanted);
                    }
                    return value;
                },
                value -> quoted(show(value)));
    }

    static Kind<Long> size(long least, long most) {
        var wanted = "a size from " + showSize(least) + " to " + showSize(most) + " such as \"64KiB\" or \"8MiB\"";
        return new Kind<>(
                wanted,
                raw -> {
                    var matcher = SIZE.matcher(raw instanceof String s ? s : "");
                    if (!matcher.matches()) {
                        throw new WrongValue(wanted);
                    }
                    long bytes = Long.parseLong(matcher.group(1)) << shift(matcher.group(2));
                    if (bytes < least || bytes > most) {
                        throw new WrongValue(wanted);
                    }
                    return bytes;
                },
                value -> quoted(showSize(value)));
    }

    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        var names = new ArrayList<String>();
        for (E constant : type.getEnumConstants()) {
            names.add('"' + word(constant) + '"');
        }
        var wanted = "one of " + String.join(", ", names);
        return new Kind<>(
                wanted,
                raw -> {
                    for (E constant : type.getEnumConstants()) {
                        if (word(constant).equals(raw)) {
                            return constant;
                        }
                    }
                    throw new WrongValue(wanted);
                },
                value -> quoted(word(value)));
    }

    /// A list of up to `most` values of one kind.
    static <T> Kind<List<T>> list(Kind<T> element, int most) {
        var wanted = "a list of at most " + most + ", each " + element.wanted();
        return new Kind<>(
                wanted,
                raw -> {
                    if (!(raw instanceof TomlArray array) || array.size() > most) {
                        throw new WrongValue(wanted);
                    }
                    var values = new ArrayList<T>(array.size());
                    for (int i = 0; i < array.size(); i++) {
                        values.add(element.reader().apply(array.get(i)));
                    }
                    return List.copyOf(values);
                },
                values -> "["
                        + String.join(
                                ", ", values.stream().map(element.writer()).toList()) + "]");
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Duration ofUnit(long count, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            case "d" -> Duration.ofDays(count);
            default -> Duration.ofDays(Math.multiplyExact(count, 7L));
        };
    }

    private static String show(Duration value) {
        long millis = value.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0 && seconds != 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0 && seconds != 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 && seconds != 0 ? seconds / 60 + "m" : seconds + "s";
    }

    private static int shift(String unit) {
        return switch (unit) {
            case "B" -> 0;
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
    }

    private static String showSize(long bytes) {
        for (var unit : List.of("GiB", "MiB", "KiB")) {
            long one = 1L << shift(unit);
            if (bytes >= one && bytes % one == 0) {
                return bytes / one + unit;
            }
        }
        return bytes + "B";
    }
}
