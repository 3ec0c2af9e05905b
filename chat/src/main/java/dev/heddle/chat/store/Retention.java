// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.time.Duration;

/// How much history is kept. What is beyond it is deleted so that it cannot be recovered from the files.
///
/// @param ageMillisMax older entries go; 0 keeps them whatever their age
/// @param countMax only the newest so many per buffer stay; 0 keeps them whatever their number
public record Retention(long ageMillisMax, int countMax) {
    /// Keeps everything.
    public static final Retention FOREVER = new Retention(0, 0);

    /// By age and count.
    public static Retention of(Duration age, int count) {
        return new Retention(age.toMillis(), count);
    }
}
