// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.FlushWatcher;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.net.DirectOutput;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import dev.heddle.runtime.worker.Exchange;
import dev.heddle.runtime.worker.ExchangeListener;
import dev.heddle.runtime.worker.ExchangePort;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// TLS over a stream: a stream again, that nobody else can read or change.
///
/// Thread: the loop; one instance per loop, the options are shared. A session is given to the layer above when
/// its handshake is done; until then it is a request with a time limit. At the end of the turn all plaintext
/// that waits for a session is encrypted in full records, at most four at a time, and sent with one call. Idle
/// sessions hold no buffer. Controls: those of the stream below, but [DirectOutput]; and [TlsFacts.Ask].
///
/// The end: `closeDone` comes with the peer's close_notify; an end without it is told by the close reason,
/// because somebody may have cut the stream short. Source: RFC 8446, RFC 5246
public final class Tls extends Protocol {
    private static final long LINGER_NANOS = 2_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Tls.class.getName());

    private final TlsOptions options;
    private final LongSessionMap sessions = longSessions();
    private final Map<Long, TlsSession> lingering = new HashMap<>();
    private final ArrayDeque<Refused> refusedTasks = new ArrayDeque<>();
    private List<TlsSession> dirty = new ArrayList<>();
    private List<TlsSession> flushing = new ArrayList<>();
    private int enables;
    private @Nullable Protocol enabler;
    private @Nullable Parts parts;

    /// What there is once the graph is built.
    private record Parts(
            TlsBuffers buffers,
            FlushWatcher flush,
            TimerWatcher linger,
            @Nullable ExchangePort<Runnable> tasks) {}

    private Tls(TlsOptions options) {
        this.options = options;
    }

    /// One instance per loop.
    ///
    /// @param options shared by all of them
    /// @return a layer for a plan
    public static Tls create(TlsOptions options) {
        return new Tls(options);
    }

    @Override
    protected void onBuilt() {
        var workers = options.workers();
        var flush = loop().flush(label() + " flush", this::flushAll);
        flush.start();
        parts = new Parts(
                new TlsBuffers(),
                flush,
                loop().timer(label() + " linger", this::endLingering),
                workers == null ? null : workers.port(loop()));
    }

    @Override
    protected void onClose() {
        if (parts == null) {
            return; // a layer above refused to be built
        }
        endLingering();
        parts.flush().stop();
        parts.buffers().close();
    }

    private Parts parts() {
        var built = parts;
        if (built == null) {
            throw new IllegalStateException("tls: used before its graph was built");
        }
        return built;
    }

    TlsBuffers buffers() {
        return parts().buffers();
    }

    TlsOptions options() {
        return options;
    }

    // ---- opening

    /// Connects and shakes hands. Fails when the server does not prove who it is, or not in time.
    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), label() + " open " + to.remote(), SessionRef::close);
        if (options.isServer()) {
            opened.fail(new GraphException(label() + ": open wanted client options, got a server's"));
            return opened;
        }
        var lower = below().open(this, to);
        opened.onCancel(lower::cancel);
        lower.onEnd(ended -> {
            var reference = ended.take();
            if (reference == null) {
                opened.fail(new GraphException(label() + ": open " + to.remote(), ended.failure()));
            } else {
                begin(upper, reference, to, opened);
            }
        });
        return opened;
    }

    /// Accepts for `upper`; one layer at a time, which may ask for several places.
    @Override
    public void openEnable(Protocol upper, Participants local) {
        if (!options.isServer()) {
            throw new GraphException(label() + ": openEnable wanted server options, got a client's");
        }
        if (enabler != null && enabler != upper) {
            throw new GraphException(label() + ": openEnable by " + upper.label() + ", is held by " + enabler.label());
        }
        below().openEnable(this, local);
        enabler = upper;
        enables++;
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        if (enabler != upper) {
            throw new GraphException(label() + ": openDisable by " + upper.label() + ", which enabled nothing");
        }
        below().openDisable(this, local);
        if (--enables == 0) {
            enabler = null;
        }
    }

    @Override
    public void openDone(Session lower) {
        var upper = enabler;
        if (upper == null) {
            return; // disabled while it was on its way
        }
        var opened = Promise.<SessionRef>create(loop(), label() + " accept", SessionRef::close);
        begin(upper, lower.duplicate(), null, opened);
        opened.onEnd(ended -> {
            var reference = ended.take();
            if (reference != null) {
                try (reference) {
                    upper.openDone(reference);
                }
            }
        });
    }

    private void begin(Protocol upper, SessionRef lower, @Nullable Participants to, Promise<SessionRef> opened) {
        var pipe = lower.control(new DirectOutput());
        if (pipe == null) {
            lower.close();
            opened.fail(new GraphException(label() + ": wanted a stream of the net package below, got " + below()));
            return;
        }
        var remote = to != null && to.remote() instanceof Endpoint endpoint ? endpoint : null;
        var engine = remote == null ? options.engine(null, -1) : options.engine(remote.host(), remote.port());
        var handler = new TlsSession(this, engine, lower, pipe);
        var own = sessions.create(lower.id(), upper, handler);
        opened.timeoutNanos(options.limits().handshake().toNanos());
        handler.start(own, opened);
    }

    // ---- from below

    @Override
    public void demux(Session lower, Chain message) {
        if (!sessions.pop(lower.id(), message)) {
            message.release();
        }
    }

    @Override
    public void demux(Session lower, Unit unit, int fromBytes, int lengthBytes) {
        if (!sessions.pop(lower.id(), unit, fromBytes, lengthBytes)) {
            unit.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popCloseDone();
            return;
        }
        var ending = lingering.get(lower.id());
        if (ending != null) {
            lingering.remove(lower.id());
            ending.endBelow();
        }
    }

    @Override
    public void room(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popRoom();
            return;
        }
        var ending = lingering.get(lower.id());
        if (ending != null && ending.goOnEnding()) {
            lingering.remove(lower.id());
            ending.endBelow();
        }
    }

    // ---- what its sessions ask for

    void dirty(TlsSession session) {
        dirty.add(session);
        parts().flush().mark();
    }

    private void flushAll() {
        var now = dirty;
        dirty = flushing;
        flushing = now;
        for (int i = 0; i < now.size(); i++) {
            now.get(i).flushNow();
        }
        now.clear();
    }

    /// Calls the session's `room` on the next pass, if it is still there.
    void again(TlsSession session) {
        long id = session.lowerId();
        loop().soon(() -> {
            var weak = sessions.weak(id);
            if (weak != null) {
                weak.popRoom();
            }
        });
    }

    void whenFree(TlsSession session) {
        var door = loop().door();
        options.heap().onceFree(() -> {
            if (door.post(session::fed) == Offer.FULL) {
                LOG.log(System.Logger.Level.WARNING, "tls-wake-lost loop={0}: its task queue is full", door.label());
            }
        });
    }

    boolean runsTasksElsewhere() {
        return parts().tasks() != null;
    }

    void offload(TlsSession session, Runnable tasks) {
        give(session, Exchange.of(session.lowerId(), tasks, new TaskEnd(session)));
    }

    private record Refused(TlsSession session, Exchange<Runnable> exchange) {}

    private void give(TlsSession session, Exchange<Runnable> exchange) {
        var port = parts().tasks();
        var offer = port == null ? Offer.CLOSED : port.offer(exchange);
        if (offer == Offer.FULL) {
            refusedTasks.add(
                    new Refused(session, exchange)); // each session has at most one, so the sessions bound the list
        } else if (offer == Offer.CLOSED) {
            session.tasksDone(new IllegalStateException("the workers of " + label() + " have stopped"));
        }
    }

    private final class TaskEnd implements ExchangeListener<Runnable> {
        private final TlsSession session;

        TaskEnd(TlsSession session) {
            this.session = session;
        }

        @Override
        public boolean onPart(Exchange<Runnable> exchange, Unit part) {
            part.release();
            return true;
        }

        @Override
        public void onDone(Exchange<Runnable> exchange) {
            end(null);
        }

        @Override
        public void onFailed(Exchange<Runnable> exchange, Throwable why) {
            end(why);
        }

        private void end(@Nullable Throwable why) {
            var waiting = refusedTasks.poll();
            if (waiting != null) {
                give(waiting.session(), waiting.exchange());
            }
            session.tasksDone(why);
        }
    }

    void linger(long lowerId, TlsSession session) {
        lingering.put(lowerId, session);
        if (!parts().linger().isStarted()) {
            parts().linger().startAfter(LINGER_NANOS);
        }
    }

    /// Whatever has not left after the time to linger is lost; it starts anew with the first of the next ones.
    private void endLingering() {
        var now = new ArrayList<>(lingering.values());
        lingering.clear();
        now.forEach(TlsSession::endBelow);
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
}
