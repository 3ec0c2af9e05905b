// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.unit.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A layer for tests over a stream: keeps its sessions, writes down what comes, and sends it back if asked to.
final class Echo extends Protocol {
    final Map<Long, SessionRef> sessions = new TreeMap<>();
    final Map<Long, StringBuilder> received = new TreeMap<>();
    final List<String> ended = new ArrayList<>();
    final List<Push> answers = new ArrayList<>();
    boolean echoes = true;
    boolean closes = true;
    int rooms;

    /// A message that makes this layer fail.
    String bomb = "(none)";

    Protocol tcp() {
        return below();
    }

    void listen(Endpoint at) {
        below().openEnable(this, Participants.at(at));
    }

    SessionRef only() {
        if (sessions.size() != 1) {
            throw new AssertionError("wanted one session, got " + sessions);
        }
        return sessions.values().iterator().next();
    }

    String text() {
        return received.values().stream().map(StringBuilder::toString).reduce("", String::concat);
    }

    void keep(SessionRef session) {
        sessions.put(session.id(), session);
    }

    @Override
    public void openDone(Session lower) {
        keep(lower.duplicate());
    }

    @Override
    public void demux(Session lower, Chain message) {
        var text = Bytes.text(message);
        if (text.equals(bomb)) {
            message.release();
            throw new IllegalStateException(text);
        }
        received.computeIfAbsent(lower.id(), id -> new StringBuilder()).append(text);
        if (echoes) {
            answers.add(lower.push(message));
        } else {
            message.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        ended.add(lower.control(new CloseReason()));
        if (closes) {
            var session = sessions.remove(lower.id());
            if (session != null) {
                session.close();
            }
        }
    }

    @Override
    public void room(Session lower) {
        rooms++;
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
