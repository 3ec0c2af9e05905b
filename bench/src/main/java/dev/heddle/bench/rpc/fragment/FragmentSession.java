// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.fragment;

import dev.heddle.bench.rpc.MessageBytesMax;
import dev.heddle.bench.rpc.Network;
import dev.heddle.runtime.graph.Control;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Push;
import dev.heddle.runtime.graph.SessionHandler;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.graph.Upward;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapExhaustedException;
import org.jspecify.annotations.Nullable;

/// Messages to and from one peer. Thread: the loop.
final class FragmentSession implements SessionHandler {
    private final Fragment layer;
    private final SessionRef lower;
    private int nextNumber;

    /// Incomplete messages of this peer; kept by [Reassembly].
    int incomplete;

    FragmentSession(Fragment layer, SessionRef lower) {
        this.layer = layer;
        this.lower = lower;
    }

    // region push
    @Override
    public Push push(Chain message) {
        int bytes = layer.options().fragmentBytes();
        int count = Math.max(1, Math.ceilDiv(message.lengthBytes(), bytes));
        if (count > layer.options().fragmentsMax()) {
            int length = message.lengthBytes();
            message.release();
            throw new IllegalArgumentException(
                    layer.label() + ": wanted at most " + layer.options().messageBytesMax() + " bytes, got " + length);
        }
        int number = nextNumber++;
        Chain left = message;
        for (int index = 0; index < count - 1; index++) {
            Chain rest = left.split(bytes); // two holders of one unit, nothing is copied
            var sent = send(left, number, index, count);
            left = rest;
            if (sent != Push.ACCEPTED) {
                left.release(); // without this piece the others are of no use
                return sent;
            }
        }
        return send(left, number, count - 1, count);
    }
    // end

    private Push send(Chain piece, int number, int index, int count) {
        try {
            var header = piece.prepend(Fragment.HEADER_BYTES);
            header.set(Network.INT, 0, number);
            header.set(Network.SHORT, 4, (short) index);
            header.set(Network.SHORT, 6, (short) count);
        } catch (HeapExhaustedException e) {
            layer.unsent();
            piece.release();
            return Push.FULL;
        }
        return lower.push(piece);
    }

    @Override
    public void pop(Upward up, Chain message) {
        if (message.lengthBytes() < Fragment.HEADER_BYTES) {
            layer.malformed(message);
            return;
        }
        var header = message.peek(Fragment.HEADER_BYTES);
        int number = header.get(Network.INT, 0);
        int index = Short.toUnsignedInt(header.get(Network.SHORT, 4));
        int count = Short.toUnsignedInt(header.get(Network.SHORT, 6));
        message.skip(Fragment.HEADER_BYTES);
        if (index >= count || count > layer.options().fragmentsMax() || message.lengthBytes() == 0 && count > 1) {
            layer.malformed(message);
        } else if (count == 1) {
            up.demux(message);
        } else {
            var whole = layer.reassembly().add(this, up.session(), new Piece(number, index, count, message));
            if (whole != null) {
                up.demux(whole);
            }
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the answer is what the question says
    public <A extends @Nullable Object> A control(Control<A> ask) {
        return ask instanceof MessageBytesMax
                ? (A) Integer.valueOf(layer.options().messageBytesMax())
                : lower.control(ask);
    }

    @Override
    public Participants participants() {
        return lower.participants();
    }

    @Override
    public void closed() {
        lower.close();
    }
}
