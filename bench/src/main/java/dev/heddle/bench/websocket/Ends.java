// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import dev.heddle.protocols.websocket.MessageHandler;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.graph.WeakSession;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The two ends of a graph without sockets. Thread: the loop.
final class Ends {
    private Ends() {}

    /// The bottom: hands bytes up, and counts what comes down.
    static final class Bottom extends Protocol implements SessionHandler {
        private @Nullable Protocol upper;
        private @Nullable WeakSession session;
        long sentBytes;

        void arrive() {
            var above = upper;
            if (above == null) {
                throw new IllegalStateException("bench: nobody is above");
            }
            try (var opened = createSession(above, this)) {
                session = weak(opened);
                above.openDone(opened);
            }
        }

        void receive(Unit unit, int lengthBytes) {
            var above = session;
            if (above == null || !above.pop(unit, 0, lengthBytes)) {
                unit.release();
            }
        }

        @Override
        public void openEnable(Protocol upper, Participants local) {
            this.upper = upper;
        }

        @Override
        public void openDisable(Protocol upper, Participants local) {
            this.upper = null;
        }

        @Override
        public Request<SessionRef> open(Protocol upper, Participants to) {
            return refused("open");
        }

        @Override
        public Push push(Chain message) {
            sentBytes += message.lengthBytes();
            message.release();
            return Push.ACCEPTED;
        }

        @Override
        public Push push(Unit unit, int fromBytes, int lengthBytes) {
            sentBytes += lengthBytes;
            unit.release();
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
        public void closed() {}

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }

    /// The top: counts what comes.
    static final class Top extends Protocol implements MessageHandler {
        private @Nullable SessionRef session;
        long gotBytes;

        void enable() {
            below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
        }

        SessionRef session() {
            var there = session;
            if (there == null) {
                throw new IllegalStateException("bench: no session");
            }
            return there;
        }

        @Override
        public void openDone(Session lower) {
            session = lower.duplicate();
        }

        @Override
        public boolean onMessage(Session from, boolean text, MemorySegment memory, long fromBytes, int lengthBytes) {
            gotBytes += lengthBytes;
            return true;
        }

        @Override
        public void demux(Session lower, Chain message) {
            message.release();
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
}
