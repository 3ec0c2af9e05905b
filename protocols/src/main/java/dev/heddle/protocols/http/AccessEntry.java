// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.graph.Participant;
import org.jspecify.annotations.Nullable;

/// One exchange that has ended, for the access log. Its head is lent for the call that passes it.
///
/// @param client the remote end of the connection
/// @param head of the request; null when it could not be read as one
/// @param status that went out; 499: the client left before it was answered
/// @param bodyBytes of the answer that went out, without framing
/// @param endMillis when it ended, wall-clock time
/// @param tookNanos from the turn in which its head was complete to the turn in which it ended
public record AccessEntry(
        Participant client, @Nullable RequestHead head, int status, long bodyBytes, long endMillis, long tookNanos) {}
