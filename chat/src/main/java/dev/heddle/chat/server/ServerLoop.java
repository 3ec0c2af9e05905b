// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Parsed;
import dev.heddle.chat.session.Outbox;
import dev.heddle.chat.web.Wire;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Reading;
import dev.heddle.runtime.status.StatusSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What one loop has of the server: its graphs, its links, and its way to the hub.
///
/// Thread: the loop. Lifetime: until the loop's end, whose clean-up closes the graphs.
final class ServerLoop {
    /// Where lines and ends go: straight into the hub on its own loop, through a queue elsewhere.
    interface ToHub {
        void opened(IrcLink link, Peer peer);

        /// False: not now; the line is kept below and comes again.
        boolean said(IrcLink link, Parsed line);

        void lost(IrcLink link, String reason);

        void told(Runnable what);
    }

    private final Loop loop;
    private final ServerHeaps heaps;
    private final int outboxBytes;
    private final Outbox.Barriers barriers;
    private final ToHub hub;
    private final Links links = new Links();
    private int graphs;
    private @Nullable OperatorListener operators;
    private final List<IrcLink> draining = new ArrayList<>();
    private final List<IrcLink> stalled = new ArrayList<>();
    private final List<OpenListener> listeners = new CopyOnWriteArrayList<>();

    /// @param outboxBytes what may wait for one client
    ServerLoop(Loop loop, ServerHeaps heaps, int outboxBytes, Outbox.Barriers barriers, ToHub hub) {
        this.loop = loop;
        this.heaps = heaps;
        this.outboxBytes = outboxBytes;
        this.barriers = barriers;
        barriers.copiesFrom(heaps.batch().local());
        this.hub = hub;
        loop.each(Phase.PREPARE, "server-owed", this::owed).start();
        loop.each(Phase.CLEANUP, "server-graphs", this::close).start();
    }

    /// Opens a listener of this loop; throws with the system's reason when it cannot.
    ///
    /// @return where it really listens
    Endpoint listen(ListenerPlan plan) {
        var listener = OpenListener.open(loop, plan, this);
        listeners.add(listener);
        return listener.endpoint();
    }

    /// Opens the operator's socket on this loop; throws with the system's reason when it cannot.
    void listenOperators(Path socket) {
        operators = OperatorListener.open(loop, socket, this);
    }

    void onSignal(String name, Runnable what) {
        loop.signal(name, what).start();
    }

    /// The graphs, for the status report. Any thread, once the listeners are open.
    List<StatusSource> sources() {
        return listeners.stream()
                .flatMap(listener -> listener.sources().stream())
                .toList();
    }

    /// Accepts nobody any more; who is here stays.
    void stopListening() {
        listeners.forEach(OpenListener::stop);
    }

    private void close() {
        var socket = operators;
        if (socket != null) {
            socket.close();
            operators = null;
        }
        listeners.forEach(OpenListener::close);
        listeners.clear();
    }

    ServerHeaps heaps() {
        return heaps;
    }

    Outbox.Barriers barriers() {
        return barriers;
    }

    int linkCount() {
        return links.size();
    }

    /// Cuts whoever is still here.
    void cutAll() {
        links.all().forEach(IrcLink::lost);
    }

    /// The units for what goes out are used up: those go who keep the most of it.
    void shed() {
        int most = 0;
        for (var link : links.all()) {
            most = Math.max(most, link.outbox().pendingBytes());
        }
        if (most > 0) {
            for (var link : links.all()) {
                if (link.outbox().pendingBytes() > most / 2) {
                    link.exceeded();
                }
            }
        }
    }

    // ---- from the graphs

    /// A number for one more graph.
    int nextGraph() {
        return ++graphs;
    }

    void opened(SessionRef session, int graph, Wire wire, Peer peer) {
        var link = new IrcLink(session, Links.key(graph, session.id()), wire, this, outboxBytes);
        links.add(link);
        hub.opened(link, peer);
    }

    @Nullable
    IrcLink link(int graph, long sessionId) {
        return links.find(Links.key(graph, sessionId));
    }

    boolean toHub(IrcLink link, Parsed line) {
        if (hub.said(link, line)) {
            return true;
        }
        stalled.add(link);
        return false;
    }

    void toHub(Runnable what) {
        hub.told(what);
    }

    void lost(IrcLink link, String reason) {
        link.lost();
        hub.lost(link, reason);
    }

    // ---- from the links

    void draining(IrcLink link) {
        draining.add(link);
    }

    void forget(IrcLink link) {
        links.remove(link);
    }

    /// Before the loop sleeps: whose outbox has drained is told, and who was refused may speak again.
    void owed() {
        if (!draining.isEmpty()) {
            draining.removeIf(IrcLink::tellDrained);
        }
        if (!stalled.isEmpty()) {
            var again = List.copyOf(stalled);
            stalled.clear();
            for (var link : again) {
                if (!link.isClosed() && !link.isPaused()) {
                    link.session().control(Reading.ON);
                }
            }
        }
    }
}
