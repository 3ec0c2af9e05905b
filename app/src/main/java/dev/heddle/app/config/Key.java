// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

/// One setting: where it stands in the file, what it may be, what it is when nothing is said, and what it means.
///
/// @param <T> the value in the program
/// @param name its name inside its section: "name" in `[server]`
/// @param kind how it is read
/// @param fallback its value when the file does not name it
/// @param live whether a reload changes it while the server runs; otherwise a reload names it as not changed
/// @param meaning what it does, in sentences; printed by `heddle config explain` and in the manual
public record Key<T>(String name, Kind<T> kind, T fallback, boolean live, String meaning) {
    static <T> Key<T> live(String name, Kind<T> kind, T fallback, String meaning) {
        return new Key<>(name, kind, fallback, true, meaning);
    }

    static <T> Key<T> atStart(String name, Kind<T> kind, T fallback, String meaning) {
        return new Key<>(name, kind, fallback, false, meaning);
    }

    String fallbackText() {
        return kind.writer().apply(fallback);
    }
}
