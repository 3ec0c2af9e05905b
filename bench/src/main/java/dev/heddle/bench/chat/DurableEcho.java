// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import dev.heddle.bench.store.StoreBench;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Messages a second whose senders are told only after the commit: over sockets, beside the store without a
/// server around it and bare transactions into the same tables, in the same run.
final class DurableEcho {
    static final String TITLE = "Durable echo";
    private static final int SENDERS = 512;
    /// As the store alone has them.
    private static final int CHANNELS = 16;

    private static final int TEXT_BYTES = 67;

    private record Figures(double sockets, double p50, double p99, double writer, double bare) {}

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
        double bare;
        double writer;
        try {
            bare = new StoreBench(bench.directory(), nanos()).bare(SENDERS);
            writer = new StoreBench(bench.directory(), nanos())
                    .acknowledged(SENDERS)
                    .perSecond();
        } catch (SQLException e) {
            throw new IOException("the store alone failed", e);
        }
        try (var server = servers.heddle(Servers.HISTORY, true, List.of())) {
            var pass = bench.load(
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
                            "1",
                            "--size",
                            "" + TEXT_BYTES,
                            "--warm-up",
                            "" + options.warmSeconds(),
                            "--seconds",
                            "" + options.seconds())
                    .getFirst();
            rounds.add(new Figures(
                    pass.getOrDefault("messages_s", 0.0),
                    pass.getOrDefault("p50_us", 0.0) / 1000,
                    pass.getOrDefault("p99_us", 0.0) / 1000,
                    writer,
                    bare));
        }
        var last = rounds.getLast();
        System.out.printf(
                Locale.ROOT,
                "echo: %,.0f/s over sockets, writer alone %,.0f, bare %,.0f%n",
                last.sockets,
                last.writer,
                last.bare);
    }

    /// The store alone warms up for as long as it is measured; it is this program's own code that gets warm.
    private long nanos() {
        return (long) (options.seconds() * 1e9);
    }

    String text() throws IOException {
        return String.format(
                Locale.ROOT,
                """
                %d senders, each with one message of %d bytes under way, `synchronous=FULL`. Over sockets: %d channels with one \
                member each who gets everything, the senders outside, told by echo-message after the commit. The writer alone: the \
                same store, channels and number under way, no server. Bare: transactions of %d rows into the same tables, nothing \
                else. Medians of %d rounds. %s

                | | messages a second |
                |---|---|
                | **over sockets** (promised: 30,000) | **%,.0f** (p50 %.1f ms, p99 %.1f ms) |
                | the writer alone | %,.0f; over sockets ÷ that: %.2f (promised: 0.8) |
                | bare | %,.0f; over sockets ÷ that: %.2f |
                """,
                SENDERS,
                TEXT_BYTES,
                CHANNELS,
                SENDERS,
                rounds.size(),
                Document.machine(),
                median(Figure.SOCKETS),
                median(Figure.P50),
                median(Figure.P99),
                median(Figure.WRITER),
                median(Figure.OF_WRITER),
                median(Figure.BARE),
                median(Figure.OF_BARE));
    }

    private enum Figure {
        SOCKETS,
        P50,
        P99,
        WRITER,
        OF_WRITER,
        BARE,
        OF_BARE
    }

    private double median(Figure figure) {
        return Medians.of(rounds.stream()
                .map(round -> switch (figure) {
                    case SOCKETS -> round.sockets;
                    case P50 -> round.p50;
                    case P99 -> round.p99;
                    case WRITER -> round.writer;
                    case OF_WRITER -> round.sockets / round.writer;
                    case BARE -> round.bare;
                    case OF_BARE -> round.sockets / round.bare;
                })
                .toList());
    }
}
