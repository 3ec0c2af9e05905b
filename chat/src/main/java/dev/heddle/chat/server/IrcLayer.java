// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.Malformed;
import dev.heddle.chat.message.MessageParser;
import dev.heddle.chat.web.Wire;
import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.Upgrade;
import dev.heddle.protocols.http.UpgradedHead;
import dev.heddle.protocols.line.LineReader;
import dev.heddle.protocols.tls.Identity;
import dev.heddle.protocols.tls.TlsFacts;
import dev.heddle.protocols.websocket.Agreed;
import dev.heddle.protocols.websocket.CloseCode;
import dev.heddle.protocols.websocket.ClosedWith;
import dev.heddle.protocols.websocket.MessageHandler;
import dev.heddle.protocols.websocket.Sending;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The top of a graph that brings lines, as such or as WebSocket messages: parses each and hands it to the hub.
/// Thread: the loop.
final class IrcLayer extends Protocol implements LineReader, MessageHandler {
    private final ServerLoop home;
    /// This graph's number among those of the loop.
    private final int graph;
    private final Forwarded proxies;
    private final MessageParser parser = new MessageParser();

    /// @param proxies who may tell a client's real address; asked on connections that came over HTTP
    IrcLayer(ServerLoop home, Forwarded proxies) {
        this.home = home;
        graph = home.nextGraph();
        this.proxies = proxies;
    }

    void listen(Participant at) {
        below().openEnable(this, Participants.at(at));
    }

    void stopListening(Endpoint at) {
        below().openDisable(this, Participants.at(at));
    }

    /// Takes the WebSockets that the HTTP layer below them has accepted.
    void takeWebSockets() {
        below().openEnable(this, Participants.at(new Upgrade("websocket")));
    }

    @Override
    public void openDone(Session lower) {
        var agreed = lower.control(new Agreed.Ask());
        if (agreed != null) {
            lower.control(Sending.FRAMES);
        }
        home.opened(lower.duplicate(), graph, agreed == null ? Wire.LINES : Wire.of(agreed), peer(lower));
    }

    private Peer peer(Session lower) {
        var remote = lower.participants().remote();
        if (!(remote instanceof Endpoint endpoint)) {
            return new Peer("127.0.0.1", 0, "localhost", true, null, null, true);
        }
        var head = lower.control(new UpgradedHead());
        if (head == null) {
            return peer(lower, endpoint);
        }
        var client = proxies.client(head, endpoint);
        return client.equals(endpoint)
                ? peer(lower, endpoint)
                : Peer.plain(client.host(), client.port())
                        .behind(client.host(), client.host(), proxies.isSecure(head, endpoint));
    }

    private static Peer peer(Session lower, Endpoint endpoint) {
        var facts = lower.control(new TlsFacts.Ask());
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

    /// One line, without its end as the specification wants it; a client that sends one is understood. A client
    /// that says it speaks texts may send a binary all the same: what counts is whether the bytes are UTF-8.
    @Override
    public boolean onMessage(Session session, boolean text, MemorySegment memory, long fromBytes, int lengthBytes) {
        int length = lengthBytes;
        while (length > 0 && isLineEnd(memory.get(ValueLayout.JAVA_BYTE, fromBytes + length - 1))) {
            length--;
        }
        return onLine(session, memory, fromBytes, length);
    }

    private static boolean isLineEnd(byte b) {
        return b == '\r' || b == '\n';
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
            home.lost(link, reason(lower));
        }
    }

    @Override
    public void room(Session lower) {
        home.owed();
    }

    /// What other users read in the QUIT.
    private static String reason(Session lower) {
        var below = lower.control(new CloseReason());
        switch (lower.control(new ClosedWith())) {
            case CloseCode.NORMAL, CloseCode.GOING_AWAY, CloseCode.NONE -> {
                return "Connection closed";
            }
            default -> {
                // the words say it
            }
        }
        if (below.contains("outbox limit")) {
            return "SendQ exceeded";
        }
        if (below.contains("took nothing")) {
            return "Reads nothing";
        }
        if (below.equals("RESET") || below.equals("BROKEN")) {
            return "Connection reset";
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
