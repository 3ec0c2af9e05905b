// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Scram;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.Stepper;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import dev.heddle.runtime.worker.WorkerGroup;
import dev.heddle.runtime.worker.WorkerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The whole server on stepped loops: the hub's, and two others.
final class SimServer {
    static final int LOOPS = 3;
    private static final int OUTBOX_BYTES = 24 << 10;

    private final Stepper stepper;
    private final List<Loop> loops = new ArrayList<>();
    private final List<ServerLoop> sides = new ArrayList<>();
    private final ServerHeaps heaps;
    private final WorkerGroup<HashWorkers.Job> hashers;
    private final HubHost host;
    private boolean ready;

    SimServer(Stepper stepper, LoopOptions base, SimStore store, HubSettings settings, long seed, SimFault fault) {
        this.stepper = stepper;
        var random = new SplittableRandom(seed);
        heaps = new ServerHeaps(
                heap("read", 2 << 10, 64),
                heap("line", 512, 4096),
                heap("batch", 16 << 10, 256),
                heap("body", 16 << 10, 16));
        var listener = ListenerPlan.irc(
                new Endpoint("127.0.0.1", Simulation.PORT),
                TcpOptions.of(heaps.read()).sharePort(),
                null);
        var options = stepper.options(base);
        var cost = new PasswordHasher.Cost(8, 1, 1);
        var plan = new ServerPlan(
                settings,
                Casemapping.ASCII,
                List.of(listener),
                LOOPS,
                options,
                OUTBOX_BYTES,
                cost,
                2,
                () -> new ServerPlan.Reloaded(settings, List.of("nothing changed")));
        var scram = new Scram(Scram.ITERATIONS_MIN, random::nextBytes);
        hashers = WorkerGroup.stepped(
                WorkerOptions.of("hashers", 2, 16, heaps.line()).sharedQueue(),
                () -> new HashWorkers.Handler(new PasswordHasher(cost, random::nextBytes), scram));
        var build = new ServerBuild(plan, store, heaps, random::nextLong);
        var first = loop("loop-0", options);
        host = build.hub(first, hashers, () -> ready = true);
        sides.add(build.serve(first, host));
        for (int i = 1; i < LOOPS; i++) {
            var loop = loop("loop-" + i, options);
            var far = new FarLoop(loop, new SimSender<>(host.inbound(), fault));
            sides.add(build.serve(loop, far, host));
            far.port(host.addLoop(new SimSender<>(far.queue(), fault)));
        }
        sides.forEach(side -> side.listen(listener));
        loops.forEach(stepper::add);
        stepper.add(store);
        hashers.steppables().forEach(stepper::add);
    }

    private static UnitHeap heap(String label, int bytes, int units) {
        return UnitHeap.open(HeapOptions.of(label, bytes, 8, units).doubling().checked(true));
    }

    private Loop loop(String label, LoopOptions options) {
        var loop = Loop.open(label, options);
        loops.add(loop);
        return loop;
    }

    boolean isReady() {
        return ready;
    }

    HubHost host() {
        return host;
    }

    ServerHeaps heaps() {
        return heaps;
    }

    int links() {
        return sides.stream().mapToInt(ServerLoop::linkCount).sum();
    }

    UnitHeap spareHeap() {
        return heap("again", 16 << 10, 64);
    }

    /// A hub over nothing, to be given events.
    Hub hubWithout(UnitHeap heap) {
        var live = host.hub();
        return new Hub(live.settings(), Casemapping.ASCII, live.clock(), () -> 0, null, heap);
    }

    /// Ends it as the server does: the sides, the hub, the loops.
    void close(SimStore store) {
        loops.forEach(stepper::remove);
        stepper.remove(store);
        hashers.steppables().forEach(stepper::remove);
        sides.forEach(ServerLoop::cutAll);
        host.close();
        loops.reversed().forEach(Loop::close);
        hashers.close();
    }
}
