// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.status.StatusRow;
import dev.heddle.runtime.status.StatusSource;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An HTTP/1.1 server over a stream: TCP, a Unix socket, or TLS.
///
/// Each request goes to the handler, and its answer out in the order of the requests. A layer above may take
/// connections over: it enables an [Upgrade] and implements [Upgrading]; what it then gets is the stream behind
/// the request's head.
///
/// Thread: the loop; one instance per loop, the options may be shared. It begins to accept with [#listen].
/// Limits: [HttpLimits] per connection, [HttpOptions] for the layer. Refused at once and the connection closed:
/// every request whose framing can be read in two ways. The outbox below must push back or have room for
/// [HttpOptions#windowBytes(int)] and 64 KiB. Source: RFC 9110, RFC 9112
public final class Http extends Protocol implements StatusSource {
    static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");
    static final ResponseHeaders CLOSING = TEXT.with("Connection", "close");
    static final ResponseHeaders RETRY = TEXT.with("Retry-After", "1");
    private static final ResponseHeaders FULL = CLOSING.with("Retry-After", "5");

    private final HttpOptions options;
    private final HttpHandler handler;
    private final LongSessionMap connections = longSessions();
    private final LongSessionMap upgradedSessions = longSessions();
    private final Enables<Upgrade> upgrades = new Enables<>("http upgrades");
    private final Enables<Participant> listening = new Enables<>("http");
    private final HttpCounters counters = new HttpCounters();
    private @Nullable HttpConnection[] all = new @Nullable HttpConnection[16];
    private int count;
    private @Nullable HttpConnection taking;
    private boolean stopping;
    private @Nullable HttpParts parts;

    /// A protocol that is enabled, and by whom.
    record Enabled(String name, Protocol upper, Upgrading upgrading) {}

    private Http(HttpOptions options, HttpHandler handler) {
        this.options = options;
        this.handler = handler;
    }

    /// A layer for a plan; one instance per loop.
    ///
    /// @param options may be shared by all of them
    /// @param handler of all requests; shared ones must be confined to no loop
    /// @return needs a stream
    public static Http create(HttpOptions options, HttpHandler handler) {
        return new Http(options, handler);
    }

    @Override
    protected void onBuilt() {
        parts = new HttpParts(loop(), label(), options, this::onTick);
    }

    @Override
    protected void onClose() {
        if (parts != null) {
            parts.close();
        }
    }

    HttpParts lent() {
        var built = parts;
        if (built == null) {
            throw new IllegalStateException("http: used before its graph was built");
        }
        return built;
    }

    // ---- for its user

    /// Accepts connections at this end; counted, see [Enables]. Where it really listens is told by the control
    /// [dev.heddle.runtime.net.Listening].
    ///
    /// @param at what the layer below wants: an endpoint, a path
    public void listen(Participant at) {
        below().openEnable(this, Participants.at(at));
        listening.add(at, this);
    }

    /// Accepts no more connections at this end; those there go on.
    ///
    /// @param at as it was given to [#listen]
    public void unlisten(Participant at) {
        listening.remove(at, this);
        below().openDisable(this, Participants.at(at));
    }

    /// Accepts no more connections, closes those without a request in work, and the others behind their
    /// answers. [#connections()] says how many are left. Calling it again does nothing.
    public void stop() {
        if (stopping) {
            return;
        }
        stopping = true;
        for (var at : listening.keys()) {
            while (listening.upper(at) != null) {
                unlisten(at);
            }
        }
        for (int i = count - 1; i >= 0; i--) {
            var connection = i < count ? all[i] : null;
            if (connection != null) {
                connection.stop();
            }
        }
    }

    /// Connections that are HTTP's now; upgraded ones are not counted.
    public int connections() {
        return count;
    }

    /// Requests in work now.
    public int underWay() {
        return counters.underWay;
    }

    // ---- from above: other protocols

    @Override
    public void openEnable(Protocol upper, Participants local) {
        var upgrade = wanted(upper, local);
        if (!(upper instanceof Upgrading)) {
            throw new GraphException(label() + ": openEnable wanted a layer that is Upgrading, got " + upper.label());
        }
        upgrades.add(upgrade, upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        upgrades.remove(wanted(upper, local), upper);
    }

    private Upgrade wanted(Protocol upper, Participants local) {
        if (local.local() instanceof Upgrade upgrade) {
            return upgrade;
        }
        throw new GraphException(
                label() + ": openEnable by " + upper.label() + " wanted an Upgrade, got " + local.local());
    }

    /// The first of the protocols that a request asks for which is enabled; null: none.
    @Nullable
    Enabled upgrade(RequestHead head) {
        var asked = head.headers("Upgrade");
        if (asked == null) {
            return null;
        }
        for (var name : asked.split(",", -1)) {
            var key = new Upgrade(name.strip());
            if (upgrades.upper(key) instanceof Upgrading upgrading && upgrading instanceof Protocol upper) {
                return new Enabled(key.name(), upper, upgrading);
            }
        }
        return null;
    }

    /// A connection becomes another layer's stream; takes over the reference.
    void upgraded(Protocol upper, SessionRef lower, RequestHead head, HttpInput input) {
        long id = lower.id();
        counters.upgraded++;
        try (var session = upgradedSessions.create(id, upper, new UpgradedStream(lower, head))) {
            upper.openDone(session);
            input.handOver((unit, from, length) -> {
                if (!upgradedSessions.pop(id, unit, from, length)) {
                    unit.release();
                }
            });
        }
    }

    // ---- from below

    @Override
    public void openDone(Session lower) {
        lent().clock().run(true);
        var connection = new HttpConnection(this, lower.duplicate());
        add(connection);
        var own = connections.create(lower.id(), this, connection);
        connection.opened(own);
        counters.accepted++;
        if (count > options.maxConnections() || stopping) {
            counters.refused++;
            connection.refuseWith(503, FULL, "503 too many connections\n");
        }
    }

    private void add(HttpConnection connection) {
        if (count == all.length) {
            all = Arrays.copyOf(all, count << 1);
        }
        connection.index = count;
        all[count++] = connection;
    }

    void forget(HttpConnection connection) {
        var moved = all[--count];
        all[count] = null;
        if (moved != null && moved != connection) {
            all[connection.index] = moved;
            moved.index = connection.index;
        }
        if (count == 0) {
            lent().clock().run(false);
        }
    }

    @Override
    public void demux(Session lower, Unit unit, int fromBytes, int lengthBytes) {
        if (!connections.pop(lower.id(), unit, fromBytes, lengthBytes)
                && !upgradedSessions.pop(lower.id(), unit, fromBytes, lengthBytes)) {
            unit.release();
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        if (!connections.pop(lower.id(), message) && !upgradedSessions.pop(lower.id(), message)) {
            message.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        var connection = connections.weak(lower.id());
        var session = connection == null ? upgradedSessions.weak(lower.id()) : connection;
        if (session != null) {
            session.popCloseDone();
        }
    }

    @Override
    public void room(Session lower) {
        var connection = connections.weak(lower.id());
        var session = connection == null ? upgradedSessions.weak(lower.id()) : connection;
        if (session != null) {
            session.popRoom();
        }
    }

    private void onTick() {
        int tick = lent().clock().tick();
        var limits = lent().clock().limits();
        for (int i = count - 1; i >= 0; i--) {
            var connection = i < count ? all[i] : null;
            if (connection != null) {
                connection.check(tick, limits);
            }
        }
    }

    // ---- for its connections

    HttpOptions options() {
        return options;
    }

    HttpHandler handler() {
        return handler;
    }

    HttpCounters counters() {
        return counters;
    }

    long nowNanos() {
        return loop().nowNanos();
    }

    void soon(Runnable task) {
        loop().soon(task);
    }

    void report(String what, Throwable why) {
        loop().report(what, why);
    }

    /// A handler's code that must not keep a connection from ending.
    void guarded(HttpConnection connection, Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            report("http handler of " + connection, e);
        }
    }

    boolean isStopping() {
        return stopping;
    }

    /// Whether a connection's input is being read: then its answers are pushed at the end of that.
    boolean isTaking(HttpConnection connection) {
        return taking == connection;
    }

    void taking(@Nullable HttpConnection connection) {
        taking = connection;
    }

    boolean isFull() {
        return counters.underWay > options.maxUnderWay();
    }

    boolean isLogging() {
        return options.accessLog() != null;
    }

    /// An exchange has ended: all of its answer has gone down, or nothing more of it will.
    void ended(HttpExchange exchange) {
        counters.underWay--;
        counters.answered++;
        if (options.accessLog() != null) {
            log(
                    exchange.participants().remote(),
                    exchange.logged(),
                    exchange.isGone() && !exchange.is(ExchangeFlags.HEAD_WRITTEN) ? 499 : exchange.status(),
                    exchange.sentBytes(),
                    exchange.startedNanos());
        }
    }

    void log(Participant client, @Nullable RequestHead head, int status, long bytes, long startedNanos) {
        var sink = options.accessLog();
        if (sink != null) {
            try {
                sink.onExchange(
                        new AccessEntry(client, head, status, bytes, loop().epochMillis(), nowNanos() - startedNanos));
            } catch (RuntimeException | Error e) {
                report("http access log", e);
            }
        }
    }

    // ---- about the layer

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.STREAM;
    }

    @Override
    public String statusSection() {
        return SESSIONS;
    }

    @Override
    public void status(StatusRow row) {
        counters.report(row.count("connections", count));
    }
}
