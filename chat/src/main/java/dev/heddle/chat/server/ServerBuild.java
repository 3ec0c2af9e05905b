// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.command.Passwords;
import dev.heddle.chat.command.Services;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.session.Connections;
import dev.heddle.chat.session.Outbox;
import dev.heddle.chat.store.Scram;
import dev.heddle.chat.store.Store;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.worker.WorkerGroup;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Builds the sides of a server on loops that somebody else runs: threads ([ChatServer]) or a stepper (the
/// simulation).
///
/// Thread: each method the loop's that it is given.
final class ServerBuild {
    private static final System.Logger LOG = System.getLogger(ServerBuild.class.getName());

    private final ServerPlan plan;
    private final @Nullable Store store;
    private final ServerHeaps heaps;
    private final LongSupplier random;
    private @Nullable Connections connections;
    private @Nullable Services commands;
    private volatile @Nullable Operations operations;

    ServerBuild(ServerPlan plan, @Nullable Store store, ServerHeaps heaps, LongSupplier random) {
        this.plan = plan;
        this.store = store;
        this.heaps = heaps;
        this.random = random;
    }

    ServerHeaps heaps() {
        return heaps;
    }

    ServerPlan plan() {
        return plan;
    }

    private static Services.ServerHooks.Outcome carryOut(Operations does, List<String> words) {
        try {
            return does.carryOut(words);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "operate-failed words=" + words, e);
            return new Services.ServerHooks.Outcome(List.of(), "It failed: " + e);
        }
    }

    /// What the program around the server does for operators. Any thread.
    void operations(Operations carriesOut) {
        operations = carriesOut;
    }

    /// The hub's loop; nobody is let in before `ready` has run.
    HubHost hub(Loop loop, WorkerGroup<HashWorkers.Job> hashers, Runnable ready) {
        var hub = new Hub(
                plan.settings(),
                plan.casemapping(),
                HubHost.clock(loop),
                random,
                store,
                heaps.batch().local());
        var turn = new HubTurn(loop);
        var hooks = new Services.ServerHooks() {
            @Override
            public List<String> rehash() {
                var reloaded = plan.reload().get();
                reload(reloaded.settings());
                return reloaded.lines();
            }

            @Override
            public void operate(List<String> words, Consumer<Outcome> done) {
                var does = operations;
                if (does == null) {
                    Services.ServerHooks.super.operate(words, done);
                } else {
                    Thread.ofVirtual().name("operate").start(() -> done.accept(carryOut(does, words)));
                }
            }

            @Override
            public Executor hubExecutor() {
                return turn;
            }
        };
        Passwords passwords = new HashWorkers(loop, hashers, turn);
        var services = Services.of(hub, passwords, new Scram(Scram.ITERATIONS_MIN, this::fill), hooks);
        var made = new Connections(services);
        connections = made;
        commands = services;
        var host = new HubHost(loop, hub, made, plan.loops(), turn);
        services.directory().load(host, () -> {
            host.accept(true);
            turn.mark();
            ready.run();
        });
        return host;
    }

    private void reload(HubSettings next) {
        var running = connections;
        if (running != null) {
            running.settings(next);
        }
    }

    /// A new code that makes somebody the first administrator; empty when there is one. Once people are let in.
    String firstAdministratorCode() {
        var services = commands;
        return services == null ? "" : services.firstAdministrator().offer(services);
    }

    private void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (random.getAsLong() >>> 56);
        }
    }

    /// The listeners of the hub's own loop.
    ServerLoop serve(Loop loop, HubHost host) {
        return side(loop, host.barriers(), host, host);
    }

    /// Another loop's side, joined to the hub on the hub's loop.
    ServerLoop serve(Loop loop, FarLoop far, HubHost host) {
        return side(loop, far.barriers(), far, host);
    }

    private ServerLoop side(Loop loop, Outbox.Barriers barriers, ServerLoop.ToHub toHub, HubHost host) {
        var side = new ServerLoop(loop, heaps, plan.outboxBytes(), barriers, toHub);
        host.onStarved(() -> loop.door().execute(side::shed));
        return side;
    }
}
