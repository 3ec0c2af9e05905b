// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.example;

import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.net.Abort;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/// Messages over a stream: each has its length in front, four bytes, the high one first.
final class LengthFrames extends Protocol {
    static final int LENGTH_BYTES = 4;
    static final int MESSAGE_BYTES_MAX = 1 << 16;
    private static final ValueLayout.OfInt LENGTH = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final LongSessionMap sessions = longSessions();
    private @Nullable Protocol upper;

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        var opened = Promise.<SessionRef>create(loop(), "frames-open", SessionRef::close);
        var below = below().open(this, to);
        opened.onCancel(below::cancel);
        below.onEnd(ended -> {
            var lower = ended.take();
            if (lower == null) {
                opened.fail(new GraphException("open " + to.remote(), ended.failure()));
            } else {
                opened.done(sessions.create(lower.id(), upper, new Framed(lower)));
            }
        });
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        this.upper = upper;
        below().openEnable(this, local);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        below().openDisable(this, local);
    }

    @Override
    public void openDone(Session lower) {
        var layer = upper;
        if (layer != null) {
            try (var session = sessions.create(lower.id(), layer, new Framed(lower.duplicate()))) {
                layer.openDone(session);
            }
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        if (!sessions.pop(lower.id(), message)) {
            message.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popCloseDone();
        }
    }

    @Override
    public int headerBytesMax() {
        return LENGTH_BYTES;
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    /// One stream being put together again.
    private static final class Framed implements SessionHandler {
        private final SessionRef lower;
        private @Nullable Chain begun;

        Framed(SessionRef lower) {
            this.lower = lower;
        }

        @Override
        public Push push(Chain message) {
            int length = message.lengthBytes();
            message.prepend(LENGTH_BYTES).set(LENGTH, 0, length);
            return lower.push(message);
        }

        @Override
        public void pop(Upward up, Chain message) {
            var bytes = begun == null ? message : begun.join(message);
            begun = null;
            while (bytes.lengthBytes() >= LENGTH_BYTES) {
                int length = bytes.peek(LENGTH_BYTES).get(LENGTH, 0);
                if (length < 0 || length > MESSAGE_BYTES_MAX) {
                    bytes.release();
                    lower.control(new Abort("message of " + length + " bytes"));
                    return;
                }
                if (bytes.lengthBytes() < LENGTH_BYTES + length) {
                    break;
                }
                bytes.skip(LENGTH_BYTES);
                var rest = bytes.split(length);
                up.demux(bytes);
                bytes = rest;
            }
            if (bytes.lengthBytes() == 0) {
                bytes.release();
            } else {
                begun = bytes;
            }
        }

        @Override
        public void closed() {
            if (begun != null) {
                begun.release();
                begun = null;
            }
            lower.close();
        }
    }
}
