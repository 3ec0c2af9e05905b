// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a chat server's web listener answers to requests that ask for no WebSocket: the web client's files,
/// [#HEALTH], and [#STATUS] where the operator wants it.
///
/// Thread: any loop; nothing is kept between requests.
public final class WebSite implements HttpHandler {
    /// Where IRC is spoken, besides the root.
    public static final String IRC = "/irc";

    /// Answers "ok" as long as the loop turns.
    public static final String HEALTH = "/health";

    /// Answers the status report.
    public static final String STATUS = "/status";

    /// Where a WebSocket may be asked for: programs that know only a host find it, too.
    public static final List<String> WEB_SOCKETS = List.of("/", IRC);

    private static final ResponseHeaders TEXT =
            ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8", "Cache-Control", "no-store");
    private static final ResponseHeaders UPGRADE = TEXT.with("Upgrade", "websocket");
    private static final ResponseHeaders METHODS = TEXT.with("Allow", "GET, HEAD");

    private final HttpHandler files;
    private final @Nullable Supplier<String> status;

    /// @param files answers everything else
    /// @param status makes the report, on a thread of its own; null: there is none to be had here
    public WebSite(HttpHandler files, @Nullable Supplier<String> status) {
        this.files = files;
        this.status = status;
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        var path = exchange.head().path();
        var report = status;
        if (path.equals(HEALTH)) {
            answer(exchange, () -> exchange.respond(200, TEXT, "ok\n"));
        } else if (path.equals(STATUS) && report != null) {
            answer(exchange, () -> report(exchange, report));
        } else if (path.equals(IRC)) {
            exchange.respond(426, UPGRADE, "IRC is spoken here over WebSocket.\n");
        } else {
            files.onRequest(exchange);
        }
    }

    private static void answer(HttpExchange exchange, Runnable get) {
        if (exchange.head().methodIs("GET") || exchange.head().methodIs("HEAD")) {
            get.run();
        } else {
            exchange.respond(405, METHODS, "GET or HEAD is wanted here.\n");
        }
    }

    /// The report asks the loops, so none of them can wait for it.
    private static void report(HttpExchange exchange, Supplier<String> report) {
        var door = exchange.door();
        Thread.startVirtualThread(() -> {
            try {
                door.respond(200, TEXT, report.get().getBytes(StandardCharsets.UTF_8));
            } catch (RuntimeException e) {
                door.abort("status: " + e);
            }
        });
    }
}
