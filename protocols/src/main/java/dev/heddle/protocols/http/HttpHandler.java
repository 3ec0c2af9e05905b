// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// Answers requests.
///
/// Thread: the loop, which must not be blocked. Who wants to block hands the exchange's door to another
/// thread.
@FunctionalInterface
public interface HttpHandler {
    /// A request whose head is complete; its body may still be coming. The head's bytes are lent for this call.
    /// The answer may be given now, or later through the exchange or its door. What this throws is reported,
    /// and answered with 500, or cuts the connection if an answer had begun.
    ///
    /// @param exchange to be answered exactly once
    void onRequest(HttpExchange exchange);

    /// This handler for requests whose body, if there is one, says its length ahead, as a quota or a program behind it
    /// may want. One that comes in chunks is answered 411, and its client may send it again with a length.
    ///
    /// @return a handler that passes all other requests on
    default HttpHandler wantingLength() {
        return exchange -> {
            if (exchange.head().framing() == RequestHead.Framing.CHUNKED) {
                exchange.respond(411, ResponseHeaders.NONE);
            } else {
                onRequest(exchange);
            }
        };
    }
}
