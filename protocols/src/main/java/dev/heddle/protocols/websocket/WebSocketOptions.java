// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.runtime.unit.UnitHeap;
import java.time.Duration;
import java.util.List;

/// How WebSockets are served. Immutable, any thread.
///
/// @param heap keeps partial messages, and carries frame heads, control frames and what is compressed; units of
///     256 bytes at least
/// @param limits what one connection may do
/// @param times how long things may take
/// @param offer what is agreed to in the opening handshake
public record WebSocketOptions(UnitHeap heap, Limits limits, Times times, Offer offer) {
    /// What one connection may do.
    ///
    /// @param messageBytes the longest message, also after inflating; a longer one closes with
    ///     [CloseCode#TOO_BIG]
    /// @param frameBytes the longest frame; a longer one closes likewise
    /// @param controlPerSecond how many control frames and empty fragments it may send per second, as many at
    ///     once; more close with [CloseCode#POLICY]
    public record Limits(int messageBytes, int frameBytes, int controlPerSecond) {
        /// Checks them.
        public Limits {
            if (messageBytes < 1 || frameBytes < 1 || controlPerSecond < 1) {
                throw new IllegalArgumentException("websocket limits: wanted all above zero, got messageBytes="
                        + messageBytes + " frameBytes=" + frameBytes + " controlPerSecond=" + controlPerSecond);
            }
        }
    }

    /// How long things may take.
    ///
    /// @param close how long the client may take to answer a close frame; then the connection is cut
    /// @param pingEvery how long it may be silent before it is sent a ping; after as much silence again it is
    ///     cut. Zero: never
    public record Times(Duration close, Duration pingEvery) {
        /// Checks them.
        public Times {
            if (close.isNegative() || pingEvery.isNegative()) {
                throw new IllegalArgumentException(
                        "websocket times: wanted none below zero, got close=" + close + " pingEvery=" + pingEvery);
            }
        }
    }

    /// What is agreed to in the opening handshake.
    ///
    /// @param paths where a WebSocket may be asked for, without the query; empty: anywhere. Elsewhere the answer
    ///     is 404
    /// @param origins which pages may connect; others are answered 403
    /// @param protocols subprotocols that are spoken; the client's first choice among them is taken
    /// @param protocolRequired whether a client that names none of them is refused with 400
    /// @param compression of messages
    public record Offer(
            List<String> paths,
            Origins origins,
            List<String> protocols,
            boolean protocolRequired,
            Compression compression) {
        /// Keeps its own copies of the lists.
        public Offer {
            paths = List.copyOf(paths);
            protocols = List.copyOf(protocols);
        }

        /// The same at these paths only.
        public Offer at(List<String> only) {
            return new Offer(only, origins, protocols, protocolRequired, compression);
        }

        /// The same for pages of these origins.
        public Offer from(Origins allowed) {
            return new Offer(paths, allowed, protocols, protocolRequired, compression);
        }

        /// The same with these subprotocols.
        public Offer speaking(List<String> spoken, boolean required) {
            return new Offer(paths, origins, spoken, required, compression);
        }

        /// The same with another compression.
        public Offer compressing(Compression other) {
            return new Offer(paths, origins, protocols, protocolRequired, other);
        }
    }

    /// permessage-deflate, always without context take-over.
    ///
    /// @param on whether it is agreed to when a client offers it
    /// @param fromBytes messages shorter than this are sent as they are
    /// @param smallestWindowBits clients whose window is smaller are served without compression; 8 to 15
    public record Compression(boolean on, int fromBytes, int smallestWindowBits) {
        /// Nothing is compressed.
        public static final Compression OFF = new Compression(false, 0, Deflate.WINDOW_BITS_MOST);

        /// Of messages from 128 bytes on, for every client.
        public static final Compression ON = new Compression(true, 128, 8);

        /// Checks them.
        public Compression {
            if (fromBytes < 0 || smallestWindowBits < 8 || smallestWindowBits > Deflate.WINDOW_BITS_MOST) {
                throw new IllegalArgumentException("compression: wanted fromBytes of 0 or more and a window of 8 to 15"
                        + " bits, got " + fromBytes + ", " + smallestWindowBits);
            }
        }
    }

    /// Checks the heap.
    public WebSocketOptions {
        if (heap.unitBytes() < 256) {
            throw new IllegalArgumentException("websocket: wanted units of 256 bytes at least, got " + heap.unitBytes()
                    + " in heap " + heap.label());
        }
    }

    /// 1 MiB messages, 100 control frames per second, 5 s to close, no pings; anywhere, pages of the own host,
    /// no subprotocols, compression.
    ///
    /// @param heap see above
    /// @return to be changed with the methods below
    public static WebSocketOptions of(UnitHeap heap) {
        return new WebSocketOptions(
                heap,
                new Limits(1 << 20, 1 << 20, 100),
                new Times(Duration.ofSeconds(5), Duration.ZERO),
                new Offer(List.of(), Origins.ownHost(), List.of(), false, Compression.ON));
    }

    /// The same with other limits.
    public WebSocketOptions limits(Limits other) {
        return new WebSocketOptions(heap, other, times, offer);
    }

    /// The same with other times.
    public WebSocketOptions times(Times other) {
        return new WebSocketOptions(heap, limits, other, offer);
    }

    /// The same with another offer.
    public WebSocketOptions offer(Offer other) {
        return new WebSocketOptions(heap, limits, times, other);
    }
}
