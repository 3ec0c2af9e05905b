// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// Every benchmark of the runtime and its peers with one command, written to a table with ratios.
///
/// `RuntimeBench FILE [ROUNDS [CLASSES]]`: the JMH benchmarks run in rounds, each in a new JVM per round, so
/// that peers take turns; the best of the rounds counts. Then the load programs run, which let their peers take
/// turns themselves; what they print is kept as it is. `CLASSES` is a regular expression over class names, for
/// a part of it.
///
/// A ratio is ours divided by the peer's: below 1, ours is faster. A peer's benchmark is compared with the one
/// of ours that does the same: `nettyPooledRetainTwice` with `heddleRetainTwice`, and the parameter
/// `nettyPooled` with the parameter `heddle`.
public final class RuntimeBench {
    private static final String JMH_PACKAGES = "dev\\.heddle\\.bench\\.(unit|queue|request|loop)\\..*";
    private static final List<String> PROGRAMS = List.of(
            "dev.heddle.bench.queue.QueueLoad",
            "dev.heddle.bench.queue.FanOutLoad",
            "dev.heddle.bench.request.WorkerRoundTrip",
            "dev.heddle.bench.loop.LoopHandOff");
    private static final String OURS = "heddle";
    private static final int PROGRAM_MINUTES = 10;

    /// One benchmark with one value of its parameter.
    private record Case(String group, String name) implements Comparable<Case> {
        @Override
        public int compareTo(Case other) {
            int byGroup = group.compareTo(other.group);
            return byGroup != 0 ? byGroup : name.compareTo(other.name);
        }
    }

    /// The best figures so far.
    private record Figures(double nanos, double bytes) {
        Figures better(Figures other) {
            return new Figures(Math.min(nanos, other.nanos), Math.min(bytes, other.bytes));
        }
    }

    private final int rounds;
    private final String classes;
    private final Map<Case, Figures> best = new TreeMap<>();

    private RuntimeBench(int rounds, String classes) {
        this.rounds = rounds;
        this.classes = classes;
    }

    /// Takes the file to write, the number of rounds (2 without) and a part of the benchmarks.
    public static void main(String[] args) throws IOException, InterruptedException, RunnerException {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 2;
        var bench = new RuntimeBench(rounds, args.length > 2 ? args[2] : ".*");
        String report = bench.run();
        Files.writeString(Path.of(args[0]), report);
        System.out.println(report);
    }

    private String run() throws IOException, InterruptedException, RunnerException {
        double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        for (int round = 0; round < rounds; round++) {
            jmh();
        }
        var out = new StringBuilder(head(loadBefore));
        tables(out);
        for (String program : PROGRAMS) {
            if (program.matches(".*(" + classes + ").*")) {
                out.append("\n## ")
                        .append(program.substring(program.lastIndexOf('.') + 1))
                        .append("\n\n```\n");
                out.append(load(program)).append("```\n");
            }
        }
        return out.toString();
    }

    private void jmh() throws RunnerException {
        var options = new OptionsBuilder()
                .include(JMH_PACKAGES + "(" + classes + ").*")
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(3)
                .measurementTime(TimeValue.seconds(1))
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC")
                .build();
        note(new Runner(options).run());
    }

    @SuppressWarnings("rawtypes") // JMH's own results are raw
    private void note(Collection<RunResult> results) {
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            int dot = benchmark.lastIndexOf('.');
            String group = benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot);
            String name = benchmark.substring(dot + 1);
            for (String key : result.getParams().getParamsKeys()) {
                name += " " + result.getParams().getParam(key);
            }
            double bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst()
                    .orElse(Double.NaN);
            best.merge(
                    new Case(group, name), new Figures(result.getPrimaryResult().getScore(), bytes), Figures::better);
        }
    }

    private String head(double loadBefore) {
        return String.format(
                Locale.ROOT,
                """
                # Runtime

                Written by `mvn verify -Pbench -DskipTests -pl bench -am`, %d rounds. Nanoseconds per operation and bytes allocated per
                operation, the best of the rounds; a ratio is ours divided by the peer's, below 1 ours is faster.

                Machine: %d processors, %s %s (%s), Java %s (%s); load average before %.1f.
                """,
                rounds,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.version(),
                System.getProperty("java.vm.name"),
                loadBefore);
    }

    private void tables(StringBuilder out) {
        String group = "";
        for (var entry : best.entrySet()) {
            Case row = entry.getKey();
            if (!row.group().equals(group)) {
                group = row.group();
                out.append("\n## ")
                        .append(group)
                        .append("\n\n| benchmark | ns | bytes | ours ÷ this |\n|---|---|---|---|\n");
            }
            Figures figures = entry.getValue();
            Figures ours = ours(row);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %s |%n",
                    row.name(),
                    figures.nanos(),
                    figures.bytes(),
                    ours == null ? "" : String.format(Locale.ROOT, "%.2f", ours.nanos() / figures.nanos())));
        }
    }

    /// What this peer is compared with: the longest of our names whose rest ends the peer's; null for our own.
    private @Nullable Figures ours(Case peer) {
        if (peer.name().contains(OURS)) {
            return null;
        }
        String found = "";
        Figures figures = null;
        for (var entry : best.entrySet()) {
            String name = entry.getKey().name();
            if (entry.getKey().group().equals(peer.group()) && name.contains(OURS)) {
                String before = name.substring(0, name.indexOf(OURS));
                String after = name.substring(name.indexOf(OURS) + OURS.length());
                if (peer.name().startsWith(before)
                        && peer.name().endsWith(after)
                        && (figures == null || after.length() > found.length())) {
                    found = after;
                    figures = entry.getValue();
                }
            }
        }
        return figures;
    }

    /// What a program prints; a line that says so when it does not end well or in time.
    private static String load(String program) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        Path said = Files.createTempFile("bench", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(PROGRAM_MINUTES, TimeUnit.MINUTES);
            process.destroyForcibly();
            String text = Files.readString(said, StandardCharsets.UTF_8);
            return ended && process.exitValue() == 0
                    ? text
                    : text + "FAILED: " + (ended ? "exit status" : "too slow") + "\n";
        } finally {
            Files.delete(said);
        }
    }
}
