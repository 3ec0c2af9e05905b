// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.loop.Loop;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Which layers there are and which sits on which: the composition, from which one graph per loop is built.
///
/// Thread: any; it is immutable, each method answers a new plan. Layers may be named in any order; what is
/// wrong with them is an error of [#build(Loop)].
public final class GraphPlan {
    private static final System.Logger LOG = System.getLogger(GraphPlan.class.getName());

    private final List<LayerPlan> layers;
    private final GraphSettings settings;

    /// One line of the composition; the bottom sits over nothing.
    record LayerPlan(
            String label,
            Supplier<? extends Protocol> protocol,
            @Nullable String over) {}

    /// What holds for the whole graph.
    record GraphSettings(boolean checked, boolean measured, int doorCapacity, Consumer<? super SessionMisuse> misuse) {}

    private GraphPlan(List<LayerPlan> layers, GraphSettings settings) {
        this.layers = List.copyOf(layers);
        this.settings = settings;
    }

    /// A plan of one layer that sits on nothing: sockets, or a scripted network.
    public static GraphPlan bottom(String label, Supplier<? extends Protocol> protocol) {
        return new GraphPlan(
                List.of(new LayerPlan(label, protocol, null)),
                new GraphSettings(
                        false, false, 1024, m -> LOG.log(System.Logger.Level.WARNING, m.toString(), m.here())));
    }

    /// The same with one more layer; several may sit over the same one.
    public GraphPlan layer(String label, Supplier<? extends Protocol> protocol, String over) {
        return with(new LayerPlan(label, protocol, over));
    }

    /// The same with one more layer that sits on nothing, beside the first.
    public GraphPlan andBottom(String label, Supplier<? extends Protocol> protocol) {
        return with(new LayerPlan(label, protocol, null));
    }

    private GraphPlan with(LayerPlan layer) {
        var more = new ArrayList<>(layers);
        more.add(layer);
        return new GraphPlan(more, settings);
    }

    /// Checked: a lent session is revoked when the call returns, and misuse reports carry both places. It costs
    /// an object per call, so it is off unless asked for.
    public GraphPlan checked(boolean on) {
        return new GraphPlan(layers, new GraphSettings(on, settings.measured, settings.doorCapacity, settings.misuse));
    }

    /// Measured: each layer's messages and time are counted, see [Graph#costs()]. It costs two clock readings
    /// per crossing, so it is off unless asked for.
    public GraphPlan measured(boolean on) {
        return new GraphPlan(layers, new GraphSettings(settings.checked, on, settings.doorCapacity, settings.misuse));
    }

    /// How many messages from other threads may wait at once for all sessions of a graph; 1024 unless said.
    public GraphPlan doorCapacity(int messages) {
        return new GraphPlan(layers, new GraphSettings(settings.checked, settings.measured, messages, settings.misuse));
    }

    /// Who is told of misuse; by default it is logged. Called on the thread that noticed it.
    public GraphPlan onMisuse(Consumer<? super SessionMisuse> report) {
        return new GraphPlan(
                layers, new GraphSettings(settings.checked, settings.measured, settings.doorCapacity, report));
    }

    /// Builds the graph on this loop, whose thread must be the caller's.
    ///
    /// @throws GraphException a label that is unknown or used twice, a cycle, a layer that cannot sit on what
    ///     is below it, a missing handler; it names both layers
    public Graph build(Loop loop) {
        var order = bottomUp();
        var graph = new Graph(loop, settings);
        try {
            for (var layer : order) {
                graph.add(layer.label(), made(layer), layer.over());
            }
            graph.start();
        } catch (Throwable e) {
            graph.close();
            throw e;
        }
        return graph;
    }

    private static Protocol made(LayerPlan layer) {
        @Nullable Protocol protocol = layer.protocol().get();
        if (protocol == null) {
            throw new GraphException("layer " + layer.label() + ": its supplier wanted to make a protocol, got null");
        }
        return protocol;
    }

    /// The layers so that each comes after the one it sits on; otherwise in the order of the plan.
    private List<LayerPlan> bottomUp() {
        Map<String, LayerPlan> waiting = new LinkedHashMap<>();
        for (var layer : layers) {
            if (waiting.put(layer.label(), layer) != null) {
                throw new GraphException("layer " + layer.label() + ": wanted one of this name, got two");
            }
        }
        for (var layer : layers) {
            if (layer.over() != null && !waiting.containsKey(layer.over())) {
                throw new GraphException("layer " + layer.label() + ": wanted over " + layer.over()
                        + ", which is unknown; known: " + waiting.keySet());
            }
        }
        var order = new ArrayList<LayerPlan>();
        while (!waiting.isEmpty()) {
            var next = waiting.values().stream()
                    .filter(l -> l.over() == null || !waiting.containsKey(l.over()))
                    .toList();
            if (next.isEmpty()) {
                throw new GraphException("layers in a cycle: " + cycle(waiting));
            }
            next.forEach(l -> waiting.remove(l.label()));
            order.addAll(next);
        }
        return order;
    }

    private static String cycle(Map<String, LayerPlan> waiting) {
        var text = new StringBuilder();
        for (var layer : waiting.values()) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(layer.label())
                    .append(" over ")
                    .append(layer.over());
        }
        return text.toString();
    }
}
