// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// What a connection costs that is registered and silent: live heap after a full collection and native memory,
/// from 10,000 to 19,000 of them; and what the system counts as resident when the 19,000 have just come.
///
/// The first two counts come after a visit of as many, so that code, classes and tables are there already.
final class IdleMemory {
    static final String TITLE = "Idle connections";
    private static final int FEW = 10_000;
    private static final int MORE = 9_000;
    private static final Pattern HEAP = Pattern.compile("Total\\s+\\d+\\s+(\\d+)");
    /// Dead space that a full collection leaves between live objects, and counts.
    private static final Pattern FILLER =
            Pattern.compile("\\d+:\\s+\\d+\\s+(\\d+)\\s+\\S*jdk\\.internal\\.vm\\.Filler");

    private static final long GONE_NANOS = TimeUnit.MINUTES.toNanos(2);
    private static final Pattern COMMITTED = Pattern.compile("Total: reserved=\\d+, committed=(\\d+)");
    private static final Pattern JAVA_HEAP = Pattern.compile("Java Heap \\(reserved=\\d+, committed=(\\d+)\\)");
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /// Bytes of all connections together.
    private record Memory(long heap, long nativeBytes) {}

    private record Figures(double heap, double nativeBytes, double resident) {}

    private final Bench bench;
    private final Servers servers;
    private final List<Figures> rounds = new ArrayList<>();

    IdleMemory(Bench bench, Servers servers) {
        this.bench = bench;
        this.servers = servers;
    }

    void round() throws IOException, InterruptedException {
        try (var server = servers.heddle(Servers.HEDDLE, true, List.of("-XX:NativeMemoryTracking=summary"))) {
            long resident = -resident(server);
            try (var few = new Held(bench, server, FEW, "v");
                    var more = new Held(bench, server, MORE, "w")) {
                few.awaitAll();
                more.awaitAll();
                resident += resident(server);
            }
            awaitGone(server);
            try (var few = new Held(bench, server, FEW, "x")) {
                var before = memory(server, few);
                try (var more = new Held(bench, server, MORE, "y")) {
                    var after = memory(server, few, more);
                    rounds.add(new Figures(
                            (double) (after.heap - before.heap) / MORE,
                            (double) (after.nativeBytes - before.nativeBytes) / MORE,
                            (double) resident / (FEW + MORE)));
                }
            }
        }
        var last = rounds.getLast();
        System.out.printf(
                Locale.ROOT,
                "idle: %.0f bytes of heap, %.0f native, %.0f resident%n",
                last.heap,
                last.nativeBytes,
                last.resident);
    }

    /// The server may still be closing what the load has closed.
    private static void awaitGone(Server server) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (openFiles(server) > MORE / 10) {
            if (System.nanoTime() - began > GONE_NANOS) {
                throw new IOException("connections that were closed are still open in the server");
            }
            Thread.sleep(100);
        }
    }

    private static long openFiles(Server server) throws IOException {
        try (var files = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
            return files.count();
        }
    }

    private static long resident(Server server) throws IOException {
        return number(RESIDENT, Files.readString(Path.of("/proc/" + server.pid() + "/status"))) << 10;
    }

    private static Memory memory(Server server, Held... held) throws IOException, InterruptedException {
        for (var one : held) {
            one.awaitAll();
        }
        jcmd(server, "GC.run");
        jcmd(server, "GC.run"); // what the first one's cleaners let go of
        var histogram = jcmd(server, "GC.class_histogram");
        var tracked = jcmd(server, "VM.native_memory", "summary", "scale=b");
        long filler = FILLER.matcher(histogram)
                .results()
                .mapToLong(row -> Long.parseLong(row.group(1)))
                .sum();
        return new Memory(number(HEAP, histogram) - filler, number(COMMITTED, tracked) - number(JAVA_HEAP, tracked));
    }

    private static long number(Pattern pattern, String text) throws IOException {
        var found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("wanted " + pattern + " in: " + text);
        }
        return Long.parseLong(found.group(1));
    }

    private static String jcmd(Server server, String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + server.pid()));
        command.addAll(List.of(words));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            var text = out.readAllAsString();
            if (process.waitFor() != 0) {
                throw new IOException("jcmd failed: " + text);
            }
            return text;
        }
    }

    String text() throws IOException {
        double heap = Medians.of(rounds.stream().map(Figures::heap).toList());
        double nativeBytes =
                Medians.of(rounds.stream().map(Figures::nativeBytes).toList());
        double resident = Medians.of(rounds.stream().map(Figures::resident).toList());
        return String.format(
                Locale.ROOT,
                """
                Plain connections, registered and silent, from %,d to %,d of them: the growth divided by their number, medians of %d \
                rounds. Heap: live objects after a full collection. Native: what the JVM and the heaps of units have committed outside \
                of it; less of it than before counts as nothing. Resident: what the first %,d of them added, garbage and code included. %s

                | | bytes per connection |
                |---|---|
                | live heap | %,.0f |
                | native | %,.0f |
                | **both** (promised: at most 2,048) | **%,.0f** |
                | resident | %,.0f |
                """,
                FEW,
                FEW + MORE,
                rounds.size(),
                FEW + MORE,
                Document.machine(),
                heap,
                nativeBytes,
                heap + Math.max(0, nativeBytes),
                resident);
    }

    /// Connections that a load program holds open.
    private static final class Held implements AutoCloseable {
        private final Process process;

        Held(Bench bench, Server server, int count, String prefix) throws IOException {
            process = new ProcessBuilder(
                            bench.program("load"),
                            "--mode",
                            "idle",
                            "--hold",
                            "--prefix",
                            prefix,
                            "--clients",
                            "" + count,
                            "--port",
                            "" + server.port(),
                            "--server",
                            "" + server.pid())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        }

        /// The first line says that all are registered.
        void awaitAll() throws IOException {
            if (process.isAlive() && process.getInputStream().read() < 0) {
                throw new IOException("the load ended before all were registered");
            }
        }

        @Override
        public void close() throws InterruptedException, IOException {
            process.getOutputStream().close();
            process.waitFor();
        }
    }
}
