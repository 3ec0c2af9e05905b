// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// A session that its layer finds by key; an object's is in its [SessionHome].
final class KeyedSession extends SessionCore {
    private final SessionHome home;

    /// The key in a [LongSessionMap].
    final long number;

    KeyedSession(SessionHome home, long number, Protocol upper, SessionHandler handler) {
        super(home.layer(), upper, handler);
        this.home = home;
        this.number = number;
    }

    @Override
    SessionHome home() {
        return home;
    }
}
