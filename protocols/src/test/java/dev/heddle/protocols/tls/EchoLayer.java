// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.tls;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.CloseReason;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Sends back what it gets, and notes what happens. Confined to its loop but for `events`.
class EchoLayer extends Protocol {
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final Map<Long, SessionRef> sessions = new HashMap<>();
    boolean echo = true;
    volatile boolean noteText;

    void listen() {
        below().openEnable(this, Participants.at(Endpoint.any(0)));
    }

    void connect(Endpoint to) {
        below().open(this, Participants.to(to)).onEnd(opened -> {
            var reference = opened.take();
            if (reference == null) {
                events.add("failed " + cause(opened.failure()));
            } else {
                sessions.put(reference.id(), reference);
                events.add("opened");
            }
        });
    }

    private static String cause(Throwable failure) {
        var at = failure;
        var text = new StringBuilder();
        while (at != null) {
            text.append(at.getMessage()).append(" / ");
            at = at.getCause();
        }
        return text.toString();
    }

    @Override
    public void openDone(Session lower) {
        sessions.put(lower.id(), lower.duplicate());
        var facts = lower.control(new TlsFacts.Ask());
        events.add("session " + facts.version() + " alpn=" + facts.alpn() + " sni=" + facts.serverName() + " peer="
                + (facts.peerChain().isEmpty()
                        ? "none"
                        : Identity.fingerprint(facts.peerChain().getFirst())));
    }

    @Override
    public void demux(Session lower, Chain message) {
        if (noteText) {
            message.forEachSlice((unit, from, length) -> events.add(new String(
                    unit.payload().asSlice(from, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)));
        }
        if (echo) {
            lower.push(message);
        } else {
            message.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        events.add("closed " + lower.control(new CloseReason()));
        var reference = sessions.remove(lower.id());
        if (reference != null) {
            reference.close();
        }
    }

    @Override
    protected void onClose() {
        sessions.values().forEach(SessionRef::close);
        sessions.clear();
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.STREAM;
    }
}
