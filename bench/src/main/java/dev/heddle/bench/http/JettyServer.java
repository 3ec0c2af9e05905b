// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/// Jetty's core without servlets: `JettyServer hello|tiny|large|block`, `block` on virtual threads. Prints its port.
public final class JettyServer {
    private JettyServer() {}

    /// Takes the mode.
    public static void main(String[] args) throws Exception {
        boolean block = args[0].equals("block");
        var threads = new QueuedThreadPool(16);
        if (block) {
            threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        }
        var server = new Server(threads);
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(true);
        var connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        connector.setAcceptQueueSize(4096);
        server.addConnector(connector);
        server.setHandler(block ? new Blocking() : new Hello(Work.body(args[0])));
        server.start();
        System.out.println("port " + connector.getLocalPort());
        server.join();
    }

    private static boolean answer(byte[] body, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/plain");
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static final class Hello extends Handler.Abstract.NonBlocking {
        private final byte[] body;

        Hello(byte[] body) {
            this.body = body;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            return answer(body, response, callback);
        }
    }

    private static final class Blocking extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            Work.block();
            return answer(Work.HELLO, response, callback);
        }
    }
}
