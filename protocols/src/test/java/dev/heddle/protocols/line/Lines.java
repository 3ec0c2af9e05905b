// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Two layers for tests above [Line]: one takes lines lent, one as messages. Both write down what they get.
abstract sealed class Lines extends Protocol {
    final List<String> got = new ArrayList<>();

    @Nullable
    SessionRef session;

    /// How many lines it still takes.
    int room = Integer.MAX_VALUE;

    void enable() {
        below().openEnable(this, Participants.at(new Endpoint("127.0.0.1", 0)));
    }

    Protocol line() {
        return below();
    }

    @Override
    public void openDone(Session lower) {
        session = lower.duplicate();
    }

    @Override
    public void closeDone(Session lower) {
        got.add("(end)");
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    static final class Lent extends Lines implements LineReader {
        @Override
        public boolean onLine(Session from, MemorySegment memory, long fromBytes, int lengthBytes) {
            if (room == 0) {
                return false;
            }
            room--;
            var bytes = new byte[lengthBytes];
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, fromBytes, bytes, 0, lengthBytes);
            got.add(new String(bytes, StandardCharsets.ISO_8859_1));
            return true;
        }

        @Override
        public void onTooLong(Session from, int limitBytes) {
            got.add("(longer than " + limitBytes + ")");
        }

        @Override
        public void demux(Session lower, Chain message) {
            throw new AssertionError("a reader gets no messages");
        }
    }

    static final class AsMessages extends Lines {
        @Override
        public void demux(Session lower, Chain message) {
            var bytes = new byte[message.lengthBytes()];
            message.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
            message.release();
            got.add(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }
}
