// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Processor time per delivered line as fast as each server goes, then latencies at one fixed rate for all; and
/// storms of registrations.
///
/// Everything once per round, one server after the other for each case, so that what disturbs a round disturbs
/// all of them. Ratios are made within a round.
final class Rows {
    static final String TITLE = "Messages";
    /// The passes of one measurement.
    enum Pass {
        SATURATED,
        FIXED,
        STORM
    }

    record Key(Case one, String server) {}

    private final Bench bench;
    private final Servers servers;
    private final Options options;
    private final Map<Key, Map<Pass, List<Map<String, Double>>>> results = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private final RowsLog log;
    private double delivered;
    private int rounds;

    Rows(Bench bench, Servers servers, Options options) throws IOException {
        this.bench = bench;
        this.servers = servers;
        this.options = options;
        log = new RowsLog(options.log());
        log.read(this::add);
    }

    private void add(Key key, Pass pass, Map<String, Double> figures) {
        delivered += figures.getOrDefault("delivered", 0.0);
        results.computeIfAbsent(key, unknown -> new EnumMap<>(Pass.class))
                .computeIfAbsent(pass, unknown -> new ArrayList<>())
                .add(figures);
    }

    /// How many rounds the row with the fewest has.
    private int taken() {
        return results.values().stream()
                .flatMap(passes -> passes.values().stream())
                .mapToInt(List::size)
                .min()
                .orElse(0);
    }

    /// One round; what fails is told, and leaves the round without that figure.
    void round() throws InterruptedException {
        rounds++;
        for (var one : Case.ALL) {
            for (var server : Servers.NAMES) {
                if (options.wants(one)
                        && options.wantsServer(server)
                        && servers.isThere(server)
                        && Servers.isMeant(server, one)) {
                    try {
                        measure(one, server);
                    } catch (IOException e) {
                        failures.add("round " + rounds + ", " + one.id() + ", " + server + ": " + e.getMessage());
                        System.err.println("FAILED: " + failures.getLast());
                    }
                }
            }
        }
    }

    private void measure(Case one, String name) throws IOException, InterruptedException {
        List<Map<String, Double>> passes;
        try (var server = servers.start(name)) {
            passes = bench.load(server, arguments(one, name));
        }
        var kinds = one.isStorm() ? List.of(Pass.STORM) : List.of(Pass.SATURATED, Pass.FIXED);
        for (int i = 0; i < kinds.size(); i++) {
            var figures = passes.get(i);
            var key = new Key(one, name);
            add(key, kinds.get(i), figures);
            log.write(key, kinds.get(i), figures);
            System.out.printf(
                    Locale.ROOT,
                    "round %d, %s, %s, %s: %s%n",
                    rounds,
                    one.id(),
                    name,
                    kinds.get(i).name().toLowerCase(Locale.ROOT),
                    one.isStorm()
                            ? Medians.text(figures.get("registration_cpu_us")) + " µs each, "
                                    + Medians.text(figures.get("registrations_s")) + "/s"
                            : Medians.text(figures.get("cpu_us")) + " µs (user "
                                    + Medians.text(figures.get("user_us")) + "), p99 "
                                    + Medians.text(figures.get("p99_us") / 1000) + " ms, "
                                    + Medians.text(figures.get("lines_s") / 1000) + " k lines/s");
        }
    }

    private String[] arguments(Case one, String server) {
        var arguments = new ArrayList<>(List.of(
                "--mode",
                one.mode(),
                "--clients",
                "" + one.clients(),
                "--in-flight",
                "" + Servers.inFlight(server),
                "--warm-up",
                "" + options.warmSeconds()));
        if (one.accounts()) {
            arguments.add("--accounts");
        }
        if (!one.isStorm()) {
            arguments.addAll(List.of(
                    "--seconds",
                    "" + options.seconds(),
                    "--then-rate",
                    "" + one.messagesPerSecond(),
                    "--then-warm-up",
                    "" + options.fixedWarmSeconds(),
                    "--realtime"));
        }
        return arguments.toArray(String[]::new);
    }

    // ---- the tables

    String text() throws IOException {
        var text = new StringBuilder()
                .append(options.manner(taken()))
                .append(
                        ". Shipped defaults, limits against floods lifted; \"history\": everything said is committed to "
                                + "disk. Text of 100 bytes. ")
                .append(Document.machine())
                .append("\n\nEvery delivery at every receiver was checked: ")
                .append(String.format(Locale.ROOT, "%,.0f", delivered))
                .append(" lines, none lost, doubled, reordered or misdelivered")
                .append(failures.isEmpty() ? ".\n" : ", but for the failures below.\n");
        saturated(text);
        fixed(text);
        storms(text);
        failures.forEach(failure -> text.append("\nFailed: ").append(failure).append('\n'));
        return text.toString();
    }

    private List<String> columns() {
        return Servers.NAMES.stream()
                .filter(name ->
                        results.keySet().stream().anyMatch(key -> key.server().equals(name)))
                .toList();
    }

    private List<Case> cases(boolean storms) {
        return Case.ALL.stream()
                .filter(one ->
                        one.isStorm() == storms && results.keySet().stream().anyMatch(key -> key.one() == one))
                .toList();
    }

    private static String title(String server) {
        return switch (server) {
            case Servers.HEDDLE -> "Heddle";
            case Servers.HISTORY -> "Heddle, history";
            case Servers.INSPIRCD -> "InspIRCd";
            case Servers.NGIRCD -> "ngIRCd";
            case Servers.IDEAL -> "ideal, 1 thread";
            default -> server;
        };
    }

    private void head(StringBuilder text, String first, String... more) {
        text.append("\n| ").append(first).append(" |");
        columns().forEach(server -> text.append(' ').append(title(server)).append(" |"));
        for (var one : more) {
            text.append(' ').append(one).append(" |");
        }
        text.append("\n|---|")
                .append("---|".repeat(columns().size() + more.length))
                .append('\n');
    }

    private void saturated(StringBuilder text) {
        if (cases(false).isEmpty()) {
            return;
        }
        text.append("\nAs fast as it goes, 8 messages of each sender under way: **server µs per delivered line** "
                + "(thousand lines a second, which are the server's and the load's together)\n");
        head(text, "case", "÷ InspIRCd", "÷ ideal", "history ÷ Ergo");
        for (var one : cases(false)) {
            text.append("| ").append(one.title()).append(" |");
            for (var server : columns()) {
                text.append(' ')
                        .append(Medians.text(median(one, server, Pass.SATURATED, "cpu_us")))
                        .append(" (")
                        .append(Medians.text(median(one, server, Pass.SATURATED, "lines_s") / 1000))
                        .append(") |");
            }
            text.append(' ')
                    .append(judged(ratio(one, Servers.INSPIRCD, Pass.SATURATED, "cpu_us"), 1))
                    .append(" | ")
                    .append(judged(ratio(one, Servers.IDEAL, Pass.SATURATED, "cpu_us"), one.oneChannel() ? 2 : 1e9))
                    .append(" | ")
                    .append(judged(
                            median(one, Servers.HISTORY, Pass.SATURATED, "cpu_us") / ergo(one),
                            one.oneChannel() ? 1.0 / 3 : 1))
                    .append(" |\n");
        }
        text.append(
                "\nErgo is no package of Debian: version 2.20-pre with its history on was measured once, with the same "
                        + "load on a machine of this kind: 3.71, 3.25, –, 19.5, 6.21 µs. In bold: worse than what was promised (below "
                        + "InspIRCd everywhere; at most twice the ideal, and a third of Ergo, with one channel; below Ergo elsewhere).\n");
    }

    /// µs per delivered line; NaN: not measured.
    private static double ergo(Case one) {
        return switch (one.id()) {
            case "fanout100" -> 3.71;
            case "fanout1000" -> 3.25;
            case "many200x10" -> 19.5;
            case "private1000" -> 6.21;
            default -> Double.NaN;
        };
    }

    private void fixed(StringBuilder text) {
        if (cases(false).isEmpty()) {
            return;
        }
        text.append(
                "\nThe same rate for all, after a quarter of the warm-up at that rate, servers and load with a real-time "
                        + "priority so that neighbours do not show: p50 / p99 ms, server µs per delivered line\n");
        head(text, "case", "p99 ÷ ircd-hybrid");
        for (var one : cases(false)) {
            text.append("| ")
                    .append(one.title())
                    .append(", ")
                    .append(one.messagesPerSecond())
                    .append(" messages/s |");
            for (var server : columns()) {
                text.append(' ')
                        .append(Medians.text(median(one, server, Pass.FIXED, "p50_us") / 1000))
                        .append(" / ")
                        .append(Medians.text(median(one, server, Pass.FIXED, "p99_us") / 1000))
                        .append(", ")
                        .append(Medians.text(median(one, server, Pass.FIXED, "cpu_us")))
                        .append(" |");
            }
            text.append(' ')
                    .append(judged(ratio(one, Servers.HYBRID, Pass.FIXED, "p99_us"), 1.2))
                    .append(" |\n");
        }
    }

    private void storms(StringBuilder text) {
        for (var one : cases(true)) {
            text.append("\nAll connect and register at once, after storms like it for the time of the warm-up: "
                    + "server µs per registration (registrations a second)\n");
            head(text, "case", "÷ InspIRCd");
            text.append("| ").append(one.title()).append(" |");
            for (var server : columns()) {
                text.append(' ')
                        .append(Medians.text(median(one, server, Pass.STORM, "registration_cpu_us")))
                        .append(" (")
                        .append(Medians.text(median(one, server, Pass.STORM, "registrations_s")))
                        .append(") |");
            }
            text.append(' ')
                    .append(Medians.text(ratio(one, Servers.INSPIRCD, Pass.STORM, "registration_cpu_us")))
                    .append(" |\n");
        }
    }

    private static String judged(double ratio, double atMost) {
        return ratio > atMost ? "**" + Medians.text(ratio) + "**" : Medians.text(ratio);
    }

    private List<Map<String, Double>> figures(Case one, String server, Pass pass) {
        return results.getOrDefault(new Key(one, server), Map.of()).getOrDefault(pass, List.of());
    }

    private double median(Case one, String server, Pass pass, String name) {
        return Medians.of(figures(one, server, pass).stream()
                .map(round -> round.getOrDefault(name, Double.NaN))
                .toList());
    }

    /// Ours divided by another's, made in each round.
    private double ratio(Case one, String other, Pass pass, String name) {
        var ours = figures(one, Servers.HEDDLE, pass);
        var theirs = figures(one, other, pass);
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            ratios.add(
                    ours.get(i).getOrDefault(name, Double.NaN) / theirs.get(i).getOrDefault(name, Double.NaN));
        }
        return Medians.of(ratios);
    }
}
