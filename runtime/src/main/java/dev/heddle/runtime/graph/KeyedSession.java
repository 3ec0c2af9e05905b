// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import org.jspecify.annotations.Nullable;

/// A session that its layer finds by key: an object's, or a number's.
final class KeyedSession extends SessionCore {
    private final SessionHome home;

    /// The key in a [SessionMap]; null in a [LongSessionMap].
    final @Nullable Object key;

    /// The key in a [LongSessionMap].
    final long number;

    KeyedSession(SessionHome home, @Nullable Object key, long number, Protocol upper, SessionHandler handler) {
        super(home.layer(), upper, handler);
        this.home = home;
        this.key = key;
        this.number = number;
    }

    @Override
    SessionHome home() {
        return home;
    }
}
