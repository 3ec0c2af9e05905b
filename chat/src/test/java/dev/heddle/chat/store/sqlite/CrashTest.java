// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.HistoryPage;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.runtime.queue.Offer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server process is killed with SIGKILL in the middle of its commits, again and again, on one database.
class CrashTest {
    private static final int KILLS = Integer.getInteger("heddle.crash.kills", 3);
    private static final Place LOOM = Place.channel("#loom");

    @TempDir
    private Path path;

    /// The process that will be killed: appends as fast as it can, and prints what was acknowledged.
    static final class Victim {
        private Victim() {}

        /// Arguments: the data directory.
        public static void main(String[] args) {
            var directory = DataDirectory.lock(Path.of(args[0]));
            var store = SqliteStore.open(directory, SqliteOptions.of(Casemapping.ASCII));
            var hub = Thread.currentThread();
            store.onSettled(() -> LockSupport.unpark(hub));
            var sequence = store.snapshot().lastSequence();
            var printed = sequence;
            while (true) {
                while (!store.isBehind() && sequence - store.settled() < 200) {
                    sequence++;
                    var entry = new HistoryEntry(
                            new MessageId(sequence, sequence),
                            sequence,
                            EntryKind.PRIVMSG,
                            "a!b@c",
                            null,
                            "#loom",
                            Tags.EMPTY,
                            "message " + sequence,
                            false);
                    if (store.append(sequence, new StoreEvent.Posted(entry, List.of(LOOM), null)) != Offer.ACCEPTED) {
                        throw new IllegalStateException("append refused");
                    }
                }
                var settled = store.settled();
                if (settled > printed && store.failureOf(settled) == null) {
                    printed = settled;
                    System.out.println("ack " + settled + ";");
                } else {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }
    }

    @Test
    @Timeout(600)
    void whatWasAcknowledgedIsFoundAfterAKill() throws Exception {
        var acknowledged = 0L;
        for (var kill = 0; kill < KILLS; kill++) {
            acknowledged = runAndKill(acknowledged, 20 + 17 * kill);
            var found = found();
            assertThat(found.size()).as("entries after kill %d", kill).isGreaterThanOrEqualTo((int) acknowledged);
            for (var i = 0; i < found.size(); i++) {
                assertThat(found.get(i).text()).isEqualTo("message " + (i + 1));
            }
        }
        assertThat(acknowledged).isPositive();
    }

    /// Lets a victim acknowledge something `commits` times, kills it, and answers the last sequence it
    /// acknowledged.
    private long runAndKill(long before, int commits) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        path.resolve("data").toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var last = before;
        try (var lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            var acks = 0;
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                // What it printed before it died was acknowledged too, except a line that it did not finish.
                if (line.startsWith("ack ") && line.endsWith(";")) {
                    last = Long.parseLong(line.substring(4, line.length() - 1));
                    if (++acks == commits) {
                        // Through the handle: killing through the process would close the stream.
                        process.toHandle().destroyForcibly();
                    }
                }
            }
            assertThat(acks).as("the victim ended by itself").isGreaterThanOrEqualTo(commits);
        }
        assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    private List<HistoryEntry> found() {
        try (var directory = DataDirectory.lock(path.resolve("data"));
                var store = SqliteStore.open(directory, SqliteOptions.of(Casemapping.ASCII))) {
            var page = new CompletableFuture<HistoryPage>();
            store.ask(
                    0,
                    new Query.History(LOOM, new Query.Span.Latest(), 0, true, Integer.MAX_VALUE),
                    Answer.of(page::complete, why -> page.completeExceptionally(new AssertionError(why))));
            return page.join().entries();
        }
    }
}
