// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.ResponseHeaders;
import java.util.Map;
import java.util.Set;

/// Serves files that were loaded before: with strong ETags, conditional and range requests, and codings made
/// beforehand.
///
/// Immutable, any thread; the files are in memory, so nothing blocks, and a path can only reach what was
/// loaded. GET and HEAD; anything else is answered 405. A path that ends with "/" is its `index.html`; a
/// directory without the "/" is redirected to it. Of a request for several ranges the whole is sent.
/// Source: RFC 9110 sections 12 to 14
public final class StaticFiles implements HttpHandler {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");
    private static final ResponseHeaders ALLOW = TEXT.with("Allow", "GET, HEAD");

    private final Map<String, StaticFile> files;
    private final Set<String> directories;
    private final HttpHandler otherwise;

    StaticFiles(Map<String, StaticFile> files, Set<String> directories, HttpHandler otherwise) {
        this.files = Map.copyOf(files);
        this.directories = Set.copyOf(directories);
        this.otherwise = otherwise;
    }

    /// Begins a set without files.
    public static StaticFilesBuilder builder() {
        return new StaticFilesBuilder();
    }

    /// The paths that have a file.
    ///
    /// @return decoded, from "/"
    public Set<String> paths() {
        return files.keySet();
    }

    @Override
    public void onRequest(HttpExchange exchange) {
        var head = exchange.head();
        var raw = head.path();
        var path = RequestPath.decode(raw);
        var file = path == null ? null : files.get(path.endsWith("/") ? path + "index.html" : path);
        if (file != null) {
            if (head.methodIs("GET") || head.methodIs("HEAD")) {
                file.answer(exchange, head);
            } else {
                exchange.respond(405, ALLOW, "405 a file has GET and HEAD\n");
            }
        } else if (path != null && directories.contains(path)) {
            var query = head.query();
            var to = raw + "/" + (query.isEmpty() ? "" : "?" + query);
            exchange.respond(308, TEXT.with("Location", to), "308 " + to + "\n");
        } else {
            otherwise.onRequest(exchange);
        }
    }
}
