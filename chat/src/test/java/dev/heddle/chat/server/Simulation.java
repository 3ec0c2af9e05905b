// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.HistoryPage;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.Query;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.Stepper;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One run of the whole server from one seed: loops, hub, store, hashers, network and clients on one thread
/// and a virtual clock. Fails with the seed and the last lines of its trace.
final class Simulation {
    static final int PORT = 6667;
    private static final int STEPS_MAX = 3_000_000;
    private static final long REST_NANOS = 8_000_000_000L;
    private static final int HISTORY_MAX = 100_000;

    /// What came of a run.
    ///
    /// @param hash of everything that happened, in order
    record Outcome(long seed, String hash, long entries, long steps, int events) {
        @Override
        public String toString() {
            return seed + " " + hash + " entries=" + entries + " steps=" + steps + " events=" + events;
        }
    }

    private final long seed;
    private final SimFault fault;
    private final SimTrace trace = new SimTrace();
    private final Stepper stepper;
    private final SimStore store;
    private final SimServer server;
    private final SimModel model;
    private final Loop street;
    private final List<SimPerson> people = new ArrayList<>();
    private final List<SimExpected.Item> echoes = new ArrayList<>();
    private @Nullable Throwable failure;

    private Simulation(long seed, SimFault fault) {
        this.seed = seed;
        this.fault = fault;
        var random = new SplittableRandom(seed);
        stepper = Stepper.seeded(random.nextLong());
        stepper.network().pipeBytes(random.nextInt(2) == 0 ? 2_000 : 30_000);
        store = new SimStore(random.nextLong(), stepper.time(), random.nextInt(2) == 0 ? 0 : 6, fault);
        var base = LoopOptions.defaults().onUncaught((label, why) -> failed(why));
        server = new SimServer(stepper, base, store, settings(random), random.nextLong(), fault);
        model = new SimModel(server.host().hub(), stepper::steps, trace);
        server.host().hub().addJournal(model);
        street = Loop.open("street", stepper.options(base));
        int count = 4 + random.nextInt(9);
        for (int i = 0; i < count; i++) {
            int actions = 30 + random.nextInt(30);
            people.add(new SimPerson(i, this, street, random.split(), actions, 2 + count / 4));
        }
        people.forEach(SimPerson::begin);
        stepper.add(street);
        int oneResetIn = random.nextInt(2) == 0 ? 0 : 1_500;
        stepper.network()
                .script(new SimNetwork(random.nextLong(), random.nextInt(60), random.nextLong(4_000_000), oneResetIn));
        injectInHub();
    }

    private static HubSettings settings(SplittableRandom random) {
        var settings = HubSettings.defaults("sim.example.org", "heddle-sim");
        var flood = settings.flood();
        boolean limited = random.nextInt(3) == 0;
        return settings.with(new HubSettings.Flood(
                limited ? List.of() : flood.exempt(),
                8,
                60.0,
                1_000_000,
                flood.connectWindow(),
                1000,
                flood.loginWindow(),
                1000));
    }

    /// Bugs that are not on the ways between the loops.
    private void injectInHub() {
        var hub = server.host().hub();
        if (fault == SimFault.LEAKED_UNIT) {
            hub.addJournal((sequence, event) -> {
                if (sequence == 20) {
                    server.heaps().batch().allocate();
                }
            });
        }
        if (fault == SimFault.OVERHEARD) {
            hub.addJournal((sequence, event) -> {
                if (event instanceof Event.ChannelMessage message) {
                    overhear(hub, message);
                }
            });
        }
    }

    private static void overhear(Hub hub, Event.ChannelMessage message) {
        var channel = hub.channel(message.channel());
        var sender = hub.user(message.user());
        for (var user : hub.users()) {
            if (channel != null && sender != null && user != sender && channel.member(user) == null) {
                var line = new Line();
                line.begin(message.atMillis())
                        .source(sender.source())
                        .command(message.kind().name())
                        .param(channel.name())
                        .trailing(message.text());
                hub.tell(user.client(0), line.end());
                return;
            }
        }
    }

    /// Runs a seed.
    ///
    /// @throws AssertionError naming the seed, when the server breaks a promise
    static Outcome run(long seed, SimFault fault) {
        Simulation simulation = null;
        try {
            simulation = new Simulation(seed, fault);
            return simulation.run();
        } catch (AssertionError | RuntimeException e) {
            String last = simulation == null ? "" : "\n  " + simulation.trace.last();
            throw new AssertionError("simulation seed=" + seed + " fault=" + fault + ": " + e.getMessage() + last, e);
        }
    }

    int people() {
        return people.size();
    }

    SimModel model() {
        return model;
    }

    SimStore store() {
        return store;
    }

    /// Every message that came back to its sender as stored.
    List<SimExpected.Item> echoes() {
        return echoes;
    }

    /// A client sends a line.
    void sent(int person, String line) {
        trace.add("p" + person + " > " + line);
    }

    /// A client got a line.
    void heard(int person, String line) {
        trace.add("p" + person + " " + line);
    }

    /// The first failure ends the run.
    void failed(Throwable why) {
        if (failure == null) {
            failure = why;
        }
    }

    // --- the run

    private Outcome run() {
        check(stepper.runUntil(() -> stop(server.isReady()), STEPS_MAX), "the hub let nobody in");
        check(stepper.runUntil(() -> stop(people.stream().allMatch(SimPerson::isDone)), STEPS_MAX), "people hang");
        rethrow();
        people.forEach(this::rest);
        check(stepper.runFor(REST_NANOS, STEPS_MAX), "never at rest");
        // The hub may just have asked for its housekeeping.
        check(stepper.runUntil(() -> stop(store.isSettled()), STEPS_MAX), "the store never settles");
        rethrow();
        atRest();
        people.forEach(this::leave);
        check(stepper.runFor(REST_NANOS, STEPS_MAX), "never at rest after the end");
        rethrow();
        atEnd();
        return new Outcome(
                seed,
                trace.hash(),
                trace.entries(),
                stepper.steps(),
                model.events().size());
    }

    private boolean stop(boolean done) {
        return done || failure != null;
    }

    private void rethrow() {
        var why = failure;
        if (why != null) {
            throw new AssertionError(why.getMessage() == null ? why.toString() : why.getMessage(), why);
        }
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    private void rest(SimPerson person) {
        street.door().execute(person::rest);
    }

    private void leave(SimPerson person) {
        street.door().execute(person::leave);
    }

    // --- at rest

    private void atRest() {
        var hub = server.host().hub();
        check(store.isSettled(), "the store has not settled everything");
        for (var person : people) {
            var view = person.view();
            if (view != null && view.isWelcomed()) {
                atRest(person, view);
            }
        }
        for (var user : hub.users()) {
            check(hub.user(user.nick()) == user, "two owners of nick " + user.nick());
        }
        var modelled = new TreeSet<>(model.nicks().keySet());
        var there = new TreeSet<String>();
        hub.users().forEach(user -> there.add(user.folded()));
        check(modelled.equals(there), "nicks: wanted " + modelled + ", got " + there);
        sameFromJournal();
    }

    private void atRest(SimPerson person, SimView view) {
        int port = person.port();
        check(view.asked().isEmpty(), "never answered " + view.nick() + ": " + view.asked());
        var left = model.expected(port);
        check(left.size() == 0, "never told " + view.nick() + ": " + left.first());
        var user = server.host().hub().user(view.nick());
        check(user != null && model.at(port) != null, view.nick() + " thinks it is here");
        Map<String, TreeSet<String>> seen = new TreeMap<>();
        view.rooms().forEach((room, nicks) -> seen.put(room, new TreeSet<>(nicks)));
        Map<String, TreeSet<String>> there = new TreeMap<>();
        for (int i = 0; user != null && i < user.membershipCount(); i++) {
            var channel = user.membership(i).channel();
            var nicks = new TreeSet<String>();
            for (int k = 0; k < channel.memberCount(); k++) {
                nicks.add(channel.member(k).user().nick());
            }
            there.put(channel.folded(), nicks);
        }
        check(seen.equals(there), view.nick() + " sees " + seen + ", the hub has " + there);
    }

    /// A hub that is given nothing but the events is the same hub.
    private void sameFromJournal() {
        try (var heap = server.spareHeap()) {
            var live = server.host().hub();
            var again = server.hubWithout(heap);
            for (int i = 0; i < model.events().size(); i++) {
                again.apply(model.events().get(i), model.sequences().get(i));
                again.endOfTurn();
            }
            String wanted = SimPicture.of(live);
            String got = SimPicture.of(again);
            again.close();
            check(wanted.equals(got), "rebuilt from its events the hub is another:\n" + wanted + "\n--- got\n" + got);
        }
    }

    // --- at the end

    private void atEnd() {
        var hub = server.host().hub();
        check(hub.userCount() == 0, "users are left: " + hub.users());
        check(hub.clientCount() == 0, "clients are left: " + hub.clientCount());
        check(server.host().connections().count() == 0, "connections are left");
        check(server.links() == 0, "links are left");
        check(hub.channels().stream().allMatch(one -> one.registration() != null), "channels are left");
        sameFromJournal();
        stepper.remove(street);
        street.close();
        server.close(store);
        storedWhatWasEchoed();
        for (UnitHeap heap : List.of(
                server.heaps().read(), server.heaps().line(), server.heaps().batch())) {
            check(heap.stats().inUse() == 0, "units are held: " + heap.stats());
        }
        server.heaps().close();
    }

    private void storedWhatWasEchoed() {
        Map<String, List<Long>> pages = new TreeMap<>();
        for (var item : echoes) {
            String target = SimModel.fold(item.params().getFirst());
            if (target.startsWith("#")) {
                check(
                        pages.computeIfAbsent(target, this::stored).contains(item.sequence()),
                        "echoed, and not in the history: " + item);
            }
        }
    }

    private List<Long> stored(String room) {
        HistoryPage page =
                store.now(new Query.History(Place.channel(room), new Query.Span.Latest(), 0, false, HISTORY_MAX));
        List<Long> sequences = new ArrayList<>();
        for (HistoryEntry entry : page.entries()) {
            long last = sequences.isEmpty() ? 0 : sequences.getLast();
            check(entry.id().sequence() > last, "history of " + room + " out of order at " + entry.id());
            sequences.add(entry.id().sequence());
        }
        return sequences;
    }
}
