// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import dev.heddle.protocols.http.HttpExchange;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One file in all its codings. Immutable, any thread.
///
/// @param representations the preferred one first; the one that is not encoded last
/// @param modified in whole seconds; null when it is not known
record StaticFile(
        List<Representation> representations, @Nullable Instant modified) {
    private static final ResponseHeaders TEXT = ResponseHeaders.of("Content-Type", "text/plain; charset=utf-8");

    StaticFile {
        representations = List.copyOf(representations);
    }

    /// Answers a GET or HEAD. Source: RFC 9110 section 13.2.2 for the order of the conditions.
    void answer(HttpExchange exchange, RequestHead head) {
        var chosen = choose(head);
        if (fails(head)) {
            exchange.respond(412, TEXT, "412 the file is another one\n");
        } else if (isUnchanged(head, chosen)) {
            exchange.respond(304, chosen.unchanged());
        } else {
            send(exchange, head, chosen);
        }
    }

    private Representation choose(RequestHead head) {
        var plain = representations.getLast();
        if (representations.size() == 1) {
            return plain;
        }
        var wanted = AcceptEncoding.of(head.headers("Accept-Encoding"));
        var best = plain;
        int most = wanted.weightOf("identity");
        for (int i = representations.size() - 2; i >= 0; i--) {
            var one = representations.get(i);
            int weight = wanted.weightOf(one.coding());
            if (weight > 0 && weight >= most) {
                best = one;
                most = weight;
            }
        }
        return best;
    }

    private boolean fails(RequestHead head) {
        var match = head.headers("If-Match");
        if (match != null) {
            return representations.stream().noneMatch(one -> one.isIn(match, false));
        }
        var since = head.header("If-Unmodified-Since");
        var date = since == null ? null : HttpDates.parse(since);
        return date != null && modified != null && modified.isAfter(date);
    }

    private boolean isUnchanged(RequestHead head, Representation chosen) {
        var tags = head.headers("If-None-Match");
        if (tags != null) {
            return chosen.isIn(tags, true);
        }
        var since = head.header("If-Modified-Since");
        var date = since == null ? null : HttpDates.parse(since);
        return date != null && modified != null && !modified.isAfter(date);
    }

    private void send(HttpExchange exchange, RequestHead head, Representation chosen) {
        long size = chosen.bytes().byteSize();
        var asked = head.methodIs("GET") ? head.header("Range") : null;
        var condition = asked == null ? null : head.header("If-Range");
        boolean whole = asked == null || (condition != null && !chosen.isSameAs(condition, modified));
        var range = asked == null || whole ? null : ByteRange.of(asked, size);
        if (range == null) {
            exchange.respond(200, chosen.headers(), chosen.bytes());
        } else if (range.isThere()) {
            var line = "bytes " + range.from() + "-" + (range.from() + range.length() - 1) + "/" + size;
            exchange.respond(
                    206,
                    chosen.headers().with("Content-Range", line),
                    chosen.bytes().asSlice(range.from(), range.length()));
        } else {
            exchange.respond(416, TEXT.with("Content-Range", "bytes */" + size), "416 the file is shorter\n");
        }
    }
}
