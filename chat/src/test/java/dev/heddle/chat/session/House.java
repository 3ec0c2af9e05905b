// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.command.Passwords;
import dev.heddle.chat.command.Services;
import dev.heddle.chat.hub.Framing;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubClock;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.MemoryStore;
import dev.heddle.chat.store.Scram;
import dev.heddle.chat.store.ScramCredentials;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A chat server in memory: one hub, a stepping store, a clock that stands still until it is told, clients
/// that see bytes.
public final class House implements AutoCloseable {
    public final MemoryStore store;
    public final Hub hub;
    public final Connections connections;
    public final Services services;
    public final LocalLoop loop = new LocalLoop(() -> {});
    public final UnitHeap heap;
    public final List<Guest> guests = new ArrayList<>();
    final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    public long nanos = 1_000_000_000_000L;
    public long millis = 1_768_000_000_000L;
    public int rehashes;
    /// Whether each step of the store follows at once; tests of the barrier turn it off.
    public boolean storeKeepsUp = true;

    public House() {
        this(settings -> settings);
    }

    public House(UnaryOperator<HubSettings> change) {
        this(change, MemoryStore.create(Casemapping.ASCII));
    }

    public House(UnaryOperator<HubSettings> change, MemoryStore store) {
        this.store = store;
        heap = UnitHeap.open(
                HeapOptions.of("batch", 16 * 1024, 64, 4096).doubling().checked(true));
        HubSettings settings = HubSettings.defaults("irc.example.org", "heddle-test")
                .withOpers(List.of(new HubSettings.Oper("root", "toor")));
        HubClock clock = new HubClock() {
            @Override
            public long wallMillis() {
                return millis;
            }

            @Override
            public long nanos() {
                return nanos;
            }
        };
        Random random = new Random(42);
        hub = new Hub(change.apply(settings), Casemapping.ASCII, clock, random::nextLong, store, heap);
        Scram scram = new Scram(Scram.ITERATIONS_MIN, random::nextBytes);
        services = Services.of(hub, new PlainPasswords(tasks::add, scram), scram, new Services.ServerHooks() {
            @Override
            public List<String> rehash() {
                rehashes++;
                return List.of("configuration reloaded");
            }

            @Override
            public Executor hubExecutor() {
                return tasks::add;
            }
        });
        connections = new Connections(services);
        store.onSettled(() -> tasks.add(connections::settled));
        services.directory().load(tasks::add, () -> {});
        turn();
    }

    /// Turns until nothing is left to do.
    public House turn() {
        boolean more = true;
        while (more) {
            more = storeKeepsUp && store.step(Integer.MAX_VALUE) > 0;
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
                more = true;
            }
            connections.turn();
            more |= connections.nextTurnNanos() <= nanos;
        }
        return this;
    }

    public void advanceSeconds(double seconds) {
        nanos += (long) (seconds * 1e9);
        millis += (long) (seconds * 1e3);
        turn();
    }

    public Guest connect() {
        return connect(Peer.plain("127.0.0.1", 40_000 + guests.size()));
    }

    public Guest connect(Peer peer) {
        Guest guest = new Guest(this, peer, Framing.LINES);
        guests.add(guest);
        return guest;
    }

    /// A registered client with these capabilities, its welcome already read.
    public Guest join(String nick, String... capabilities) {
        Guest guest = connect();
        if (capabilities.length > 0) {
            guest.send("CAP REQ :" + String.join(" ", capabilities));
        }
        guest.send("NICK " + nick);
        guest.send("USER " + nick + " 0 * :" + nick + " of the house");
        if (capabilities.length > 0) {
            guest.send("CAP END");
        }
        guest.lines();
        return guest;
    }

    /// An account, made by a client that is gone again.
    public void account(String name, String password) {
        Guest guest = join(name);
        guest.send("PRIVMSG NickServ :REGISTER " + password);
        guest.send("QUIT");
        turn();
        guest.lines();
    }

    @Override
    public void close() {
        connections.closeAll("test over");
        turn();
        hub.close();
        heap.close();
        if (!heap.awaitDrained(1_000_000_000L)) {
            throw new AssertionError("units are still held: " + heap.stats());
        }
    }

    /// Passwords without the cost of Argon2: the hash is the password with a mark, the SCRAM credentials are
    /// real.
    private record PlainPasswords(Executor later, Scram scram) implements Passwords {
        @Override
        public void hash(String password, Consumer<@Nullable Hashed> done) {
            ScramCredentials credentials = scram.derive(password);
            Hashed hashed = credentials == null ? null : new Hashed("$plain$" + password, credentials);
            later.execute(() -> done.accept(hashed));
        }

        @Override
        public void verify(String password, @Nullable String hash, Consumer<@Nullable Boolean> done) {
            later.execute(() -> done.accept(("$plain$" + password).equals(hash)));
        }
    }
}
