// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.unit.Unit;

/// Takes the body of a request in parts, in order. Thread: the loop.
public interface BodyListener {
    /// Some bytes of the body.
    ///
    /// @param exchange whose
    /// @param unit one reference is yours; the bytes may be read until you release it
    /// @param fromBytes where they start in its payload
    /// @param lengthBytes how many, above zero
    /// @return false: no more until [HttpExchange#resume()]; the client is held back meanwhile
    boolean onPart(HttpExchange exchange, Unit unit, int fromBytes, int lengthBytes);

    /// The body is complete; [HttpExchange#trailers()] has what came behind it. At once for a request
    /// without a body.
    ///
    /// @param exchange whose
    void onEnd(HttpExchange exchange);

    /// The rest of the body will not come: no further call follows. Unless the client is gone, the
    /// server has given its own answer if yours had not begun, and else cut the connection.
    ///
    /// @param exchange whose
    /// @param why the reason
    void onFailed(HttpExchange exchange, BodyFailure why);
}
