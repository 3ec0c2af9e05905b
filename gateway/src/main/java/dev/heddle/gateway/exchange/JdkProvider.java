// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsServer;
import com.sun.net.httpserver.spi.HttpServerProvider;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Makes programs that call `HttpServer.create` run on this runtime, unchanged:
/// `-Dcom.sun.net.httpserver.HttpServerProvider=dev.heddle.gateway.exchange.JdkProvider`.
///
/// Thread: any. Limit: 256 MiB of units for each server, given back when it is stopped.
public final class JdkProvider extends HttpServerProvider {
    private static final int UNIT_BYTES = 16 << 10;
    private static final int FIRST_UNITS = 64;
    private static final int MAX_UNITS = 16 << 10;

    /// For the JDK.
    public JdkProvider() {}

    @Override
    public HttpServer createHttpServer(@Nullable InetSocketAddress at, int backlog) throws IOException {
        var heap = UnitHeap.open(
                HeapOptions.of("jdk server", UNIT_BYTES, FIRST_UNITS, MAX_UNITS).doubling());
        var server = new JdkServer(heap, true);
        if (at != null) {
            server.bind(at, backlog);
        }
        return server;
    }

    @Override
    public HttpsServer createHttpsServer(@Nullable InetSocketAddress at, int backlog) throws IOException {
        throw new IOException("jdk server: wanted HTTP, got HTTPS, which this provider does not offer");
    }
}
