// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import org.jspecify.annotations.Nullable;

/// What a message of the channel layer is; its code is its ordinal, the first byte of the header.
enum Kind {
    /// Caller to answerer: who are you; the header's ticket is the caller's boot id.
    HELLO,
    /// Back: the ticket for requests, the number of channels; the body is the caller's boot id.
    WELCOME,
    /// A call.
    REQUEST,
    /// Its answer.
    REPLY,
    /// Its answer was a failure; the body says which, in UTF-8.
    FAILURE,
    /// The request has come already and is being worked on.
    WORKING,
    /// The reply has come: forget it.
    ACK,
    /// The request's ticket is not known here, so it was not executed by this incarnation.
    STALE;

    private static final Kind[] ALL = values();

    /// The kind of this code; null: none.
    static @Nullable Kind of(int code) {
        return code >= 0 && code < ALL.length ? ALL[code] : null;
    }
}
