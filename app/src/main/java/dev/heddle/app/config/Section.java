// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table of the file: `[name]` once, or `[[name]]` any number of times up to `most`.
///
/// @param name the table's name
/// @param repeated whether it is an array of tables
/// @param most how many there may be; one more is an error that names the line
/// @param meaning what it is for
/// @param keys what it may hold, in the order of the manual
public record Section(String name, boolean repeated, int most, String meaning, List<Key<?>> keys) {
    /// Keeps its own copy of the keys.
    public Section {
        keys = List.copyOf(keys);
    }

    static Section once(String name, String meaning, Key<?>... keys) {
        return new Section(name, false, 1, meaning, List.of(keys));
    }

    static Section many(String name, int most, String meaning, Key<?>... keys) {
        return new Section(name, true, most, meaning, List.of(keys));
    }

    @Nullable
    Key<?> find(String keyName) {
        for (var key : keys) {
            if (key.name().equals(keyName)) {
                return key;
            }
        }
        return null;
    }
}
