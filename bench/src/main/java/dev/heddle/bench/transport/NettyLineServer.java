// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.File;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same in Netty. `NettyLineServer echo|fanout nio|epoll|uring usual|batched [CERTIFICATE KEY]`: "usual" writes a
/// retained duplicate of each line to each member, "batched" one slice of the turn's lines; both flush each member
/// once per turn. TLS is the JDK's, as ours.
public final class NettyLineServer {
    private NettyLineServer() {}

    /// Takes the mode, the transport and the way of writing.
    public static void main(String[] args) throws Exception {
        IoHandlerFactory factory = switch (args[1]) {
            case "epoll" -> EpollIoHandler.newFactory();
            case "uring" -> IoUringIoHandler.newFactory();
            default -> NioIoHandler.newFactory();
        };
        Class<? extends ServerChannel> type = switch (args[1]) {
            case "epoll" -> EpollServerSocketChannel.class;
            case "uring" -> IoUringServerSocketChannel.class;
            default -> NioServerSocketChannel.class;
        };
        var tls = args.length > 3
                ? SslContextBuilder.forServer(new File(args[3]), new File(args[4]))
                        .sslProvider(SslProvider.JDK)
                        .build()
                : null;
        var group = new MultiThreadIoEventLoopGroup(1, factory);
        var members = new Members(args[0].equals("echo"), args[2].equals("batched"));
        var server = new ServerBootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (tls != null) {
                            channel.pipeline().addLast(tls.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new LineBasedFrameDecoder(4096, false, false));
                        channel.pipeline().addLast(new Lines(members));
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        System.out.println("port " + ((InetSocketAddress) server.localAddress()).getPort());
        Questions.answer();
    }

    /// Who is connected, and this turn's lines. One event loop, so nothing is shared.
    private static final class Members {
        final boolean echo;
        final boolean batched;
        private final List<Channel> channels = new ArrayList<>();
        private boolean flushDue;
        private @Nullable ByteBuf batch;

        Members(boolean echo, boolean batched) {
            this.echo = echo;
            this.batched = batched;
        }

        void line(ChannelHandlerContext from, ByteBuf line) {
            if (echo) {
                from.write(line);
                return;
            }
            if (batched) {
                if (batch == null) {
                    batch = from.alloc().directBuffer(16_384);
                }
                batch.writeBytes(line);
            } else {
                for (int i = 0; i < channels.size(); i++) {
                    channels.get(i).write(line.retainedDuplicate());
                }
            }
            line.release();
            flushLater(from.channel().eventLoop());
        }

        /// At the end of the turn: tasks run when the readable channels have been read.
        private void flushLater(EventLoop loop) {
            if (!flushDue) {
                flushDue = true;
                loop.execute(this::flush);
            }
        }

        private void flush() {
            flushDue = false;
            var lines = batch;
            batch = null;
            for (int i = 0; i < channels.size(); i++) {
                var channel = channels.get(i);
                if (lines != null) {
                    channel.write(lines.retainedDuplicate(), channel.voidPromise());
                }
                channel.flush();
            }
            if (lines != null) {
                lines.release();
            }
        }
    }

    private static final class Lines extends ChannelInboundHandlerAdapter {
        private final Members members;

        Lines(Members members) {
            this.members = members;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            members.channels.add(context.channel());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            members.channels.remove(context.channel());
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            members.line(context, (ByteBuf) message);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (members.echo) {
                context.flush();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
