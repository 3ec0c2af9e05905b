// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.loop.AsyncWatcher;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// The layers on one loop and the sessions between them.
///
/// Thread: the loop, except the status row. Lifetime: built by [GraphPlan#build(Loop)]; [#close()] ends its
/// layers and what is left of its sessions. [#toString()] prints the composition.
public final class Graph implements AutoCloseable, StatusSource {
    private static final System.Logger LOG = System.getLogger(Graph.class.getName());

    private final Loop loop;
    private final GraphPlan.GraphSettings settings;
    private final Map<String, Protocol> layers = new LinkedHashMap<>();
    private final SessionTable sessions = new SessionTable();
    private final List<IdleSessions<?>> idle = new ArrayList<>();
    private final Graveyard graveyard = new Graveyard();
    private final AsyncWatcher burial;
    private final MessageQueue<SessionDoor.Posted> inbox;
    private final @Nullable CostMeter meter;
    private final LongAdder misuses = new LongAdder();
    private long opened;
    private boolean closed;

    Graph(Loop loop, GraphPlan.GraphSettings settings) {
        this.loop = loop;
        this.settings = settings;
        this.meter = settings.measured() ? new CostMeter() : null;
        this.burial = loop.async(loop.label() + " graph closes", this::exhume);
        this.inbox = MessageQueue.open(
                loop,
                MessageQueueOptions.of(
                        loop.label() + " graph doors", settings.doorCapacity(), SessionDoor.Posted::dispose),
                SessionDoor.Posted::deliver);
        burial.start();
    }

    // ---- building

    void add(String label, Protocol protocol, @Nullable String over) {
        var below = over == null ? null : layers.get(over);
        if (below != null) {
            Handlers.check(label, protocol, below);
        }
        protocol.bind(new Protocol.Place(this, label, below, meter));
        layers.put(label, protocol);
        if (meter != null) {
            meter.add(protocol);
        }
    }

    void start() {
        layers.values().forEach(Protocol::onBuilt);
    }

    // ---- for its user

    /// The layer of this name.
    public Protocol layer(String label) {
        var layer = layers.get(label);
        if (layer == null) {
            throw new IllegalArgumentException("graph: wanted layer " + label + ", got " + layers.keySet());
        }
        return layer;
    }

    /// A reference to the session of this id, yours to close; null: it has ended.
    public @Nullable SessionRef find(long id) {
        var session = sessions.find(id);
        return session == null ? null : session.find();
    }

    /// Sessions that are live now, on all layers.
    public int sessionCount() {
        return sessions.size();
    }

    /// The most header bytes that a message collects on its way down any path: headroom for the heap of its
    /// units.
    public int headerBytesMax() {
        int most = 0;
        for (Protocol top : layers.values()) {
            int sum = 0;
            for (Protocol layer = top; layer != null; layer = layer.belowOrNull()) {
                sum += layer.headerBytesMax();
            }
            most = Math.max(most, sum);
        }
        return most;
    }

    /// What each layer has cost so far, bottom first; empty unless the plan was measured.
    public List<LayerCost> costs() {
        return meter == null ? List.of() : meter.costs(layers.values());
    }

    /// Wrong uses of references seen so far; any thread.
    public long misuses() {
        return misuses.sum();
    }

    /// Ends the layers, the upper ones first, then the sessions that are left, each by its close routine;
    /// references still held answer CLOSED or throw from now on. Idempotent.
    @Override
    @SuppressWarnings("ReferenceEquality") // a layer is equal to itself only
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        var topDown = new ArrayList<>(layers.values()).reversed();
        topDown.forEach(Protocol::onClose);
        idle.forEach(IdleSessions::close);
        exhume();
        int left = sessions.size();
        for (var layer : topDown) {
            sessions.forEach(session -> {
                if (session.layer == layer) {
                    end(session);
                }
            });
        }
        inbox.close();
        exhume();
        burial.stop();
        if (left > 0) {
            LOG.log(System.Logger.Level.DEBUG, "graph-close loop={0} sessionsLeft={1}", loop.label(), left);
        }
    }

    // ---- for its sessions

    long admit(SessionCore session) {
        if (closed) {
            throw new IllegalStateException("graph on " + loop.label() + ": session wanted after close");
        }
        opened++;
        return sessions.admit(session);
    }

    void keep(IdleSessions<?> sessions) {
        idle.add(sessions);
    }

    /// A session's last reference was closed on a thread that is not the loop's.
    void bury(SessionCore session) {
        if (graveyard.add(session)) {
            burial.wake();
        }
    }

    private void exhume() {
        graveyard.drain(session -> {
            if (session.exhumed()) {
                ended(session);
            }
        });
    }

    /// Nothing holds this session any more. It may be told twice; the loop.
    void ended(SessionCore session) {
        if (sessions.find(session.id) != session) {
            return; // It has ended already, or the graph closed first.
        }
        var home = session.home();
        if (home != null && session instanceof KeyedSession keyed && home.ended(keyed) && !closed) {
            sessions.remove(session);
        } else {
            end(session);
        }
    }

    private void end(SessionCore session) {
        sessions.remove(session);
        session.handler.closed();
    }

    void misused(SessionMisuse.Kind kind, SessionCore session, @Nullable Throwable other) {
        misuses.increment();
        settings.misuse()
                .accept(new SessionMisuse(
                        kind,
                        session.toString(),
                        new Throwable("noticed by " + Thread.currentThread().getName()),
                        other));
    }

    MessageQueue<SessionDoor.Posted> inbox() {
        return inbox;
    }

    Loop loop() {
        return loop;
    }

    String loopLabel() {
        return loop.label();
    }

    boolean isChecked() {
        return settings.checked();
    }

    // ---- reports

    @Override
    public String statusSection() {
        return SESSIONS;
    }

    @Override
    public String label() {
        return loop.label() + " graph";
    }

    @Override
    public void status(StatusRow row) {
        // Benign race: the counters belong to the loop, and a report may be a moment old.
        row.count("layers", layers.size())
                .count("sessions", sessions.size())
                .count("opened", opened)
                .count("misuses", misuses.sum());
    }

    /// The composition, one layer per line, what sits on it indented below it.
    @Override
    public String toString() {
        var text = new StringBuilder("graph on ").append(loop.label());
        layers.forEach((label, layer) -> {
            int depth = 1;
            for (Protocol p = layer.belowOrNull(); p != null; p = p.belowOrNull()) {
                depth++;
            }
            text.append('\n').append("  ".repeat(depth)).append(label);
            text.append(": ").append(layer.getClass().getSimpleName());
            text.append(depth == 1 ? ", provides " + layer.provides() : ", needs " + layer.needs());
            if (layer.headerBytesMax() > 0) {
                text.append(", headers ").append(layer.headerBytesMax()).append(" bytes");
            }
        });
        return text.toString();
    }
}
