// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.bench.rpc.Anchor;
import dev.heddle.bench.rpc.channel.Channel;
import dev.heddle.bench.rpc.channel.ChannelOptions;
import dev.heddle.bench.rpc.fragment.Fragment;
import dev.heddle.bench.rpc.fragment.FragmentOptions;
import dev.heddle.bench.rpc.select.Procedure;
import dev.heddle.bench.rpc.select.Select;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.loop.Stepper;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Udp;
import dev.heddle.runtime.net.UdpOptions;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A caller and an answerer on a loop each, stepped by a seed on a scripted network. */
final class RpcWorld implements AutoCloseable {
    static final int PORT = 700;
    static final int PROCEDURE = 1;
    static final int SLOW = 2;
    static final int STEPS = 400_000;

    final Stepper stepper;
    final UnitHeap heap;
    final Host caller;
    Host answerer;
    final List<String> uncaught = new ArrayList<>();

    /** How often the procedure ran, by the text of the request. */
    final Map<String, Integer> executions = new TreeMap<>();

    /** Calls of [#SLOW] that wait for their end. */
    final List<Promise<Chain>> slow = new ArrayList<>();

    private final long seed;
    private final int percent;
    private final ChannelOptions channels;
    private final FragmentOptions fragments;

    /** One end. */
    final class Host {
        final Loop loop;
        final Graph graph;

        Host(String label, long boot) {
            loop = stepper.add(Loop.open(
                    label,
                    stepper.options(LoopOptions.defaults())
                            .backend(Backend.SCRIPTED)
                            .onUncaught((at, why) -> uncaught.add(at + ": " + why))));
            graph = GraphPlan.bottom("udp", () -> Udp.create(UdpOptions.of(heap)))
                    .layer("mischief", () -> new Mischief(seed * 31 + label.length(), percent), "udp")
                    .layer("fragment", () -> new Fragment(fragments), "mischief")
                    .layer("channel", () -> new Channel(channels.boot(boot)), "fragment")
                    .layer("select", Select::new, "channel")
                    .layer("program", () -> Anchor.answering(this::run), "select")
                    .layer("slow", () -> Anchor.answering(this::runSlowly), "select")
                    .checked(true)
                    .build(loop);
        }

        private Request<Chain> run(Session from, Chain request) {
            var text = RpcExample.text(request);
            executions.merge(text, 1, Integer::sum);
            var reply = Promise.<Chain>create(loop, "run", Chain::release);
            if (text.startsWith("bad")) {
                reply.fail(new IllegalStateException("bad input: " + text));
            } else {
                reply.done(RpcExample.chain(heap, "re: " + (text.startsWith("twice") ? text + text : text)));
            }
            return reply;
        }

        private Request<Chain> runSlowly(Session from, Chain request) {
            executions.merge(RpcExample.text(request), 1, Integer::sum);
            var reply = Promise.<Chain>create(loop, "slow", Chain::release);
            slow.add(reply);
            return reply;
        }

        void serve() {
            var at = new Endpoint("127.0.0.1", PORT);
            ((Anchor) graph.layer("program")).enable(new Procedure(at, PROCEDURE));
            ((Anchor) graph.layer("slow")).enable(new Procedure(at, SLOW));
        }

        Mischief mischief() {
            return (Mischief) graph.layer("mischief");
        }

        Fragment fragment() {
            return (Fragment) graph.layer("fragment");
        }

        Channel channel() {
            return (Channel) graph.layer("channel");
        }

        void close() {
            stepper.remove(loop);
            graph.close();
            assertThat(loop.sockets().open()).isZero();
            loop.close();
        }
    }

    RpcWorld(long seed, int percent) {
        this(seed, percent, FragmentOptions.defaults().fragmentBytes(100), UnaryChannels.SAME);
    }

    /** Changes the options of the channels. */
    interface UnaryChannels {
        UnaryChannels SAME = options -> options;

        ChannelOptions apply(ChannelOptions options);
    }

    RpcWorld(long seed, int percent, FragmentOptions fragments, UnaryChannels channels) {
        this.seed = seed;
        this.percent = percent;
        this.fragments = fragments;
        stepper = Stepper.seeded(seed);
        heap = UnitHeap.open(
                HeapOptions.of("rpc", 256, 256, 4096).headroomBytes(28).checked(true));
        this.channels = channels.apply(ChannelOptions.of(heap));
        caller = new Host("caller", 1_000);
        answerer = new Host("answerer", 2_000);
        answerer.serve();
    }

    /** The answering program dies without a word and is started anew. */
    void restartAnswerer(long boot) {
        answerer.close();
        answerer = new Host("answerer", boot);
        answerer.serve();
    }

    SessionRef open(int procedure) {
        var opened = ((Anchor) caller.graph.layer("program"))
                .open(new Procedure(new Endpoint("127.0.0.1", PORT), procedure));
        until(() -> opened.state().isEnd());
        var session = opened.take();
        assertThat(session).isNotNull();
        return session;
    }

    Request<Chain> call(SessionRef session, String text) {
        return session.call(RpcExample.chain(heap, text));
    }

    void until(BooleanSupplier done) {
        assertThat(stepper.runUntil(done, STEPS)).isTrue();
    }

    void rest(long nanos) {
        assertThat(stepper.runFor(nanos, STEPS)).isTrue();
    }

    @Override
    public void close() {
        caller.close();
        answerer.close();
        assertThat(uncaught).isEmpty();
        assertThat(caller.graph.misuses() + answerer.graph.misuses()).isZero();
        heap.close();
        assertThat(heap.stats().inUse()).isZero();
    }
}
