// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.message.Casemapping;
import java.time.InstantSource;

/// How to open a [SqliteStore]. Immutable.
///
/// @param casemapping of a new database; an existing one must have been created with it
/// @param readers how many threads answer questions, 1 to 64
/// @param capacity more waiting events than this are refused
/// @param highWater from so many waiting events on the store is behind, until half of them are left
/// @param questionsMax more waiting questions than this are answered BUSY
/// @param clock stamps a new database
public record SqliteOptions(
        Casemapping casemapping, int readers, int capacity, int highWater, int questionsMax, InstantSource clock) {
    /// Checks the limits.
    public SqliteOptions {
        if (readers < 1 || readers > 64 || highWater < 2 || capacity < highWater || questionsMax < 1) {
            throw new IllegalArgumentException("store options: wanted 1-64 readers, 2 <= highWater <= capacity and"
                    + " questionsMax >= 1, got " + readers + ", " + highWater + ", " + capacity + ", " + questionsMax);
        }
    }

    /// Two readers, 65,536 events, behind from 8,192, 4,096 questions.
    public static SqliteOptions of(Casemapping casemapping) {
        return new SqliteOptions(casemapping, 2, 65_536, 8_192, 4_096, InstantSource.system());
    }

    /// With so many readers.
    public SqliteOptions readers(int count) {
        return new SqliteOptions(casemapping, count, capacity, highWater, questionsMax, clock);
    }

    /// With other limits of waiting events.
    public SqliteOptions capacity(int events, int behindFrom) {
        return new SqliteOptions(casemapping, readers, events, behindFrom, questionsMax, clock);
    }
}
