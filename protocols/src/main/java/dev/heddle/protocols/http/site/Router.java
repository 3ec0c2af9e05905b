// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Hands each request to the handler of its path and method.
///
/// Immutable, any thread. An exact path wins over a prefix, a longer prefix over a shorter one. HEAD goes to
/// the handler of GET unless it has its own; OPTIONS is answered with what the path allows. A path that has no
/// one spelling is answered 400, one that nobody has 404, a method that its path does not have 405.
public final class Router implements HttpHandler {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");

    private final Map<String, Route> exact;
    private final List<Prefix> prefixes;
    private final HttpHandler otherwise;

    private record Prefix(String path, Route route) {}

    /// The methods of one path.
    private static final class Route {
        private final Map<String, HttpHandler> byMethod = new HashMap<>();
        private @Nullable HttpHandler any;

        void add(String path, @Nullable String method, HttpHandler handler) {
            boolean taken = method == null ? any != null : byMethod.putIfAbsent(method, handler) != null;
            if (taken) {
                throw new IllegalArgumentException("router: " + path + ": wanted one handler for "
                        + (method == null ? "all methods" : method) + ", got a second");
            }
            if (method == null) {
                any = handler;
            }
        }

        @Nullable
        HttpHandler of(String method) {
            var handler = byMethod.get(method);
            if (handler == null && method.equals("HEAD")) {
                handler = byMethod.get("GET");
            }
            return handler == null ? any : handler;
        }

        String allowed() {
            var methods = new TreeSet<>(byMethod.keySet());
            methods.add("OPTIONS");
            if (methods.contains("GET")) {
                methods.add("HEAD");
            }
            return String.join(", ", methods);
        }
    }

    private Router(Builder from) {
        exact = Map.copyOf(from.exact);
        var sorted = new ArrayList<>(from.prefixes.entrySet());
        sorted.sort((a, b) -> b.getKey().length() - a.getKey().length());
        prefixes = sorted.stream()
                .map(entry -> new Prefix(entry.getKey(), entry.getValue()))
                .toList();
        otherwise = from.otherwise;
    }

    /// Begins a router without routes.
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        var head = exchange.head();
        var path = RequestPath.decode(head.path());
        if (path == null) {
            exchange.respond(400, TEXT, "400 the path has no one spelling\n");
            return;
        }
        var method = head.method();
        var route = route(path);
        var handler = route == null ? null : route.of(method);
        if (handler != null) {
            handler.onRequest(exchange);
        } else if (route == null) {
            otherwise.onRequest(exchange);
        } else {
            var allow = TEXT.with("Allow", route.allowed());
            if (method.equals("OPTIONS")) {
                exchange.respond(204, ResponseHeaders.of("Allow", route.allowed()));
            } else {
                exchange.respond(405, allow, "405 this path has " + route.allowed() + "\n");
            }
        }
    }

    private @Nullable Route route(String path) {
        var route = exact.get(path);
        for (int i = 0; route == null && i < prefixes.size(); i++) {
            if (path.startsWith(prefixes.get(i).path)) {
                route = prefixes.get(i).route;
            }
        }
        return route;
    }

    /// Collects routes. One thread.
    public static final class Builder {
        private final Map<String, Route> exact = new HashMap<>();
        private final Map<String, Route> prefixes = new HashMap<>();
        private HttpHandler otherwise = exchange -> exchange.respond(404, TEXT, "404 not found\n");

        private Builder() {}

        /// A handler for one method of one path.
        ///
        /// @param method "GET", with case
        /// @param path decoded: "/a b"
        /// @param handler called on the loop
        /// @return this
        public Builder at(String method, String path, HttpHandler handler) {
            exact.computeIfAbsent(checked(path), p -> new Route()).add(path, method, handler);
            return this;
        }

        /// A handler for all methods of one path that have none of their own.
        ///
        /// @param path decoded
        /// @param handler called on the loop
        /// @return this
        public Builder at(String path, HttpHandler handler) {
            exact.computeIfAbsent(checked(path), p -> new Route()).add(path, null, handler);
            return this;
        }

        /// A handler for everything below a path that has no handler of its own.
        ///
        /// @param path decoded, from "/" to "/"
        /// @param handler of all methods, called on the loop
        /// @return this
        public Builder under(String path, HttpHandler handler) {
            if (!path.endsWith("/")) {
                throw new IllegalArgumentException("router: wanted a prefix that ends with /, got " + path);
            }
            prefixes.computeIfAbsent(checked(path), p -> new Route()).add(path, null, handler);
            return this;
        }

        /// A handler for what no route has; without one it is answered 404.
        ///
        /// @param handler called on the loop
        /// @return this
        public Builder otherwise(HttpHandler handler) {
            otherwise = handler;
            return this;
        }

        private static String checked(String path) {
            if (!path.startsWith("/") || path.indexOf('%') >= 0 || !path.equals(RequestPath.decode(path))) {
                throw new IllegalArgumentException("router: wanted a decoded path from /, got " + path);
            }
            return path;
        }

        /// The routes so far.
        ///
        /// @return immutable
        public Router build() {
            return new Router(this);
        }
    }
}
