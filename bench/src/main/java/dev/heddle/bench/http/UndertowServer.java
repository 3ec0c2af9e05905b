// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import io.undertow.Undertow;
import io.undertow.server.HttpHandler;
import io.undertow.util.Headers;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Undertow with one I/O thread: `UndertowServer hello|tiny|large|block`, `block` on 256 worker threads. Prints its
/// port.
public final class UndertowServer {
    private UndertowServer() {}

    /// Takes the mode.
    public static void main(String[] args) {
        var body = Work.body(args[0]);
        var hello = ByteBuffer.allocateDirect(body.length).put(body).flip();
        HttpHandler answer = exchange -> {
            exchange.getResponseHeaders()
                    .put(Headers.CONTENT_TYPE, "text/plain")
                    .put(Headers.SERVER, "undertow");
            exchange.getResponseSender().send(hello.duplicate());
        };
        HttpHandler blocking = exchange -> {
            if (exchange.isInIoThread()) {
                exchange.dispatch(() -> {
                    Work.block();
                    try {
                        answer.handleRequest(exchange);
                    } catch (Exception e) {
                        exchange.endExchange();
                    }
                });
            }
        };
        var server = Undertow.builder()
                .addHttpListener(0, "127.0.0.1")
                .setIoThreads(1)
                .setWorkerThreads(256)
                .setHandler(args[0].equals("block") ? blocking : answer)
                .build();
        server.start();
        System.out.println("port "
                + ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort());
    }
}
