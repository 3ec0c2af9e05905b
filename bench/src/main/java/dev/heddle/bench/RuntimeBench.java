// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import dev.heddle.bench.Contestants.Contestant;
import dev.heddle.bench.contest.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Every benchmark of the runtime and its peers with one command, written to a table with ratios.
///
/// `RuntimeBench [--quick] [--rounds N] [--only REGEX] TABLE SOURCES`: the file to write, and the directory of
/// the C programs. What one thread does is measured by JMH with its allocation profile, the rest by the load
/// programs of this module and by C programs. Everything runs in a process of its own; in each round all
/// contestants take turns. The best of the rounds counts, and within one the first quartile of many slices of some
/// milliseconds, so that other work on the machine spoils little. `--only` takes the benchmarks of such a class and
/// the contestants of such a section, row or name.
public final class RuntimeBench {
    private static final String JMH_PACKAGES = "dev\\.heddle\\.bench\\.(unit|queue|request)\\..*";
    private static final int PROGRAM_SECONDS = 90;

    /// How much of everything.
    private record Effort(int rounds, int warmMillis, int measuredMillis, int slices) {
        static final Effort FULL = new Effort(3, 1_500, 1_000, 100);
        static final Effort QUICK = new Effort(1, 800, 400, 40);
    }

    private final Effort effort;
    private final int rounds;
    private final BenchArguments asked;
    private final RuntimeTable table = new RuntimeTable();

    private RuntimeBench(BenchArguments asked) {
        this.effort = asked.quick() ? Effort.QUICK : Effort.FULL;
        this.rounds = asked.rounds(effort.rounds);
        this.asked = asked;
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        new RuntimeBench(BenchArguments.of(args)).run();
    }

    private void run() throws Exception {
        double loadBefore = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        long began = System.nanoTime();
        var contestants = new Contestants(effort.warmMillis, effort.measuredMillis)
                .all(asked.sources()).stream()
                        .filter(each -> each.name().matches(".*(" + asked.only() + ").*"))
                        .toList();
        for (int round = 1; round <= rounds; round++) {
            System.out.printf("round %d of %d%n", round, rounds);
            jmh();
            for (Contestant each : contestants) {
                measure(each);
            }
        }
        long minutes = Duration.ofNanos(System.nanoTime() - began).toMinutes();
        Files.writeString(asked.table(), head(loadBefore, minutes) + table.text());
        System.out.println("written to " + asked.table() + " after " + minutes + " minutes");
    }

    private void jmh() {
        var options = new OptionsBuilder()
                .include(JMH_PACKAGES + "(" + asked.only() + ").*")
                .forks(1)
                .warmupIterations(1)
                .warmupTime(TimeValue.milliseconds(effort.warmMillis))
                .measurementIterations(effort.slices)
                .measurementTime(TimeValue.milliseconds(10))
                .timeUnit(TimeUnit.NANOSECONDS)
                .addProfiler(GCProfiler.class)
                .jvmArgs(Contestants.JVM.toArray(String[]::new))
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(true)
                .build();
        try {
            note(new Runner(options).run());
        } catch (NoBenchmarksException e) {
            System.out.println("no benchmark is called like " + asked.only());
        } catch (RunnerException e) {
            System.out.println("FAILED: " + e + " " + e.getCause());
        }
    }

    @SuppressWarnings("rawtypes") // JMH's own results are raw
    private void note(Collection<RunResult> results) {
        for (RunResult result : results) {
            String benchmark = result.getParams().getBenchmark();
            int dot = benchmark.lastIndexOf('.');
            String section = benchmark.substring(benchmark.lastIndexOf('.', dot - 1) + 1, dot);
            String method = benchmark.substring(dot + 1);
            int cut = method.indexOf('_');
            String contender = cut < 0 ? "heddle" : method.substring(0, cut);
            String row = method.substring(cut + 1);
            for (String key : result.getParams().getParamsKeys()) {
                if (key.equals("contender")) {
                    contender = result.getParams().getParam(key);
                } else {
                    row += ", " + result.getParams().getParam(key);
                }
            }
            double bytes = result.getSecondaryResults().entrySet().stream()
                    .filter(entry -> entry.getKey().endsWith("gc.alloc.rate.norm"))
                    .mapToDouble(entry -> entry.getValue().getScore())
                    .findFirst()
                    .orElse(Double.NaN);
            double nanos = result.getPrimaryResult().getStatistics().getPercentile(25);
            tell(section, row, contender, Figures.rate(nanos, bytes));
        }
    }

    /// Runs a process that prints its figures; a line that says so when it does not end well or in time.
    private void measure(Contestant each) throws IOException, InterruptedException {
        Path said = Files.createTempFile("bench", ".txt");
        try {
            Process process = new ProcessBuilder(each.command())
                    .redirectErrorStream(true)
                    .redirectOutput(said.toFile())
                    .start();
            boolean ended = process.waitFor(PROGRAM_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(said, StandardCharsets.UTF_8);
            var figures = text.lines().filter(Figures::isLine).findFirst();
            if (ended && process.exitValue() == 0 && figures.isPresent()) {
                tell(each.section(), each.row(), each.contender(), Figures.parse(figures.get()));
            } else {
                System.out.printf(
                        "%s, %s, %s FAILED%s%n%s%n",
                        each.section(), each.row(), each.contender(), ended ? "" : ": too slow", text);
            }
        } finally {
            Files.delete(said);
        }
    }

    private void tell(String section, String row, String contender, Figures figures) {
        table.add(section, row, contender, figures);
        System.out.printf(
                Locale.ROOT,
                "%s, %s, %s: %.1f ns, %.2f B%n",
                section,
                row,
                contender,
                figures.nanos(),
                figures.bytes());
    }

    private String head(double loadBefore, long minutes) {
        return String.format(
                Locale.ROOT,
                """
                # The runtime beside its peers

                Nanoseconds and bytes per operation; the best of %d rounds in which all take turns, each in a process of its own, and of each the first
                quartile of many slices of a few milliseconds. A ratio is ours divided by the peer's: below 1, ours is faster. *Prototype* is
                the ratio that the prototype of this runtime had to that peer, and in our own rows its nanoseconds on another machine.

                Command: `bench/run-runtime%s`, %d minutes. Machine: %d processors, %s %s (%s), Java %s; load average before: %.1f.
                """,
                rounds,
                asked.options(),
                minutes,
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                Runtime.version(),
                loadBefore);
    }
}
