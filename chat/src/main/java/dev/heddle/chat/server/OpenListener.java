// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.message.MessageParser;
import dev.heddle.chat.web.WebPlan;
import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.Http;
import dev.heddle.protocols.line.Line;
import dev.heddle.protocols.line.LineOptions;
import dev.heddle.protocols.tls.Tls;
import dev.heddle.protocols.websocket.WebSocket;
import dev.heddle.runtime.graph.Graph;
import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Listening;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.status.StatusSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A listener on one loop: its graph, with IRC at the top.
///
/// ```
///  Tcp ▸ (Tls) ▸ Line ▸ IrcLayer              Tcp ▸ (Tls) ▸ Http ▸ WebSocket ▸ IrcLayer
/// ```
/// Thread: the loop.
final class OpenListener {
    private final ListenerPlan plan;
    private final Graph graph;
    private final IrcLayer irc;
    private final @Nullable Http http;

    private OpenListener(ListenerPlan plan, Graph graph, IrcLayer irc, @Nullable Http http) {
        this.plan = plan;
        this.graph = graph;
        this.irc = irc;
        this.http = http;
    }

    /// Builds the graph and accepts; throws with the system's reason when it cannot, and leaves nothing.
    static OpenListener open(Loop loop, ListenerPlan plan, ServerLoop home) {
        var web = plan.web();
        var irc = new IrcLayer(home, web == null ? Forwarded.none() : web.proxies());
        var graph = web == null
                ? lines(plan, irc, home).build(loop)
                : web(plan, web, irc).build(loop);
        try {
            Http http = web == null ? null : (Http) graph.layer("http");
            if (http == null) {
                irc.listen(plan.at());
            } else {
                irc.takeWebSockets();
                http.listen(plan.at());
            }
            return new OpenListener(plan, graph, irc, http);
        } catch (RuntimeException e) {
            graph.close();
            throw e;
        }
    }

    private static GraphPlan stream(ListenerPlan plan) {
        var graph = GraphPlan.bottom("tcp", () -> Tcp.create(plan.tcp()));
        var tls = plan.tls();
        return tls == null ? graph : graph.layer("tls", () -> Tls.create(tls), "tcp");
    }

    private static String top(ListenerPlan plan) {
        return plan.tls() == null ? "tcp" : "tls";
    }

    private static GraphPlan lines(ListenerPlan plan, IrcLayer irc, ServerLoop home) {
        var options = LineOptions.of(home.heaps().line(), MessageParser.LINE_BYTES_MAX);
        return stream(plan).layer("line", () -> Line.create(options), top(plan)).layer("irc", () -> irc, "line");
    }

    private static GraphPlan web(ListenerPlan plan, WebPlan web, IrcLayer irc) {
        return stream(plan)
                .layer("http", () -> Http.create(web.http(), web.site()), top(plan))
                .layer("websocket", () -> WebSocket.create(web.webSocket()), "http")
                .layer("irc", () -> irc, "websocket");
    }

    /// Where it really listens.
    Endpoint endpoint() {
        return (Endpoint) irc.control(new Listening()).getFirst();
    }

    /// For the status report.
    List<StatusSource> sources() {
        var layer = http;
        return layer == null ? List.of(graph) : List.of(graph, layer);
    }

    /// Accepts nobody any more; who is here stays.
    void stop() {
        if (http != null) {
            http.stop();
        } else {
            irc.stopListening(plan.at());
        }
    }

    void close() {
        graph.close();
    }
}
