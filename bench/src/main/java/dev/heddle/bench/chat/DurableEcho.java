// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import dev.heddle.bench.store.StoreBench;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/// Messages a second whose senders are told only after the commit: over sockets, beside the store without a
/// server around it and bare transactions into the same tables, in the same run.
final class DurableEcho {
    static final String TITLE = "Durable echo";
    private static final int SENDERS = 512;
    /// As the store alone has them.
    private static final int CHANNELS = 16;

    private static final int TEXT_BYTES = 67;

    /// Messages that each sender has under way.
    private static final List<Integer> WINDOWS = List.of(1, 8);

    /// Of one window: over sockets, and the store alone with as many under way.
    private record Figures(int window, double sockets, double p50, double p99, double writer, double bare) {}

    private final Bench bench;
    private final Servers servers;
    private final Options options;
    private final List<Figures> rounds = new ArrayList<>();

    DurableEcho(Bench bench, Servers servers, Options options) {
        this.bench = bench;
        this.servers = servers;
        this.options = options;
    }

    void round() throws IOException, InterruptedException {
        try (var server = servers.heddle(Servers.HISTORY, true, List.of())) {
            for (int window : WINDOWS) {
                var pass = overSockets(server, window);
                try {
                    var alone = new StoreBench(bench.directory(), nanos());
                    rounds.add(new Figures(
                            window,
                            pass.getOrDefault("messages_s", 0.0),
                            pass.getOrDefault("p50_us", 0.0) / 1000,
                            pass.getOrDefault("p99_us", 0.0) / 1000,
                            alone.acknowledged(SENDERS * window).perSecond(),
                            alone.bare(SENDERS)));
                } catch (SQLException e) {
                    throw new IOException("the store alone failed", e);
                }
                var last = rounds.getLast();
                System.out.printf(
                        Locale.ROOT,
                        "echo, %d under way: %,.0f/s over sockets, writer alone %,.0f, bare %,.0f%n",
                        window,
                        last.sockets,
                        last.writer,
                        last.bare);
            }
        }
    }

    private Map<String, Double> overSockets(Server server, int window) throws IOException, InterruptedException {
        return bench.load(
                        server,
                        "--mode",
                        "outside",
                        "--members",
                        "" + SENDERS / CHANNELS,
                        "--clients",
                        "" + SENDERS,
                        "--capabilities",
                        "echo-message",
                        "--window",
                        "" + window,
                        "--size",
                        "" + TEXT_BYTES,
                        "--warm-up",
                        "" + options.warmSeconds(),
                        "--seconds",
                        "" + options.seconds())
                .getFirst();
    }

    /// The store alone warms up for as long as it is measured; it is this program's own code that gets warm.
    private long nanos() {
        return (long) (options.seconds() * 1e9);
    }

    String text() throws IOException {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                """
                %d senders with messages of %d bytes, `synchronous=FULL`. Over sockets: %d channels with one member each who gets \
                everything, the senders outside, told by echo-message after the commit. The writer alone: the same store and \
                channels, as many messages under way, no server. Bare: transactions of %d rows into the same tables, nothing \
                else. Promised: 30,000 over sockets, and 0.8 of the writer alone. Medians of %d rounds. %s

                | under way for each sender | over sockets | p50 / p99 ms | the writer alone | sockets ÷ that | bare | sockets ÷ that |
                |---|---|---|---|---|---|---|
                """,
                SENDERS,
                TEXT_BYTES,
                CHANNELS,
                SENDERS,
                rounds.size() / WINDOWS.size(),
                Document.machine()));
        for (int window : WINDOWS) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %d | **%,.0f** | %.1f / %.1f | %,.0f | %.2f | %,.0f | %.2f |%n",
                    window,
                    median(window, Figures::sockets),
                    median(window, Figures::p50),
                    median(window, Figures::p99),
                    median(window, Figures::writer),
                    median(window, round -> round.sockets / round.writer),
                    median(window, Figures::bare),
                    median(window, round -> round.sockets / round.bare)));
        }
        return text.toString();
    }

    private double median(int window, ToDoubleFunction<Figures> figure) {
        return Medians.of(rounds.stream()
                .filter(round -> round.window == window)
                .map(figure::applyAsDouble)
                .toList());
    }
}
