// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import dev.heddle.chat.command.Call;
import dev.heddle.chat.command.Caller;
import dev.heddle.chat.command.CapCommands;
import dev.heddle.chat.command.CommandTable;
import dev.heddle.chat.command.ServerBans;
import dev.heddle.chat.command.Services;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Framing;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.LoopPort;
import dev.heddle.chat.hub.Outlet;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Message;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.store.ServerBan;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/// All connections of a hub: lets them in, wakes those that wait, ends those that are silent for too long.
///
/// Thread: the hub. The owner calls, in each turn: [Connection#onLine] for what came, then [#turn], and sees to
/// it that there is a turn at [#nextTurnNanos] at the latest.
public final class Connections implements Caller.Runner {
    /// So many lines wait in all before a connection may have no more than one.
    static final int WAITING_MAX = 16_384;

    private static final int LOW_WATER_BYTES = 8 * 1024;

    private record Wake(long atNanos, long order, Connection connection, boolean silence) implements Comparable<Wake> {
        @Override
        public int compareTo(Wake other) {
            int byTime = Long.compare(atNanos, other.atNanos);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final Services services;
    private final CommandTable table = new CommandTable();
    private final Map<Client, Connection> connections = new HashMap<>();
    private final PriorityQueue<Wake> wakes = new PriorityQueue<>();
    private final ArrayDeque<Runnable> resumed = new ArrayDeque<>();
    private final List<Connection> heldBack = new ArrayList<>();
    private final Housekeeping housekeeping;
    private long order;
    /// Lines that wait, of all connections.
    private int waiting;

    public Connections(Services services) {
        this.services = services;
        housekeeping = new Housekeeping(services.hub());
    }

    // --- for the transport

    /// A connection came in. What it may not do, the line ERROR tells it, and it is closed; the result takes
    /// no lines then.
    public Connection open(LoopPort loop, Outlet outlet, Framing framing, Peer peer) {
        Client client = services.hub().connect(loop, outlet, framing, peer);
        boolean exempt = peer.operator() || services.throttles().isExempt(peer.address());
        Connection connection = new Connection(this, client, exempt);
        connections.put(client, connection);
        String refused = peer.operator() ? "" : services.throttles().connected(peer.address());
        ServerBan ban = peer.operator() ? null : ServerBans.ofAddress(services.hub(), peer.address());
        if (ban != null) {
            connection.close("You are banned: " + ban.reason());
        } else if (!refused.isEmpty()) {
            connection.close(refused);
        } else {
            long registered = limits().registrationTime().toNanos();
            long first = Math.min(registered, limits().pingAfter().toNanos());
            wakes.add(new Wake(nowNanos() + first, ++order, connection, true));
        }
        return connection;
    }

    /// What the turn owes: delayed lines, cursors, silence; then everything is handed to the loops.
    public void turn() {
        for (int due = resumed.size(); due > 0; due--) {
            resumed.removeFirst().run();
        }
        long now = nowNanos();
        for (Wake first = wakes.peek(); first != null && first.atNanos <= now; first = wakes.peek()) {
            wakes.remove();
            wake(first, now);
        }
        housekeeping.turn(now);
        releaseHeldBack();
        services.hub().endOfTurn();
    }

    private void wake(Wake due, long now) {
        Connection connection = due.connection;
        if (connection.isClosed()) {
            return;
        }
        if (!due.silence) {
            connection.awake();
            return;
        }
        long next = connection.checkSilence(now);
        if (!connection.isClosed()) {
            wakes.add(new Wake(Math.max(next, now + 1), ++order, connection, true));
        }
    }

    /// When the next turn must be, whatever the sockets say.
    public long nextTurnNanos() {
        if (!resumed.isEmpty()) {
            return nowNanos();
        }
        Wake first = wakes.peek();
        return first == null ? housekeeping.nextNanos() : Math.min(first.atNanos, housekeeping.nextNanos());
    }

    /// The store has settled more.
    public void settled() {
        services.hub().settled();
        releaseHeldBack();
    }

    private void releaseHeldBack() {
        if (!heldBack.isEmpty() && !isBehind()) {
            List<Connection> released = List.copyOf(heldBack);
            heldBack.clear();
            released.forEach(Connection::awake);
        }
    }

    /// The operator changed the configuration (SIGHUP): new settings, and what they mean for capabilities.
    public void settings(HubSettings other) {
        int before = CapCommands.offered(services.hub());
        services.hub().settings(other);
        CapCommands.announce(services, before);
    }

    /// Tells every client why, and closes them all.
    public void closeAll(String reason) {
        List<Connection> open = new ArrayList<>(connections.values());
        open.sort((a, b) -> Long.compare(a.client().id(), b.client().id()));
        open.forEach(connection -> connection.close(reason));
    }

    /// Loads the configuration again; the lines tell what came of it.
    public List<String> rehash() {
        return services.hooks().rehash();
    }

    public int count() {
        return connections.size();
    }

    // --- for connections

    void countWaiting(int more) {
        waiting += more;
    }

    boolean isCrowded() {
        return waiting >= WAITING_MAX;
    }

    Services services() {
        return services;
    }

    CommandTable table() {
        return table;
    }

    HubSettings.Limits limits() {
        return services.hub().settings().limits();
    }

    long nowNanos() {
        return services.hub().clock().nanos();
    }

    boolean isBehind() {
        return services.hub().isBehind();
    }

    boolean isMessageCommand(Message message) {
        return switch (message.command()) {
            case "PRIVMSG", "NOTICE", "TAGMSG", "BATCH", "REDACT" -> true;
            default -> false;
        };
    }

    long costNanos(Parsed line) {
        int weight = line instanceof Message message ? table.weight(message) : 1;
        return (long) (weight * 1e9 / services.hub().settings().flood().ratePerSecond());
    }

    long burstNanos() {
        HubSettings.Flood flood = services.hub().settings().flood();
        return (long) (flood.burst() * 1e9 / flood.ratePerSecond());
    }

    void wakeAt(Connection connection, long atNanos) {
        wakes.add(new Wake(atNanos, ++order, connection, false));
    }

    void holdUntilSettled(Connection connection) {
        heldBack.add(connection);
    }

    void ping(Client client) {
        services.line()
                .begin(services.hub().clock().wallMillis())
                .source(services.hub().settings().identity().name())
                .command("PING")
                .trailing(services.hub().settings().identity().name());
        services.hub().tell(client, services.line().end());
    }

    /// Counts the connection out. Before its client is forgotten, because WEBIRC may have changed the address.
    void remember(Connection connection) {
        Peer peer = connection.client().peer();
        if (!peer.operator()) {
            services.throttles().disconnected(peer.address());
        }
    }

    void forget(Connection connection) {
        connections.remove(connection.client());
    }

    // --- for calls

    @Override
    public void ended(Call call) {
        Connection connection = connections.get(call.client());
        if (connection != null) {
            connection.ended();
        }
    }

    @Override
    public void whenDrained(Caller caller, Runnable step) {
        Client client = caller.client();
        client.loop().whenDrained(client.outlet(), LOW_WATER_BYTES, () -> resumed.addLast(step));
    }

    /// A client that something other than its own line has closed (KILL, GHOST).
    @Override
    public void closed(Client client) {
        Connection connection = connections.get(client);
        if (connection != null) {
            connection.finishIfClosed();
        }
    }
}
