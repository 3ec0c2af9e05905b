// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.operate;

import dev.heddle.chat.command.Passwords;
import dev.heddle.chat.command.Services;
import dev.heddle.chat.hub.Framing;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubClock;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Outlet;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageParser;
import dev.heddle.chat.session.Connection;
import dev.heddle.chat.session.Connections;
import dev.heddle.chat.session.LocalLoop;
import dev.heddle.chat.store.Scram;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.sqlite.DataDirectory;
import dev.heddle.chat.store.sqlite.SqliteOptions;
import dev.heddle.chat.store.sqlite.SqliteStore;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A hub without a network in this process, for a data directory that no server holds.
///
/// Thread: the one that made it, which is the hub's.
final class OfflineConsole implements Console {
    private static final long PATIENCE_SECONDS = 60;

    private final DataDirectory directory;
    private final SqliteStore store;
    private final UnitHeap heap;
    private final Hub hub;
    private final Connections connections;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private boolean loaded;

    private OfflineConsole(DataDirectory directory, SqliteStore store) {
        this.directory = directory;
        this.store = store;
        var random = new SecureRandom();
        heap = UnitHeap.open(HeapOptions.of("batch", 16 << 10, 8, 64).doubling());
        hub = new Hub(
                HubSettings.defaults("heddle", ""),
                store.snapshot().casemapping(),
                new Clock(),
                random::nextLong,
                store,
                heap.local());
        var scram = new Scram(Scram.ITERATIONS_MIN, random::nextBytes);
        var services = Services.of(hub, new NoPasswords(), scram, new Hooks());
        connections = new Connections(services);
        store.onSettled(() -> tasks.add(connections::settled));
        services.directory().load(tasks::add, () -> loaded = true);
    }

    /// Takes the directory's lock and opens its store.
    ///
    /// @throws StoreOpenException when somebody holds it, or the store cannot be read
    static OfflineConsole open(Path data) {
        var directory = DataDirectory.lock(data);
        try {
            return new OfflineConsole(directory, store(directory));
        } catch (RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /// Whatever casemapping it was made with.
    private static SqliteStore store(DataDirectory directory) {
        try {
            return SqliteStore.open(directory, SqliteOptions.of(Casemapping.ASCII));
        } catch (StoreOpenException e) {
            if (e.reason() != StoreOpenException.Reason.OTHER_CASEMAPPING) {
                throw e;
            }
            return SqliteStore.open(directory, SqliteOptions.of(Casemapping.PRECIS));
        }
    }

    @Override
    public int run(List<String> words, Answers answers) throws IOException {
        if (words.getFirst().equals("backup")) {
            var file = Path.of(words.get(1));
            store.backup(file);
            answers.accept(":heddle CONSOLE + :Written: " + file);
            return 0;
        }
        turnUntil(() -> loaded);
        byte[] line = Console.line(words).getBytes(StandardCharsets.UTF_8);
        var peer = new Peer("127.0.0.1", 0, "localhost", true, null, null, true);
        Connection connection = connections.open(new LocalLoop(() -> {}), new Lines(answers), Framing.LINES, peer);
        connection.onLine(new MessageParser().parse(line, 0, line.length));
        connections.turn();
        turnUntil(() -> answers.status() >= 0);
        return answers.status();
    }

    private void turnUntil(BooleanSupplier done) throws IOException {
        try {
            while (!done.getAsBoolean()) {
                Runnable task = tasks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                if (task == null) {
                    throw new IOException("the store has not answered in " + PATIENCE_SECONDS + " s");
                }
                task.run();
                connections.turn();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        connections.closeAll("done");
        connections.turn();
        hub.close();
        store.close();
        heap.close();
        directory.close();
    }

    private final class Hooks implements Services.ServerHooks {
        @Override
        public List<String> rehash() {
            return List.of(NOTHING_CHANGED + "no server runs here; a server reads its configuration when it starts");
        }

        @Override
        public Executor hubExecutor() {
            return tasks::add;
        }
    }

    private static final class Clock implements HubClock {
        @Override
        public long wallMillis() {
            return System.currentTimeMillis();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }
    }

    /// Nobody logs in here.
    private static final class NoPasswords implements Passwords {
        @Override
        public void hash(String password, Consumer<@Nullable Hashed> done) {
            throw new IllegalStateException("a password to hash, and no client here");
        }

        @Override
        public void verify(String password, @Nullable String hash, Consumer<@Nullable Boolean> done) {
            throw new IllegalStateException("a password to verify, and no client here");
        }
    }

    /// What goes to the one client, cut into lines.
    private static final class Lines implements Outlet {
        private final Consumer<String> to;
        private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

        Lines(Consumer<String> to) {
            this.to = to;
        }

        @Override
        public void append(Unit unit, int offsetBytes, int lengthBytes) {
            byte[] bytes = unit.payload().asSlice(offsetBytes, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
            unit.release();
            for (byte b : bytes) {
                if (b == '\n') {
                    to.accept(begun.toString(StandardCharsets.UTF_8).stripTrailing());
                    begun.reset();
                } else {
                    begun.write(b);
                }
            }
        }

        @Override
        public void hold(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            append(unit, offsetBytes, lengthBytes); // the console waits for the store itself
        }

        @Override
        public void replaceHeld(long sequence, Unit unit, int offsetBytes, int lengthBytes) {
            unit.release();
        }

        @Override
        public int pendingBytes() {
            return 0;
        }

        @Override
        public void pauseReading(boolean paused) {
            // There is one line.
        }

        @Override
        public void whenDrained(int lowBytes, Runnable drained) {
            drained.run();
        }

        @Override
        public void close() {
            // Nothing is written behind.
        }
    }
}
