// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import dev.heddle.bench.contest.Affinity;
import dev.heddle.bench.contest.Budget;
import dev.heddle.bench.contest.Entry;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;

/// Contestants of one row in one virtual machine, in turns of some milliseconds, each with classes of its own: for a
/// machine whose speed changes from minute to minute. What counts is the ratio of neighbouring turns.
///
/// `TurnsRun SECONDS SECTION ROW CONTENDER[@CLONE]...`: the first one is what the others are divided by. A clone is
/// another directory of this project, built, to compare two states of it.
public final class TurnsRun {
    private static final String IN_TURNS = "in-turns";
    private static final Duration TURN = Duration.ofMillis(20);

    private TurnsRun() {}

    /// See the class.
    public static void main(String[] args) throws Exception {
        if (args.length > 0 && args[0].equals(IN_TURNS)) {
            inTurns(List.of(args).subList(1, args.length));
            System.exit(0); // whatever a peer's threads think
        }
        if (args.length < 5) {
            throw new IllegalArgumentException(
                    "wanted SECONDS SECTION ROW and at least two of CONTENDER[@CLONE], got " + List.of(args));
        }
        var forked = new ArrayList<>(List.of(IN_TURNS));
        forked.addAll(List.of(args));
        Process process = new ProcessBuilder(Contestants.java(TurnsRun.class, forked.toArray(String[]::new)))
                .inheritIO()
                .start();
        System.exit(process.waitFor());
    }

    /// Loaded once for each contestant, by a loader that shares nothing but the JDK with the others.
    public static final class Lane implements Callable<Double> {
        private final Entry entry;

        /// Finds the contestant.
        public Lane(String section, String row, String contender) {
            requireUnbound();
            entry = EntryRun.find(section, row, contender);
        }

        /// A thread bound to one processor would count no others.
        private static void requireUnbound() {
            if (Affinity.processors() < 2) {
                throw new IllegalStateException("wanted at least 2 processors, got " + Affinity.processors());
            }
        }

        @Override
        public Double call() throws Exception {
            return entry.work().measure(new Budget(Duration.ZERO, TURN)).nanos();
        }
    }

    private static void inTurns(List<String> args) throws Exception {
        long nanos = Duration.ofSeconds(Long.parseLong(args.getFirst())).toNanos();
        String section = args.get(1);
        String row = args.get(2);
        List<String> names = args.subList(3, args.size());
        List<Callable<?>> lanes = new ArrayList<>();
        for (String name : names) {
            lanes.add(lane(section, row, name));
        }
        List<double[]> turns = new ArrayList<>();
        long began = System.nanoTime();
        for (int turn = 0; System.nanoTime() - began < nanos; turn++) {
            var figures = new double[lanes.size()];
            for (int i = 0; i < figures.length; i++) {
                int who = (turn + i) % figures.length;
                figures[who] = (Double) lanes.get(who).call();
            }
            if (System.nanoTime() - began > nanos / 3) { // the rest is warm-up
                turns.add(figures);
            }
        }
        System.out.printf(
                "%s, %s: %d turns; median ns, its quarters; ratio to the first%n", section, row, turns.size());
        print(names, turns);
    }

    private static void print(List<String> names, List<double[]> turns) {
        for (int i = 0; i < names.size(); i++) {
            int who = i;
            double[] own = sorted(turns, each -> each[who]);
            double[] ratio = sorted(turns, each -> each[who] / each[0]);
            System.out.printf(
                    Locale.ROOT,
                    "%-30s %8.2f  (%.2f to %.2f)  %.3f  (%.3f to %.3f)%n",
                    names.get(i),
                    at(own, 2),
                    at(own, 1),
                    at(own, 3),
                    at(ratio, 2),
                    at(ratio, 1),
                    at(ratio, 3));
        }
    }

    private static Callable<?> lane(String section, String row, String name) throws Exception {
        int at = name.indexOf('@');
        String here = Path.of("").toAbsolutePath().toString();
        String clone =
                at < 0 ? here : Path.of(name.substring(at + 1)).toAbsolutePath().toString();
        List<URL> path = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(File.pathSeparator)) {
            String there = part.startsWith(here) ? clone + part.substring(here.length()) : part;
            path.add(Path.of(there).toUri().toURL());
        }
        var loader = new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        return (Callable<?>) loader.loadClass(Lane.class.getName())
                .getConstructor(String.class, String.class, String.class)
                .newInstance(section, row, at < 0 ? name : name.substring(0, at));
    }

    private static double[] sorted(List<double[]> turns, ToDoubleFunction<double[]> of) {
        double[] all = turns.stream().mapToDouble(of).toArray();
        Arrays.sort(all);
        return all;
    }

    private static double at(double[] sorted, int quarter) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.min(sorted.length - 1, sorted.length * quarter / 4)];
    }
}
