// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.store;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.chat.store.sqlite.DataDirectory;
import dev.heddle.chat.store.sqlite.SqliteOptions;
import dev.heddle.chat.store.sqlite.SqliteStore;
import dev.heddle.runtime.queue.Offer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.sqlite.SQLiteConfig;

/// How fast history is made durable: bare rows per second by rows per transaction, then messages per second
/// that are acknowledged after their commit, with 1, 64 and 512 clients that each wait for the last
/// acknowledgement before they send again.
///
/// Arguments: a directory on the disk in question, seconds per row (default 3), rounds (default 3).
public final class StoreBench {
    private static final String BODY = "a line of the usual length that somebody says in a channel, really";
    private static final int CHANNELS = 16;
    private static final int LATENCIES_MAX = 1 << 20;

    private final Path path;
    private final long nanos;

    /// What acknowledging gave.
    public record Acknowledged(double perSecond, double p50Millis, double p99Millis) {}

    /// Works in a directory that exists, for so long per row.
    public StoreBench(Path path, long nanos) {
        this.path = path;
        this.nanos = nanos;
    }

    /// Runs all rows, interleaved.
    public static void main(String[] args) throws IOException, SQLException {
        var parent = Path.of(args.length > 0 ? args[0] : System.getProperty("java.io.tmpdir"));
        var seconds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        var rounds = args.length > 2 ? Integer.parseInt(args[2]) : 3;
        var directory = Files.createTempDirectory(parent, "store-bench");
        try {
            for (var round = 1; round <= rounds; round++) {
                var bench = new StoreBench(directory.resolve("r" + round), seconds * 1_000_000_000L);
                System.out.println("round " + round);
                for (var rows : new int[] {1, 10, 100, 1_000}) {
                    report("bare, %d rows per transaction".formatted(rows), bench.bare(rows));
                }
                for (var clients : new int[] {1, 64, 512}) {
                    var known = bench.acknowledged(clients);
                    report(
                            "acknowledged, %d clients, p50 %.1f p99 %.1f ms"
                                    .formatted(clients, known.p50Millis(), known.p99Millis()),
                            known.perSecond());
                }
            }
        } finally {
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var file : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /// The same rows into the same schema with nothing around them; rows a second.
    public double bare(int rowsPerTransaction) throws SQLException {
        var data = path.resolve("bare" + rowsPerTransaction);
        try (var directory = DataDirectory.lock(data)) {
            SqliteStore.open(directory, SqliteOptions.of(Casemapping.ASCII)).close();
            var config = new SQLiteConfig();
            config.setGetGeneratedKeys(false); // or each INSERT is followed by a question
            try (var connection = config.createConnection("jdbc:sqlite:" + data.resolve(SqliteStore.FILE))) {
                try (var statement = connection.createStatement()) {
                    statement.execute("PRAGMA journal_mode=WAL");
                    statement.execute("PRAGMA synchronous=FULL");
                    statement.execute("PRAGMA wal_autocheckpoint=4000");
                }
                return insert(connection, rowsPerTransaction);
            }
        }
    }

    private double insert(Connection connection, int rowsPerTransaction) throws SQLException {
        var start = System.nanoTime();
        var rows = 0L;
        connection.setAutoCommit(false);
        try (var insert =
                connection.prepareStatement("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            while (System.nanoTime() - start < nanos) {
                for (var i = 0; i < rowsPerTransaction; i++) {
                    rows++;
                    insert.setLong(1, rows % CHANNELS);
                    insert.setLong(2, rows);
                    insert.setLong(3, rows / CHANNELS);
                    insert.setLong(4, rows * 0x9e3779b97f4a7c15L);
                    insert.setLong(5, 1_700_000_000_000L + rows);
                    insert.setInt(6, 1);
                    insert.setInt(7, 0);
                    insert.setString(8, "alice!alice@host.example.org");
                    insert.setString(9, "alice");
                    insert.setString(10, "#channel");
                    insert.setString(11, "");
                    insert.setString(12, BODY);
                    insert.executeUpdate();
                }
                connection.commit();
            }
        }
        return rows * 1e9 / (System.nanoTime() - start);
    }

    private static void report(String what, double perSecond) {
        System.out.printf("  %-36s %,10.0f /s%n", what, perSecond);
    }

    /// One thread plays the hub and all clients: each has one message on its way.
    public Acknowledged acknowledged(int clients) {
        try (var directory = DataDirectory.lock(path.resolve("clients" + clients));
                var store = SqliteStore.open(directory, SqliteOptions.of(Casemapping.ASCII))) {
            var hub = Thread.currentThread();
            store.onSettled(() -> LockSupport.unpark(hub));
            var random = new Random(1);
            var sentAt = new long[clients];
            var latencies = new long[LATENCIES_MAX];
            var sequence = 0L;
            for (var client = 0; client < clients; client++) {
                sentAt[client] = System.nanoTime();
                post(store, ++sequence, random.nextLong());
            }
            var start = System.nanoTime();
            var acknowledged = 0L;
            while (System.nanoTime() - start < nanos) {
                var settled = store.settled();
                if (settled == acknowledged) {
                    LockSupport.parkNanos(store, 1_000_000);
                    continue;
                }
                for (; acknowledged < settled; acknowledged++) {
                    // Client c has the sequences c + 1, c + 1 + clients, …
                    var client = (int) (acknowledged % clients);
                    var now = System.nanoTime();
                    latencies[(int) (acknowledged % LATENCIES_MAX)] = now - sentAt[client];
                    sentAt[client] = now;
                    post(store, ++sequence, random.nextLong());
                }
            }
            var perSecond = acknowledged * 1e9 / (System.nanoTime() - start);
            var known = Arrays.copyOf(latencies, (int) Math.min(acknowledged, LATENCIES_MAX));
            Arrays.sort(known);
            return new Acknowledged(perSecond, known[known.length / 2] / 1e6, known[known.length * 99 / 100] / 1e6);
        }
    }

    private static void post(Store store, long sequence, long salt) {
        var entry = new HistoryEntry(
                new MessageId(sequence, salt),
                1_700_000_000_000L + sequence,
                EntryKind.PRIVMSG,
                "alice!alice@host.example.org",
                "alice",
                "#channel",
                Tags.EMPTY,
                BODY,
                false);
        var offer = store.append(
                sequence, new StoreEvent.Posted(entry, List.of(Place.channel("#channel" + sequence % CHANNELS)), null));
        if (offer != Offer.ACCEPTED) {
            throw new IllegalStateException("append " + sequence + ": wanted ACCEPTED, got " + offer);
        }
    }
}
