// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Netty's codec over epoll on one thread: `NettyServer hello|tiny|large|block`. Prints its port.
public final class NettyServer {
    private NettyServer() {}

    /// Takes the mode.
    public static void main(String[] args) throws InterruptedException {
        boolean block = args[0].equals("block");
        var body = Work.body(args[0]);
        var loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        // A pool as large as the connections, because each of them may have one request in work.
        var pool = Executors.newFixedThreadPool(256);
        var channel = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection.pipeline().addLast(new HttpServerCodec(), new Hello(block ? pool : null, body));
                    }
                })
                .bind(new InetSocketAddress("127.0.0.1", 0))
                .sync()
                .channel();
        System.out.println("port " + ((InetSocketAddress) channel.localAddress()).getPort());
        channel.closeFuture().sync();
    }

    private static final class Hello extends SimpleChannelInboundHandler<HttpRequest> {
        private final @Nullable ExecutorService pool;
        private final byte[] body;
        private String date = "";
        private long dateNanos;

        Hello(@Nullable ExecutorService pool, byte[] body) {
            this.pool = pool;
            this.body = body;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, HttpRequest request) {
            if (pool == null) {
                context.write(answer(), context.voidPromise());
            } else {
                pool.execute(() -> {
                    Work.block();
                    context.executor().execute(() -> context.writeAndFlush(answer(), context.voidPromise()));
                });
            }
        }

        private DefaultFullHttpResponse answer() {
            var answer = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(body));
            answer.headers()
                    .set(HttpHeaderNames.SERVER, "netty")
                    .set(HttpHeaderNames.DATE, date())
                    .set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN)
                    .setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
            return answer;
        }

        /// Once a second.
        private String date() {
            long now = System.nanoTime();
            if (date.isEmpty() || now - dateNanos > TimeUnit.SECONDS.toNanos(1)) {
                dateNanos = now;
                date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC));
            }
            return date;
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable why) {
            context.close();
        }
    }
}
