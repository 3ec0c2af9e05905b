// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.bench.rpc.MessageBytesMax;
import dev.heddle.bench.rpc.Network;
import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// One peer: calls to it, and, while it is remembered, calls from it. Thread: the loop.
final class Peer implements SessionHandler {
    private final Channel layer;
    private final SessionRef lower;
    private final Calling calling;
    private @Nullable Serving serving;
    private boolean closed;

    Peer(Channel layer, SessionRef lower) {
        this.layer = layer;
        this.lower = lower;
        this.calling = new Calling(this);
    }

    Channel layer() {
        return layer;
    }

    @Nullable
    Serving serving() {
        return serving;
    }

    void serving(@Nullable Serving serving) {
        this.serving = serving;
    }

    @Override
    public Request<Chain> call(Chain message) {
        return calling.call(message);
    }

    @Override
    public Push push(Chain message) {
        message.release();
        throw new IllegalStateException(layer.label() + ": push is not offered here, wanted a call");
    }

    // ---- from below

    @Override
    public void pop(Upward up, Chain message) {
        var header = Header.read(message);
        if (header == null) {
            malformed(message);
            return;
        }
        message.skip(Header.BYTES);
        switch (header.kind()) {
            case REQUEST -> request(up, header, message);
            case HELLO -> hello(up, header, message);
            case ACK -> {
                message.release();
                if (serving != null && serving.ticket() == header.ticket()) {
                    layer.heard(this);
                    serving.acknowledged(header);
                }
            }
            case WELCOME, REPLY, FAILURE, WORKING, STALE -> calling.receive(header, message);
        }
    }

    private void hello(Upward up, Header header, Chain message) {
        message.release();
        var welcomed = layer.welcome(this, up.session(), header.ticket());
        if (welcomed != null) {
            layer.heard(this);
            var boot = MemorySegment.ofArray(new byte[Long.BYTES]);
            boot.set(Network.LONG, 0, header.ticket());
            send(new Header(Kind.WELCOME, welcomed.channels(), 0, welcomed.ticket()), boot);
        }
    }

    private void request(Upward up, Header header, Chain message) {
        var known = serving;
        if (known == null || known.ticket() != header.ticket()) {
            message.release();
            layer.counts.stale++;
            send(new Header(Kind.STALE, header.channel(), header.sequence(), header.ticket()));
        } else {
            layer.heard(this);
            known.request(up, header, message);
        }
    }

    void malformed(Chain message) {
        layer.counts.malformed++;
        message.release();
    }

    // ---- down

    /// How large a message from above may be.
    int bodyBytesMax() {
        return lower.control(new MessageBytesMax()) - Header.BYTES;
    }

    /// Sends a message that keeps being ours, to be sent again.
    void sendAgain(Chain kept) {
        // What is refused is lost, as on the way: the caller sends again.
        var outcome = lower.push(kept.duplicate());
        assert outcome != null;
    }

    /// Sends a header alone.
    void send(Header header) {
        send(header, MemorySegment.NULL);
    }

    /// Sends a header and a few bytes; without a unit to put them in it is as if they were lost.
    void send(Header header, MemorySegment body) {
        var unit = layer.unit();
        if (unit == null) {
            return;
        }
        int length = (int) Math.min(body.byteSize(), unit.capacityBytes());
        MemorySegment.copy(body, ValueLayout.JAVA_BYTE, 0, unit.payload(), ValueLayout.JAVA_BYTE, 0, length);
        unit.lengthBytes(length);
        var message = Chain.of(unit);
        try {
            header.write(message.prepend(Header.BYTES));
        } catch (HeapExhaustedException e) {
            message.release();
            return;
        }
        var outcome = lower.push(message);
        assert outcome != null;
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof MessageBytesMax ? (A) Integer.valueOf(bodyBytesMax()) : lower.control(ask);
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }

    /// Nobody holds the peer, so it is not remembered either: calls that are under way are given up.
    @Override
    public void closed() {
        closed = true;
        calling.close();
        lower.close();
    }

    /// For errors; who it is cannot be asked any more once the socket is closed.
    @Override
    public String toString() {
        return closed ? layer.label() : layer.label() + " " + lower.participants();
    }
}
