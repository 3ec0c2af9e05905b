// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.layers;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.socket.DatagramPacket;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// The same in Netty: two datagram channels of one event loop, with so many handlers that pass everything on.
final class NettyTrips implements Trips {
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final Channel serving;
    private final Channel calling;
    private int left; // owner: the event loop
    private CountDownLatch ended = new CountDownLatch(1);

    /// Overrides both ways, or Netty would leave it out of the path.
    private static final class Pass extends ChannelDuplexHandler {
        @Override
        public void channelRead(ChannelHandlerContext at, Object message) {
            at.fireChannelRead(message);
        }

        @Override
        public void write(ChannelHandlerContext at, Object message, ChannelPromise promise) {
            at.write(message, promise);
        }
    }

    private static final class Back extends ChannelInboundHandlerAdapter {
        private final BooleanSupplier again;

        Back(BooleanSupplier again) {
            this.again = again;
        }

        @Override
        public void channelRead(ChannelHandlerContext at, Object message) {
            var packet = (DatagramPacket) message;
            if (again.getAsBoolean()) {
                at.writeAndFlush(new DatagramPacket(packet.content(), packet.sender()), at.voidPromise());
            } else {
                packet.release();
            }
        }
    }

    NettyTrips(int handlers) {
        serving = bind(handlers, () -> true);
        calling = bind(handlers, this::again);
    }

    private boolean again() {
        if (--left > 0) {
            return true;
        }
        ended.countDown();
        return false;
    }

    private Channel bind(int handlers, BooleanSupplier again) {
        return new Bootstrap()
                .group(group)
                .channel(EpollDatagramChannel.class)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        for (int i = 0; i < handlers; i++) {
                            channel.pipeline().addLast(new Pass());
                        }
                        channel.pipeline().addLast(new Back(again));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .syncUninterruptibly()
                .channel();
    }

    @Override
    public void run(int trips) {
        var mine = new CountDownLatch(1);
        ended = mine;
        calling.eventLoop().execute(() -> {
            left = trips;
            var bytes = calling.alloc().directBuffer(LayerLoad.MESSAGE_BYTES).writeZero(LayerLoad.MESSAGE_BYTES);
            calling.writeAndFlush(new DatagramPacket(bytes, (InetSocketAddress) serving.localAddress()));
        });
        try {
            if (!mine.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("netty trips: wanted an end in 60 s, " + left + " left");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("netty trips: interrupted", e);
        }
    }

    @Override
    public long processorNanos() {
        return calling.eventLoop()
                .submit(LayerLoad.THREADS::getCurrentThreadCpuTime)
                .syncUninterruptibly()
                .getNow();
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
