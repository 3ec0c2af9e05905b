// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.stress;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jcstress.JCStress;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.collectors.DiskReadCollector;
import org.openjdk.jcstress.infra.collectors.InProcessCollector;
import org.openjdk.jcstress.infra.collectors.TestResult;

/// Runs the jcstress tests of this package within a budget of time and judges them.
///
/// `StressRun [BUDGET_SECONDS [REGEX]]`: the default is a quick slice of 100 s over all tests. A budget of 0
/// takes jcstress' own default mode, which tries every compilation and affinity and takes hours. A seeded bug
/// that a short look does not see is looked at again for longer before it counts as missed. Exit status 1 when
/// a promise broke or a seeded bug was missed.
public final class StressRun {
    private static final double FORK_SECONDS = 1.5;
    private static final int ITERATIONS = 2;
    private static final int SECOND_LOOK_MILLIS = 3_000;
    private static final Path RESULTS = Path.of("jcstress");

    private final PrintStream out;

    private StressRun(PrintStream out) {
        this.out = out;
    }

    /// Takes the budget in seconds and a regular expression for the tests' names.
    public static void main(String[] args) throws Exception {
        int budgetSeconds = args.length > 0 ? Integer.parseInt(args[0]) : 100;
        String filter = args.length > 1 ? args[1] : "dev\\.heddle\\.bench\\.stress\\..*";
        System.exit(new StressRun(System.out).run(budgetSeconds, filter) ? 0 : 1);
    }

    private boolean run(int budgetSeconds, String filter) throws Exception {
        SortedSet<String> tests = new JCStress(options(List.of("-t", filter))).getTests();
        if (tests.isEmpty()) {
            out.println("stress: no test is called like " + filter);
            return false;
        }
        out.printf("stress: %d tests%n", tests.size());
        List<String> mode =
                budgetSeconds == 0 ? List.of("-m", "default") : quick(iterationMillis(budgetSeconds, tests.size()));
        Map<String, Verdict> verdicts = look(filter, mode);
        secondLook(verdicts);
        return report(tests, verdicts);
    }

    private void secondLook(Map<String, Verdict> verdicts) throws Exception {
        var missed = verdicts.entrySet().stream()
                .filter(entry -> isSeeded(entry.getKey()) && entry.getValue() == Verdict.HELD)
                .map(entry -> Pattern.quote(entry.getKey()))
                .collect(Collectors.joining("|"));
        if (!missed.isEmpty()) {
            verdicts.putAll(look("(" + missed + ")", quick(SECOND_LOOK_MILLIS)));
        }
    }

    private boolean report(SortedSet<String> tests, Map<String, Verdict> verdicts) {
        boolean good = true;
        for (String test : tests) {
            Verdict verdict = verdicts.getOrDefault(test, Verdict.NO_RESULT);
            boolean asWanted = verdict == (isSeeded(test) ? Verdict.BROKEN : Verdict.HELD);
            out.printf(
                    "%-4s %s: %s%n",
                    asWanted ? "ok" : "BAD", test, isSeeded(test) ? verdict.ofSeeded : verdict.ofPromise);
            good &= asWanted;
        }
        return good;
    }

    private static boolean isSeeded(String test) {
        return test.substring(test.lastIndexOf('.') + 1).contains("Seeded");
    }

    private static int iterationMillis(int budgetSeconds, int tests) {
        double perTest = (double) budgetSeconds / tests - FORK_SECONDS;
        return (int) Math.clamp(perTest * 1000 / ITERATIONS, 50, 2_000);
    }

    private static List<String> quick(int iterationMillis) {
        return List.of(
                "-f",
                "1",
                "-iters",
                "" + ITERATIONS,
                "-time",
                "" + iterationMillis,
                "-sc",
                "false",
                "-jvmArgs",
                "-XX:+UseSerialGC -ea");
    }

    /// One run of jcstress; what it prints goes to a file, because it prints much.
    private Map<String, Verdict> look(String filter, List<String> mode) throws Exception {
        Files.createDirectories(RESULTS);
        var arguments = new ArrayList<>(mode);
        arguments.addAll(List.of("-t", filter, "-r", RESULTS + "/"));
        Options options = options(arguments);
        try (var log =
                new PrintStream(Files.newOutputStream(RESULTS.resolve("log.txt")), true, StandardCharsets.UTF_8)) {
            System.setOut(log);
            new JCStress(options).run();
        } catch (AssertionError failures) {
            out.println("stress: jcstress saw a forbidden outcome; see " + RESULTS.toAbsolutePath());
        } finally {
            System.setOut(out);
        }
        var collector = new InProcessCollector();
        new DiskReadCollector(options.getResultFile(), collector).dump();
        return verdicts(collector.getTestResults());
    }

    private static Map<String, Verdict> verdicts(Collection<TestResult> results) {
        var verdicts = new TreeMap<String, Verdict>();
        for (TestResult result : results) {
            verdicts.merge(result.getName(), Verdict.of(result), Verdict::worse);
        }
        return verdicts;
    }

    private static Options options(List<String> arguments) throws IOException {
        var options = new Options(arguments.toArray(String[]::new));
        if (!options.parse()) {
            throw new IllegalArgumentException("jcstress did not understand " + arguments);
        }
        return options;
    }

    /// What became of one test, over all its configurations; later is worse.
    private enum Verdict {
        HELD("held", "the seeded bug was MISSED"),
        BROKEN("the promise is BROKEN", "seeded bug caught"),
        NO_RESULT("NO RESULT", "NO RESULT");

        private final String ofPromise;
        private final String ofSeeded;

        Verdict(String ofPromise, String ofSeeded) {
            this.ofPromise = ofPromise;
            this.ofSeeded = ofSeeded;
        }

        static Verdict of(TestResult result) {
            if (result.status() != Status.NORMAL) {
                return isSeeded(result.getName()) ? BROKEN : NO_RESULT;
            }
            return result.grading().isPassed ? HELD : BROKEN;
        }

        Verdict worse(Verdict other) {
            return compareTo(other) > 0 ? this : other;
        }
    }
}
