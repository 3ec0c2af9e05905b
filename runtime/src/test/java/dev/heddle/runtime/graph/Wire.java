// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A bottom for tests: sessions that keep what was pushed as text, and bytes that arrive when the test says so.
final class Wire extends Protocol {
    record Name(String text) implements Participant {
        @Override
        public String toString() {
            return text;
        }
    }

    final List<String> sent = new ArrayList<>();
    final List<End> ends = new ArrayList<>();
    final Enables<Participant> enables = new Enables<>("wire");
    private final Service service;
    int opens;

    Wire(Service service) {
        this.service = service;
    }

    /// One session of the wire.
    final class End implements SessionHandler {
        final Participants ends;

        @Nullable
        WeakSession session;

        int closedCount;
        Runnable duringPush = () -> {};

        End(Participants ends) {
            this.ends = ends;
        }

        @Override
        public Push push(Chain message) {
            duringPush.run();
            sent.add(Texts.of(message));
            message.release();
            return Push.ACCEPTED;
        }

        @Override
        public void pop(Upward up, Chain message) {
            up.demux(message);
        }

        @Override
        public void pop(Upward up, Unit unit, int fromBytes, int lengthBytes) {
            up.demux(unit, fromBytes, lengthBytes);
        }

        @Override
        public void closed() {
            closedCount++;
        }

        @Override
        public Participants participants() {
            return ends;
        }

        WeakSession session() {
            if (session == null) {
                throw new AssertionError("no session yet");
            }
            return session;
        }
    }

    private SessionRef create(Protocol upper, Participants participants) {
        opens++;
        var end = new End(participants);
        ends.add(end);
        var session = createSession(upper, end);
        end.session = weak(session);
        return session;
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), "wire open", SessionRef::close);
        opened.done(create(upper, to));
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        enables.add(local.local(), upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        enables.remove(local.local(), upper);
    }

    /// Somebody calls the enabled name.
    End arrive(Participant local) {
        var upper = enables.upper(local);
        if (upper == null) {
            throw new AssertionError(local + " is not enabled");
        }
        try (var session = create(upper, Participants.at(local))) {
            upper.openDone(session);
        }
        return ends.getLast();
    }

    @Override
    public Service needs() {
        return service;
    }

    @Override
    public Service provides() {
        return service;
    }
}
