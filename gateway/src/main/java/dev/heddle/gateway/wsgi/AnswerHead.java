// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.protocols.http.ResponseHeaders;

/// What `start_response` said, checked. Immutable.
///
/// @param status 200 to 599
/// @param headers without Content-Length and without what belongs to one connection
/// @param lengthBytes the Content-Length; -1: none was given
record AnswerHead(int status, ResponseHeaders headers, long lengthBytes) {
    /** Whether an answer of this status never has a body. */
    boolean isBodiless() {
        return status == 204 || status == 304;
    }
}
