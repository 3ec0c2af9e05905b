// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long `./heddle serve` takes from exec to the open plain port, without a configuration.
final class StartUp {
    static final String TITLE = "Start";
    private static final int PLAIN_PORT = 6667;

    private final Bench bench;
    private final int starts;
    private final List<Double> empty = new ArrayList<>();
    private final List<Double> existing = new ArrayList<>();

    StartUp(Bench bench, int starts) {
        this.bench = bench;
        this.starts = starts;
    }

    void run() throws IOException, InterruptedException {
        // The launcher builds when it thinks that it must, which is no start.
        new ProcessBuilder(Servers.launcher(bench.home()), "--version")
                .inheritIO()
                .start()
                .waitFor();
        var existed = bench.directory().resolve("data");
        start(existed); // makes it, and warms the page cache
        for (int i = 0; i < starts; i++) {
            empty.add(start(bench.directory().resolve("data")));
            existing.add(start(existed));
        }
        System.out.printf(
                Locale.ROOT, "start: empty %.0f ms, existing %.0f ms%n", Medians.of(empty), Medians.of(existing));
    }

    private double start(Path data) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        bench.program("start"),
                        "" + PLAIN_PORT,
                        Servers.launcher(bench.home()),
                        "serve",
                        "--data",
                        data.toString())
                .directory(data.getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
            var line = out.readLine();
            if (process.waitFor() != 0 || line == null) {
                throw new IOException("the server did not start; is port " + PLAIN_PORT + " or 6697 in use?");
            }
            return Double.parseDouble(line);
        }
    }

    String text() throws IOException {
        return String.format(
                Locale.ROOT,
                """
                From exec of `./heddle serve` to the open plain port, no configuration, tried every millisecond; medians of %d starts of \
                each, in turns. %s

                | | ms | from | to |
                |---|---|---|---|
                | existing data (promised: 400) | **%.0f** | %.0f | %.0f |
                | an empty directory (promised: 500) | **%.0f** | %.0f | %.0f |
                """,
                starts,
                Document.machine(),
                Medians.of(existing),
                smallest(existing),
                largest(existing),
                Medians.of(empty),
                smallest(empty),
                largest(empty));
    }

    private static double smallest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
    }

    private static double largest(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
    }
}
