// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionCache;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionMap;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Channels by number over one connection: a layer of the user's own, as the x-kernel's tutorial has it.
final class Mux extends Protocol {
    /// A channel of one connection.
    record Channel(long below, int number) {}

    /// A channel at a host.
    record ChannelAt(Endpoint host, int number) implements Participant {}

    private final SessionMap<Channel> sessions = sessions(new SessionCache(Duration.ofSeconds(30), 1000));
    private final Map<Integer, Protocol> enabled = new HashMap<>();
    private final Map<Long, SessionRef> connections = new HashMap<>();

    void listen(Endpoint at) {
        below().openEnable(this, Participants.at(at));
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var at = (ChannelAt) to.remote();
        var opened = Promise.<SessionRef>create(loop(), "mux-open", SessionRef::close);
        var below = below().open(this, Participants.to(at.host()));
        opened.onCancel(below::cancel);
        below.onEnd(r -> {
            SessionRef lower = r.take(); // owned: from here on the channel holds it
            if (lower == null) {
                opened.fail(new GraphException("open " + at, r.failure()));
            } else {
                opened.done(sessions.create(new Channel(lower.id(), at.number()), upper, new Line(lower, at.number())));
            }
        });
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        enabled.put(((ChannelAt) local.local()).number(), upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        enabled.remove(((ChannelAt) local.local()).number(), upper);
    }

    @Override
    public void openDone(Session lower) {
        connections.put(lower.id(), lower.duplicate()); // nobody else keeps it while no channel is open
    }

    @Override
    public void closeDone(Session lower) {
        SessionRef kept = connections.remove(lower.id());
        if (kept != null) {
            kept.close();
        }
    }

    @Override
    public int headerBytesMax() {
        return 4;
    }

    @Override
    public Service needs() {
        return Service.MESSAGES; // so it sits on length-prefixed frames, not on bare TCP
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    @Override
    public void demux(Session lower, Chain message) {
        int number = message.peek(4).get(ValueLayout.JAVA_INT_UNALIGNED, 0);
        message.skip(4);
        var key = new Channel(lower.id(), number);
        if (sessions.pop(key, message)) {
            return; // retained around the handler's pop
        }
        Protocol upper = enabled.get(number);
        if (upper == null) {
            message.release();
            return;
        }
        try (SessionRef passive = sessions.create(key, upper, new Line(lower.duplicate(), number))) {
            upper.openDone(passive); // lent: whoever wants it duplicates it
            if (!sessions.pop(key, message)) {
                message.release();
            }
        }
    }

    private record Line(SessionRef lower, int number) implements SessionHandler {
        @Override
        public Push push(Chain message) {
            message.prepend(4).set(ValueLayout.JAVA_INT_UNALIGNED, 0, number);
            return lower.push(message);
        }

        @Override
        public void pop(Upward up, Chain message) {
            up.demux(message);
        }

        @Override
        public void closed() {
            lower.close(); // our one reference below
        }
    }
}
