// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

/// How far an exchange has come: bits of its `flags`.
final class ExchangeFlags {
    static final int STARTED = 1;
    static final int FINISHED = 1 << 1;
    /// Its head has gone down.
    static final int HEAD_WRITTEN = 1 << 2;
    static final int DONE = 1 << 3;
    /// The connection is lost: everything is dropped.
    static final int GONE = 1 << 4;
    /// The connection must be cut when this answer would be next.
    static final int ABORTED = 1 << 5;
    /// More was appended than the limit; the handler waits to be told.
    static final int BEHIND = 1 << 6;
    /// There is room again, and the handler is about to be told.
    static final int ROOM_OWED = 1 << 10;
    /// "100 Continue" is to be sent.
    static final int CONTINUE_WANTED = 1 << 7;
    /// The client still waits for "100 Continue", so it has not begun to send its body.
    static final int CONTINUE_OPEN = 1 << 8;
    /// The connection is closed behind this answer.
    static final int LAST = 1 << 9;

    private ExchangeFlags() {}
}
