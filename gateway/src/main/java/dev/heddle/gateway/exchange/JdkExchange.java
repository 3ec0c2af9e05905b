// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.exchange;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpContext;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpPrincipal;
import dev.heddle.protocols.http.ExchangeDoor;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.worker.Append;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One request and its answer, in the JDK's terms.
///
/// Thread: the one that handles it, or one after the other. Lifetime: until it is closed, both streams are, or the
/// handler has thrown; a handler that returns may go on elsewhere, as with the JDK's own server.
final class JdkExchange extends HttpExchange {
    private static final System.Logger LOG = System.getLogger(JdkServer.class.getName());
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/html");

    private final JdkServer.Context context;
    private final ExchangeDoor door;
    private final RequestHead head;
    private final Participants ends;
    private final Headers requestHeaders = new Headers();
    private final Headers responseHeaders = new Headers();
    private final Map<String, Object> attributes = new HashMap<>();
    private InputStream in;
    private OutputStream out;
    private int status = -1;
    private @Nullable HttpPrincipal principal;

    /** On the loop, within the handler's call. */
    JdkExchange(JdkServer.Context context, dev.heddle.protocols.http.HttpExchange http) {
        this.context = context;
        head = http.head().detach();
        ends = http.participants();
        door = http.door();
        for (int i = 0; i < head.headerCount(); i++) {
            requestHeaders.add(head.name(i), head.value(i));
        }
        in = new JdkBodies.In(door);
        out = new JdkBodies.Out(door, head.methodIs("HEAD"));
    }

    /// Runs filters and handler; whatever they throw ends the exchange.
    void run(List<Filter> filters, HttpHandler handler) {
        try {
            var authenticator = context.getAuthenticator();
            if (authenticator == null || authenticated(authenticator)) {
                new Filter.Chain(List.copyOf(filters), handler).doFilter(this);
            }
        } catch (Throwable thrown) {
            failed(thrown);
        }
    }

    private boolean authenticated(Authenticator authenticator) throws IOException {
        int refusal = switch (authenticator.authenticate(this)) {
            case Authenticator.Success success -> {
                principal = success.getPrincipal();
                yield 0;
            }
            case Authenticator.Retry retry -> retry.getResponseCode();
            case Authenticator.Failure failure -> failure.getResponseCode();
            default -> 403;
        };
        if (refusal != 0) {
            sendResponseHeaders(refusal, -1);
        }
        return refusal == 0;
    }

    private void failed(Throwable thrown) {
        LOG.log(System.Logger.Level.ERROR, "jdk-handler-threw context=" + context.getPath(), thrown);
        if (door.isStarted()) {
            door.abort("its handler threw " + thrown);
        } else if (door.respond(500, TEXT, "<h1>500 Internal Server Error</h1>".getBytes(StandardCharsets.US_ASCII))
                == Append.GONE) {
            LOG.log(System.Logger.Level.DEBUG, "jdk-client-left context={0}", context.getPath());
        }
        if (thrown instanceof VirtualMachineError error) {
            throw error;
        }
    }

    @Override
    public Headers getRequestHeaders() {
        return requestHeaders;
    }

    @Override
    public Headers getResponseHeaders() {
        return responseHeaders;
    }

    @Override
    public URI getRequestURI() {
        try {
            return new URI(head.target());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(
                    "jdk exchange: wanted a URI as the request's target, got " + head.target(), e);
        }
    }

    @Override
    public String getRequestMethod() {
        return head.method();
    }

    @Override
    public HttpContext getHttpContext() {
        return context;
    }

    @Override
    public void close() {
        if (!door.isStarted() && !door.isFinished()) {
            door.abort("its handler closed it without an answer");
            return;
        }
        try {
            out.close();
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "jdk-close context={0} why={1}", context.getPath(), e.getMessage());
        }
    }

    @Override
    public InputStream getRequestBody() {
        return in;
    }

    @Override
    public OutputStream getResponseBody() {
        return out;
    }

    @Override
    public void sendResponseHeaders(int code, long lengthBytes) throws IOException {
        if (status >= 0) {
            throw new IOException("jdk exchange: wanted one answer, got a second: " + code);
        }
        status = code;
        boolean isHead = head.methodIs("HEAD");
        var built = headers(lengthBytes, isHead);
        if (lengthBytes < 0 || isHead || code == 204 || code == 304) {
            door.start(code, built);
            if (door.finish() != Append.ACCEPTED) {
                throw new IOException("the client has left");
            }
            return;
        }
        door.start(code, built);
        if (out instanceof JdkBodies.Out own) {
            own.expect(lengthBytes > 0 ? lengthBytes : -1);
        }
        if (door.flush() != Append.ACCEPTED) {
            throw new IOException("the client has left");
        }
    }

    private ResponseHeaders headers(long lengthBytes, boolean isHead) {
        var builder = new ResponseHeaders.Builder();
        responseHeaders.forEach((name, values) -> {
            switch (name.toLowerCase(Locale.ROOT)) {
                case "content-length", "transfer-encoding", "keep-alive" -> {
                    if (isHead && lengthBytes < 0 && name.equalsIgnoreCase("Content-Length")) {
                        builder.add(name, values.getFirst());
                    }
                }
                case "connection" -> {
                    if (values.getFirst().equalsIgnoreCase("close")) {
                        builder.add(name, "close");
                    }
                }
                default -> values.forEach(value -> builder.add(name, value));
            }
        });
        if (lengthBytes > 0) {
            builder.add("Content-Length", Long.toString(lengthBytes));
        } else if (lengthBytes < 0 && !isHead && status != 204 && status != 304) {
            builder.add("Content-Length", "0");
        }
        return builder.build();
    }

    @Override
    public @Nullable InetSocketAddress getRemoteAddress() {
        return address(ends.remote());
    }

    @Override
    public int getResponseCode() {
        return status;
    }

    @Override
    public @Nullable InetSocketAddress getLocalAddress() {
        return address(ends.local());
    }

    private static @Nullable InetSocketAddress address(Participant end) {
        return end instanceof Endpoint(var host, var port) ? new InetSocketAddress(host, port) : null;
    }

    @Override
    public String getProtocol() {
        return "HTTP/1." + head.minorVersion();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return attributes.getOrDefault(
                Objects.requireNonNull(name, "name"), context.getAttributes().get(name));
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        if (value == null) {
            attributes.remove(name);
        } else {
            attributes.put(name, value);
        }
    }

    @Override
    public void setStreams(@Nullable InputStream replacedIn, @Nullable OutputStream replacedOut) {
        in = replacedIn == null ? in : replacedIn;
        out = replacedOut == null ? out : replacedOut;
    }

    @Override
    public @Nullable HttpPrincipal getPrincipal() {
        return principal;
    }
}
