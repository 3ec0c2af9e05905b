// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example.rpc;

import dev.heddle.bench.rpc.Anchor;
import dev.heddle.bench.rpc.channel.Channel;
import dev.heddle.bench.rpc.channel.ChannelOptions;
import dev.heddle.bench.rpc.fragment.Fragment;
import dev.heddle.bench.rpc.fragment.FragmentOptions;
import dev.heddle.bench.rpc.select.Select;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.net.Udp;
import dev.heddle.runtime.net.UdpOptions;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;

/** Request and reply over UDP in three layers: the composition, a procedure and a call. */
final class RpcExample {
    private RpcExample() {}

    // region plan
    static GraphPlan plan(UnitHeap heap, Anchor.Answer answer) {
        return GraphPlan.bottom("udp", () -> Udp.create(UdpOptions.of(heap)))
                .layer("fragment", () -> new Fragment(FragmentOptions.defaults()), "udp")
                .layer("channel", () -> new Channel(ChannelOptions.of(heap)), "fragment")
                .layer("select", Select::new, "channel")
                .layer("program", () -> Anchor.answering(answer), "select");
    }
    // end

    // region answer
    static Anchor.Answer shouting(Loop loop, UnitHeap heap) {
        return (Session caller, Chain request) -> {
            var reply = Promise.<Chain>create(loop, "shout", Chain::release);
            reply.done(chain(heap, text(request).toUpperCase(Locale.ROOT))); // now, or any number of turns later
            return reply;
        };
    }
    // end

    // region call
    static void call(SessionRef procedure, Chain request, Consumer<String> show) {
        procedure.call(request).timeoutNanos(5_000_000_000L).onEnd(ended -> {
            var reply = ended.take();
            show.accept(reply != null ? text(reply) : "failed: " + ended.failure());
        });
    }
    // end

    /** The text of a message, which is released. */
    static String text(Chain message) {
        var bytes = new byte[message.lengthBytes()];
        message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
        message.release();
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** A message of as many units as the text needs. */
    static Chain chain(UnitHeap heap, String text) {
        var bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        Chain chain = Chain.of(unit(heap, bytes, 0));
        int size = chain.lengthBytes();
        for (int from = size; from < bytes.length; from += size) {
            chain.join(Chain.of(unit(heap, bytes, from)));
        }
        return chain;
    }

    private static Unit unit(UnitHeap heap, byte[] bytes, int from) {
        var unit = heap.allocate();
        int length = Math.min(unit.capacityBytes(), bytes.length - from);
        MemorySegment.copy(bytes, from, unit.payload(), ValueLayout.JAVA_BYTE, 0, length);
        unit.lengthBytes(length);
        return unit;
    }
}
