// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

/// Netty's handlers for a server's WebSocket on a channel without a socket. Thread: one.
final class NettySide implements AutoCloseable {
    private static final ByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    private final Counting counting = new Counting();
    private final EmbeddedChannel channel = new EmbeddedChannel(
            new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(1 << 20)
                    .expectMaskedFrames(true)
                    .build()),
            new WebSocket13FrameEncoder(false),
            new Utf8FrameValidator(),
            counting);

    private static final class Counting extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        private long gotBytes;

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame frame) {
            gotBytes += frame.content().readableBytes();
        }
    }

    long read(byte[] frame) {
        channel.writeInbound(buffer(frame));
        return counting.gotBytes;
    }

    long write(byte[] payload) {
        channel.writeOutbound(new TextWebSocketFrame(buffer(payload)));
        long bytes = 0;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            bytes += out.readableBytes();
            out.release();
        }
        return bytes;
    }

    private static ByteBuf buffer(byte[] bytes) {
        return BUFFERS.directBuffer(bytes.length).writeBytes(bytes);
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
