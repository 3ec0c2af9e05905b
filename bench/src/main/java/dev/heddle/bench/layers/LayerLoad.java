// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.layers;

import dev.heddle.bench.rpc.PassThrough;
import dev.heddle.bench.rpc.channel.Channel;
import dev.heddle.bench.rpc.channel.ChannelOptions;
import dev.heddle.bench.rpc.fragment.Fragment;
import dev.heddle.bench.rpc.fragment.FragmentOptions;
import dev.heddle.bench.rpc.select.Select;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.net.Udp;
import dev.heddle.runtime.net.UdpOptions;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// `LayerLoad [ROUNDS [TRIPS]]`: nanoseconds of processor time per round trip of 64 bytes over UDP on the
/// loopback interface, for stacks of more and more layers, and for Netty's pipelines of more and more handlers.
/// A table, medians of rounds that run in turns.
public final class LayerLoad {
    static final int MESSAGE_BYTES = 64;
    static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP = 18_000;

    private LayerLoad() {}

    /// Measures and prints.
    public static void main(String[] args) {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 9;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 3_000;
        try (var heap = UnitHeap.open(HeapOptions.of("trips", 2048, 256, 4096).headroomBytes(64))) {
            Map<String, Trips> all = new LinkedHashMap<>();
            stacks(heap).forEach((name, make) -> all.put(name, make.get()));
            Map<String, ArrayList<Double>> nanos = new LinkedHashMap<>();
            all.forEach((name, trips) -> trips.run(WARM_UP));
            for (int round = 0; round < rounds; round++) {
                all.forEach((name, trips) ->
                        nanos.computeIfAbsent(name, _ -> new ArrayList<>()).add(measured(trips, each)));
            }
            all.values().forEach(Trips::close);
            print(nanos);
        }
    }

    private static Map<String, Supplier<Trips>> stacks(UnitHeap heap) {
        var udp = GraphPlan.bottom("udp", () -> Udp.create(UdpOptions.of(heap)));
        var fragment = udp.layer("fragment", () -> new Fragment(FragmentOptions.defaults()), "udp");
        var channel = fragment.layer("channel", () -> new Channel(ChannelOptions.of(heap)), "fragment");
        var select = channel.layer("select", Select::new, "channel");
        Map<String, Supplier<Trips>> stacks = new LinkedHashMap<>();
        stacks.put("udp", () -> new GraphTrips(heap, udp, "udp", false));
        stacks.put("udp + fragment", () -> new GraphTrips(heap, fragment, "fragment", false));
        stacks.put("udp + fragment + channel", () -> new GraphTrips(heap, channel, "channel", true));
        stacks.put("udp + fragment + channel + select", () -> new GraphTrips(heap, select, "select", true));
        for (int count : new int[] {1, 4, 16}) {
            stacks.put("udp + " + count + " no-op", () -> passing(heap, udp, count));
        }
        for (int count : new int[] {0, 1, 4, 16}) {
            stacks.put("netty epoll + " + count + " no-op", () -> new NettyTrips(count));
        }
        return stacks;
    }

    private static Trips passing(UnitHeap heap, GraphPlan udp, int count) {
        var plan = udp;
        String over = "udp";
        for (int i = 0; i < count; i++) {
            plan = plan.layer("pass" + i, PassThrough::new, over);
            over = "pass" + i;
        }
        return new GraphTrips(heap, plan, over, false);
    }

    private static double measured(Trips trips, int count) {
        long began = trips.processorNanos();
        trips.run(count);
        return (double) (trips.processorNanos() - began) / count;
    }

    private static void print(Map<String, ArrayList<Double>> nanos) {
        System.out.println("| stack | processor ns per round trip, median | least | most |\n|---|---|---|---|");
        nanos.forEach((name, each) -> {
            Collections.sort(each);
            System.out.printf(
                    "| %s | %.0f | %.0f | %.0f |%n", name, each.get(each.size() / 2), each.getFirst(), each.getLast());
        });
    }
}
