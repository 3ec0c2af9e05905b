// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.hub.Framing;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.message.MessageParser;
import dev.heddle.runtime.unit.Unit;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A client of a [House]: sends bytes, sees bytes.
public final class Guest implements Outbox.Sink {
    private static final MessageParser PARSER = new MessageParser();

    private final House house;
    public final Outbox outbox;
    public final Connection connection;
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    /// Slices since the last look, to see what one turn cost.
    public int writes;
    public boolean closed;
    public boolean exceeded;
    public boolean paused;
    /// A reader that does not read: its bytes pile up.
    public boolean stuck;
    private int pending;

    private final List<Runnable> waitingForDrain = new ArrayList<>();

    Guest(House house, Peer peer, Framing framing) {
        this.house = house;
        outbox = new Outbox(this, house.loop.barriers(), 64 * 1024);
        connection = house.connections.open(house.loop, outbox, framing, peer);
    }

    /// One line, and a turn of the server.
    public Guest send(String line) {
        sendOnly(line);
        house.turn();
        return this;
    }

    /// One line within the turn.
    public Guest sendOnly(String line) {
        sendBytes(line.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public void sendBytes(byte[] line) {
        connection.onLine(PARSER.parse(line, 0, line.length));
    }

    public void drop(String reason) {
        outbox.gone();
        connection.onClosed(reason);
        house.turn();
    }

    /// All lines since the last call.
    public List<String> lines() {
        String text = received.toString(StandardCharsets.UTF_8);
        received.reset();
        writes = 0;
        if (text.isEmpty()) {
            return new ArrayList<>();
        }
        assertThat(text).endsWith("\r\n");
        return new ArrayList<>(Arrays.asList(text.split("\r\n")));
    }

    /// What came since the last call, as one text for searching.
    public String text() {
        return String.join("\n", lines());
    }

    /// Sends, turns, and answers what came.
    public List<String> ask(String line) {
        lines();
        send(line);
        return lines();
    }

    /// The only line that comes.
    public String askOne(String line) {
        List<String> lines = ask(line);
        assertThat(lines).as(line).hasSize(1);
        return lines.get(0);
    }

    void unstick() {
        stuck = false;
        pending = 0;
        List<Runnable> drained = new ArrayList<>(waitingForDrain);
        waitingForDrain.clear();
        drained.forEach(Runnable::run);
        house.turn();
    }

    @Override
    public void write(Unit unit, int offsetBytes, int lengthBytes) {
        byte[] bytes = unit.payload().asSlice(offsetBytes, lengthBytes).toArray(ValueLayout.JAVA_BYTE);
        unit.release();
        received.writeBytes(bytes);
        writes++;
        if (stuck) {
            pending += lengthBytes;
        }
    }

    @Override
    public int pendingBytes() {
        return pending;
    }

    @Override
    public void pauseReading(boolean now) {
        paused = now;
    }

    @Override
    public void whenDrained(int lowBytes, Runnable drained) {
        if (stuck && pending > lowBytes) {
            waitingForDrain.add(drained);
        } else {
            drained.run();
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void exceeded() {
        exceeded = true;
        closed = true;
        house.tasks.add(() -> connection.onClosed("SendQ exceeded"));
    }
}
