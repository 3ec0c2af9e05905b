// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import org.jspecify.annotations.Nullable;

/// The requests of one connection that are in work, oldest first. Thread: the loop.
/// Limit: [HttpLimits#pipelined()], which the input keeps.
final class ExchangeRow {
    private @Nullable HttpExchange first;
    private @Nullable HttpExchange last;
    private int count;

    @Nullable
    HttpExchange first() {
        return first;
    }

    @Nullable
    HttpExchange last() {
        return last;
    }

    boolean isEmpty() {
        return first == null;
    }

    int count() {
        return count;
    }

    void add(HttpExchange exchange) {
        var before = last;
        last = exchange;
        count++;
        if (before == null) {
            first = exchange;
        } else {
            before.nextInRow = exchange;
        }
    }

    void removeFirst() {
        var removed = first;
        if (removed != null) {
            first = removed.nextInRow;
            removed.nextInRow = null;
            count--;
            if (first == null) {
                last = null;
            }
        }
    }

    /// The client has closed its side: all are told.
    void tellGone() {
        for (var exchange = first; exchange != null; exchange = exchange.nextInRow) {
            exchange.tellGone();
        }
    }

    /// The connection is lost.
    void lose(Http http) {
        for (var exchange = first; exchange != null; exchange = first) {
            removeFirst();
            exchange.lost();
            http.ended(exchange);
        }
    }
}
