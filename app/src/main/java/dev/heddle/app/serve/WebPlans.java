// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.WebKeys;
import dev.heddle.app.config.WebKeys.ForwardedHeader;
import dev.heddle.chat.server.ServerHeaps;
import dev.heddle.chat.web.WebClient;
import dev.heddle.chat.web.WebPlan;
import dev.heddle.chat.web.WebSite;
import dev.heddle.chat.web.Wire;
import dev.heddle.protocols.http.AccessEntry;
import dev.heddle.protocols.http.AccessLog;
import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.http.HttpOptions;
import dev.heddle.protocols.websocket.Origins;
import dev.heddle.protocols.websocket.WebSocketOptions;
import dev.heddle.protocols.websocket.WebSocketOptions.Compression;
import dev.heddle.protocols.websocket.WebSocketOptions.Limits;
import dev.heddle.runtime.net.Endpoint;
import java.util.function.Supplier;

/// Turns the section `[web]` into what a listener for browsers is made of.
final class WebPlans {
    /// What one HTTP connection may have waiting below: a window of answers, and room for their heads.
    static final int OUTBOX_BYTES = 512 << 10;

    private static final int BODY_BYTES = 64 << 10; // nobody has anything to send but WebSocket messages
    private static final int LINE_BYTES = 8 << 10; // more than any line: one that is longer ends the connection
    private static final int CONTROL_PER_SECOND = 50;

    /// The hub compresses once for all clients with the same window, and there is one: what every browser has.
    private static final Compression COMPRESSION = new Compression(true, 0, 15);

    private WebPlans() {}

    /// @param secure whether TLS is below
    /// @param log hears of each answer, with the client behind the proxies
    /// @param status makes the status report, on any thread but a loop's
    static WebPlan of(
            ServeSettings settings, ServerHeaps heaps, boolean secure, AccessLog log, Supplier<String> status) {
        var read = settings.settings();
        var trusted = settings.forwardedFrom();
        var proxies = Forwarded.by(
                peer -> ServeSettings.isFrom(trusted, peer),
                read.get(WebKeys.WEB, WebKeys.FORWARDED_HEADER) == ForwardedHeader.FORWARDED
                        ? Forwarded.Header.FORWARDED
                        : Forwarded.Header.X_FORWARDED);
        var http = HttpOptions.of(heaps.body())
                .limits(HttpLimits.defaults().bodyBytes(BODY_BYTES))
                .accessLog(entry -> log.onExchange(behind(proxies, entry)));
        var listed = read.get(WebKeys.WEB, WebKeys.ORIGINS);
        var origins = listed.contains("*") ? Origins.any() : Origins.ownHost().and(listed);
        var webSocket =
                WebSocketOptions.of(heaps.body()).limits(new Limits(LINE_BYTES, LINE_BYTES, CONTROL_PER_SECOND));
        var offer = webSocket
                .offer()
                .at(WebSite.WEB_SOCKETS)
                .from(origins.behind(proxies))
                .speaking(Wire.PROTOCOLS, false)
                .compressing(read.get(WebKeys.WEB, WebKeys.COMPRESSION) ? COMPRESSION : Compression.OFF);
        return new WebPlan(
                secure ? http.secure() : http,
                webSocket.offer(offer),
                new WebSite(new WebClient(), read.get(WebKeys.WEB, WebKeys.STATUS) ? status : null),
                proxies);
    }

    private static AccessEntry behind(Forwarded proxies, AccessEntry entry) {
        return entry.head() != null && entry.client() instanceof Endpoint peer
                ? new AccessEntry(
                        proxies.client(entry.head(), peer),
                        entry.head(),
                        entry.status(),
                        entry.bodyBytes(),
                        entry.endMillis(),
                        entry.tookNanos())
                : entry;
    }
}
