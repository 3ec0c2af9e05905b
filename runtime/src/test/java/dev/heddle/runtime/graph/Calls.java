// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A middle layer for tests with sessions by name in a map with a cache: the first byte of a message is the
/// name. Each handler holds a session of the wire below, which is what a cache saves.
final class Calls extends Protocol {
    record Named(char name) implements Participant {}

    final SessionMap<Character> sessions;
    final Enables<Character> enables = new Enables<>("calls");
    final List<String> closed = new ArrayList<>();
    final List<String> reused = new ArrayList<>();
    private int serial;

    Calls(SessionCache cache) {
        sessions = sessions(cache);
    }

    private final class Call implements SessionHandler {
        final SessionRef lower;
        final char name;
        final int number = ++serial;
        int pops;

        Call(SessionRef lower, char name) {
            this.lower = lower;
            this.name = name;
        }

        @Override
        public Push push(Chain message) {
            message.prepend(1).set(ValueLayout.JAVA_BYTE, 0, (byte) name);
            return lower.push(message);
        }

        @Override
        public void pop(Upward up, Chain message) {
            pops++;
            message.skip(1);
            up.demux(message);
        }

        @Override
        public boolean reused() {
            reused.add(name + "" + number);
            pops = 0;
            return true;
        }

        @Override
        public Participants participants() {
            return Participants.to(new Named(name));
        }

        @Override
        public <A extends @Nullable Object> A control(Control<A> ask) {
            return ask instanceof Pops ? cast(pops) : ask.unsupported();
        }

        @SuppressWarnings("unchecked")
        private <A> A cast(Object answer) {
            return (A) answer;
        }

        @Override
        public void closed() {
            closed.add(name + "" + number);
            lower.close();
        }
    }

    /// How many messages a session has popped since it was new.
    record Pops() implements Control<Integer> {
        @Override
        public Integer unsupported() {
            return -1;
        }
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        char name = ((Named) to.remote()).name();
        var opened = Promise.<SessionRef>create(loop(), "call", SessionRef::close);
        var there = sessions.find(name);
        if (there == null) {
            there = sessions.reuse(name, upper);
        }
        if (there != null) {
            opened.done(there);
            return opened;
        }
        var lower = below().open(this, to).take();
        if (lower == null) {
            opened.fail(new GraphException("no wire"));
        } else {
            opened.done(sessions.create(name, upper, new Call(lower, name)));
        }
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        enables.add(((Named) local.local()).name(), upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        enables.remove(((Named) local.local()).name(), upper);
    }

    @Override
    public void openDone(Session lower) {}

    @Override
    public void demux(Session lower, Chain message) {
        char name = (char) message.getByte(0);
        if (sessions.pop(name, message)) {
            return;
        }
        var upper = enables.upper(name);
        if (upper == null) {
            message.release();
            return;
        }
        var again = sessions.reuse(name, upper);
        try (var passive = again != null ? again : sessions.create(name, upper, new Call(lower.duplicate(), name))) {
            upper.openDone(passive);
            if (!sessions.pop(name, message)) {
                message.release();
            }
        }
    }

    @Override
    public int headerBytesMax() {
        return 1;
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
