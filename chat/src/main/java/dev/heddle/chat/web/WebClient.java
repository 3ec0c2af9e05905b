// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.web;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.HttpHandler;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Serves the web client. Its files are read, made smaller and compressed once, when somebody first asks: a
/// server that nobody opens in a browser pays nothing for them.
///
/// Each file has two addresses. Under `/v/<version>/`, where the page asks for it, a browser may keep it for ever,
/// because what changes has another version; under `/` it asks again every time, and mostly hears 304.
///
/// Thread: any loop. Limit: what is in [ClientFiles], some 300 KB with its compressed form.
public final class WebClient implements HttpHandler {
    private static final String VERSIONS = "/v/";
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");
    private static final ResponseHeaders METHODS = TEXT.with("Allow", "GET, HEAD");

    /// Null until the first request.
    private @Nullable CompletableFuture<ClientFiles> loading;

    /// Null until they are read.
    private volatile @Nullable ClientFiles files;

    /// Nothing is read yet.
    public WebClient() {}

    @Override
    public void onRequest(HttpExchange exchange) {
        RequestHead head = exchange.head();
        if (!head.methodIs("GET") && !head.methodIs("HEAD")) {
            exchange.respond(405, METHODS, "GET or HEAD is wanted here.\n");
            return;
        }
        Wanted wanted = Wanted.of(head);
        ClientFiles known = files;
        if (known != null) {
            Answer answer = answer(known, wanted);
            exchange.respond(answer.status, answer.headers, answer.body);
            return;
        }
        var door = exchange.door();
        var told = loading().whenComplete((read, failure) -> {
            if (read == null) {
                door.abort("the web client cannot be read: " + failure);
            } else {
                Answer answer = answer(read, wanted);
                door.respond(answer.status, answer.headers, answer.body);
            }
        });
        assert told != null;
    }

    private synchronized CompletableFuture<ClientFiles> loading() {
        CompletableFuture<ClientFiles> begun = loading;
        if (begun == null) {
            CompletableFuture<ClientFiles> fresh = new CompletableFuture<>();
            loading = begun = fresh;
            // Reading and compressing takes longer than a turn of a loop may.
            Thread.ofVirtual().name("web-client").start(() -> load(fresh));
        }
        return begun;
    }

    private void load(CompletableFuture<ClientFiles> begun) {
        try {
            ClientFiles read = ClientFiles.load();
            files = read;
            begun.complete(read);
        } catch (IOException | RuntimeException e) {
            System.getLogger(WebClient.class.getName()).log(System.Logger.Level.ERROR, "web-client-unreadable", e);
            begun.completeExceptionally(e);
        }
    }

    /// What of a request matters here, kept because its head is only lent.
    private record Wanted(String path, boolean gzip, String known) {
        static Wanted of(RequestHead head) {
            String encodings = head.headers("Accept-Encoding");
            String tags = head.headers("If-None-Match");
            return new Wanted(head.path(), takesGzip(encodings == null ? "" : encodings), tags == null ? "" : tags);
        }

        /// Source: RFC 9110 section 12.5.3; a quality of 0 means no.
        private static boolean takesGzip(String encodings) {
            for (String item : encodings.toLowerCase(Locale.ROOT).split(",")) {
                String[] parts = item.strip().split("\\s*;\\s*");
                boolean named = parts[0].equals("gzip") || parts[0].equals("x-gzip") || parts[0].equals("*");
                if (named) {
                    return parts.length < 2 || !parts[1].matches("q\\s*=\\s*0(\\.0*)?");
                }
            }
            return false;
        }
    }

    private record Answer(int status, ResponseHeaders headers, byte[] body) {}

    private static final byte[] NOTHING = new byte[0];
    private static final byte[] NOT_THERE = "There is nothing here.\n".getBytes(StandardCharsets.UTF_8);

    private static Answer answer(ClientFiles files, Wanted wanted) {
        String path = wanted.path;
        String own = VERSIONS + files.version() + "/";
        boolean lasting = path.startsWith(own);
        String name = lasting ? path.substring(own.length()) : path.equals("/") ? ClientFiles.PAGE : path.substring(1);
        ClientFiles.File file = files.get(name);
        if (file == null || lasting && name.equals(ClientFiles.PAGE)) {
            return new Answer(404, TEXT.with("Cache-Control", "no-store"), NOT_THERE);
        }
        ResponseHeaders headers = lasting ? file.lasting() : file.asking();
        if (!lasting && wanted.known.contains(file.tag())) {
            return new Answer(304, headers, NOTHING);
        }
        return wanted.gzip
                ? new Answer(200, headers.with(file.type()).with("Content-Encoding", "gzip"), file.packed())
                : new Answer(200, headers.with(file.type()), file.plain());
    }
}
