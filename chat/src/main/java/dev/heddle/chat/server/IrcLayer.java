// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Malformed;
import dev.heddle.chat.message.MessageParser;
import dev.heddle.protocols.line.LineReader;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.protocols.tls.TlsFacts;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;

/// The top of a graph that brings lines: parses each and hands it to the hub. Thread: the loop.
final class IrcLayer extends Protocol implements LineReader {
    private final ServerLoop home;
    /// This graph's number among those of the loop.
    private final int graph;
    private final MessageParser parser = new MessageParser();

    IrcLayer(ServerLoop home) {
        this.home = home;
        graph = home.nextGraph();
    }

    void listen(Participant at) {
        below().openEnable(this, Participants.at(at));
    }

    void stopListening(Endpoint at) {
        below().openDisable(this, Participants.at(at));
    }

    @Override
    public void openDone(Session lower) {
        home.opened(lower.duplicate(), graph, peer(lower));
    }

    private static Peer peer(Session lower) {
        var remote = lower.participants().remote();
        var facts = lower.control(new TlsFacts.Ask());
        if (!(remote instanceof Endpoint endpoint)) {
            return new Peer("127.0.0.1", 0, "localhost", true, null, null, true);
        }
        if (facts == null) {
            return Peer.plain(endpoint.host(), endpoint.port());
        }
        var chain = facts.peerChain();
        return new Peer(
                endpoint.host(),
                endpoint.port(),
                Peer.plain(endpoint.host(), endpoint.port()).host(),
                true,
                chain.isEmpty() ? null : Identity.fingerprint(chain.getFirst()),
                facts.version() + ", " + facts.cipher(),
                false);
    }

    @Override
    public boolean onLine(Session session, MemorySegment memory, long fromBytes, int lengthBytes) {
        var link = home.link(graph, session.id());
        if (link == null) {
            return true; // closed by the hub in this very read
        }
        if (link.isPaused()) {
            return false;
        }
        return home.toHub(link, parser.parse(memory, fromBytes, lengthBytes));
    }

    @Override
    public void onTooLong(Session session, int limitBytes) {
        var link = home.link(graph, session.id());
        if (link != null && !home.toHub(link, Malformed.BODY_TOO_LONG)) {
            home.lost(link, "Line too long");
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        message.release(); // lines come by onLine
    }

    @Override
    public void closeDone(Session lower) {
        var link = home.link(graph, lower.id());
        if (link != null) {
            home.lost(link, reason(lower.control(new CloseReason())));
        }
    }

    @Override
    public void room(Session lower) {
        home.owed();
    }

    /// What other users read in the QUIT.
    private static String reason(String below) {
        if (below.contains("outbox limit")) {
            return "SendQ exceeded";
        }
        return below.isEmpty() || below.equals("end of stream") ? "Connection closed" : below;
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }
}
