// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/// The JDK's server interface on this runtime: handlers, filters and authenticators written for it run unchanged.
///
/// ```java
/// HttpServer server = new JdkServer(heap); // instead of HttpServer.create
/// server.bind(new InetSocketAddress("127.0.0.1", 8080), 0);
/// server.createContext("/", exchange -> ...);
/// server.start();
/// ```
///
/// Thread: any. Each exchange is handled on a thread of the executor, by default a virtual thread of its own; answers
/// go
/// out in the order of the connection's requests, whenever they are given. Lifetime: [#start()] to [#stop(int)].
/// Limits: those of the HTTP layer; a context is found by its longest prefix. Differs from the JDK's: HTTPS is not
/// offered, `bind` does not bind before `start`, the backlog is the runtime's.
public final class JdkServer extends HttpServer {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/html");
    private static final ResponseHeaders BUSY = TEXT.with("Retry-After", "1");

    private final UnitHeap heap;
    private final boolean ownsHeap;
    private final List<Context> contexts = new CopyOnWriteArrayList<>();
    private @Nullable InetSocketAddress address;
    private @Nullable Executor executor;
    private @Nullable CallServer server;

    /// Not bound.
    ///
    /// @param heap what comes and goes is kept in its units, 16 KiB is a good size; outlives the server
    public JdkServer(UnitHeap heap) {
        this(heap, false);
    }

    JdkServer(UnitHeap heap, boolean ownsHeap) {
        this.heap = heap;
        this.ownsHeap = ownsHeap;
    }

    @Override
    public void bind(InetSocketAddress at, int backlog) throws IOException {
        if (address != null) {
            throw new IOException("jdk server: wanted an unbound one, got one that is bound to " + address);
        }
        address = Objects.requireNonNull(at, "address");
    }

    @Override
    public void start() {
        var at = address;
        if (at == null || server != null) {
            throw new IllegalStateException("jdk server: start: wanted a bound server that was not started, got "
                    + (at == null ? "one that is not bound" : "a started one"));
        }
        var started = CallServer.start(ServerOptions.at(Endpoint.of(at)), heap, loop -> this::onRequest);
        server = started;
        address = new InetSocketAddress(
                at.getAddress(), started.listening().getFirst().port());
    }

    @Override
    public void setExecutor(@Nullable Executor executor) {
        if (server != null) {
            throw new IllegalStateException("jdk server: setExecutor: wanted before start, got after");
        }
        this.executor = executor;
    }

    @Override
    public @Nullable Executor getExecutor() {
        return executor;
    }

    @Override
    public void stop(int delaySeconds) {
        if (delaySeconds < 0) {
            throw new IllegalArgumentException("jdk server: stop: wanted 0 seconds or more, got " + delaySeconds);
        }
        var running = server;
        if (running != null) {
            running.refuse();
            running.close(delaySeconds * 1_000_000_000L);
        }
        if (ownsHeap) {
            heap.close();
        }
    }

    @Override
    public HttpContext createContext(String path, HttpHandler handler) {
        var context = createContext(path);
        context.setHandler(handler);
        return context;
    }

    @Override
    public HttpContext createContext(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("jdk server: wanted a path that begins with '/', got '" + path + "'");
        }
        synchronized (contexts) {
            if (find(path, true) != null) {
                throw new IllegalArgumentException("jdk server: wanted a new context, got a second one for " + path);
            }
            var context = new Context(this, path);
            contexts.add(context);
            contexts.sort(Comparator.comparingInt((Context each) -> -each.path.length()));
            return context;
        }
    }

    @Override
    public void removeContext(String path) {
        var found = find(path, true);
        if (found == null) {
            throw new IllegalArgumentException("jdk server: wanted a context of this server, got '" + path + "'");
        }
        contexts.remove(found);
    }

    @Override
    public void removeContext(HttpContext context) {
        if (!(context instanceof Context mine) || !contexts.remove(mine)) {
            throw new IllegalArgumentException("jdk server: wanted a context of this server, got " + context);
        }
    }

    @Override
    public @Nullable InetSocketAddress getAddress() {
        return address;
    }

    /** The longest that begins the path, or is it. */
    private @Nullable Context find(String path, boolean exactly) {
        for (var context : contexts) {
            if (exactly ? path.equals(context.path) : path.startsWith(context.path)) {
                return context;
            }
        }
        return null;
    }

    /** On the loop. */
    private void onRequest(HttpExchange http) {
        var context = find(http.head().path(), false);
        if (context == null || context.handler == null) {
            http.respond(404, TEXT, "<h1>404 Not Found</h1>No context found for request");
            return;
        }
        var exchange = new JdkExchange(context, http);
        Runnable task = () -> exchange.run(context.filters, Objects.requireNonNull(context.handler));
        var runs = executor;
        try {
            if (runs == null) {
                Thread.startVirtualThread(task);
            } else {
                runs.execute(task);
            }
        } catch (RejectedExecutionException e) {
            http.respond(503, BUSY, "<h1>503 Busy</h1>");
        }
    }

    /// Where a handler sits. Any thread.
    static final class Context extends HttpContext {
        private final HttpServer server;
        private final String path;
        private final List<Filter> filters = new CopyOnWriteArrayList<>();
        private final Map<String, Object> attributes = new HashMap<>();
        private volatile @Nullable HttpHandler handler;
        private volatile @Nullable Authenticator authenticator;

        Context(HttpServer server, String path) {
            this.server = server;
            this.path = path;
        }

        @Override
        public @Nullable HttpHandler getHandler() {
            return handler;
        }

        @Override
        public void setHandler(HttpHandler changed) {
            if (handler != null) {
                throw new IllegalArgumentException("context " + path + ": wanted one handler, got a second");
            }
            handler = Objects.requireNonNull(changed, "handler");
        }

        @Override
        public String getPath() {
            return path;
        }

        @Override
        public HttpServer getServer() {
            return server;
        }

        @Override
        public Map<String, Object> getAttributes() {
            return attributes;
        }

        @Override
        public List<Filter> getFilters() {
            return filters;
        }

        @Override
        public @Nullable Authenticator setAuthenticator(@Nullable Authenticator changed) {
            var before = authenticator;
            authenticator = changed;
            return before;
        }

        @Override
        public @Nullable Authenticator getAuthenticator() {
            return authenticator;
        }
    }
}
