// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a file said, typed, with the fallbacks for what it did not say. Immutable; any thread.
public final class Settings {
    private final Schema schema;
    private final Map<String, List<Table>> tables;

    /// One table of the file.
    public static final class Table {
        private final Section section;
        private final Map<String, Object> values;
        private final Map<String, Place> places;
        private final Place place;

        Table(Section section, Place place, Map<String, Object> values, Map<String, Place> places) {
            this.section = section;
            this.place = place;
            this.values = Map.copyOf(values);
            this.places = Map.copyOf(places);
        }

        /// The value of a key of this table's section.
        ///
        /// @param <T> its type
        /// @param key one of the section's own keys
        /// @return what the file says, or the key's fallback
        @SuppressWarnings("unchecked") // a value under a key's name was read by that key's kind
        public <T> T get(Key<T> key) {
            if (section.find(key.name()) != key) {
                throw new IllegalArgumentException("key " + key.name() + " is not of section " + section.name());
            }
            var value = values.get(key.name());
            return value == null ? key.fallback() : (T) value;
        }

        /// Whether the file names the key.
        ///
        /// @param key one of the section's own keys
        /// @return false when {@link #get} answers with the fallback
        public boolean says(Key<?> key) {
            return values.containsKey(key.name());
        }

        /// Where the key stands.
        ///
        /// @param key one of the section's own keys
        /// @return the key's place, or the table's when the file does not name it
        public Place where(Key<?> key) {
            var at = places.get(key.name());
            return at == null ? place : at;
        }

        private boolean sameAs(Table other, boolean liveOnly) {
            for (var key : section.keys()) {
                if ((liveOnly == key.live()) && !get(key).equals(other.get(key))) {
                    return false;
                }
            }
            return true;
        }
    }

    Settings(Schema schema, Map<String, List<Table>> tables) {
        this.schema = schema;
        this.tables = Map.copyOf(tables);
    }

    /// A setting of a section that stands once.
    ///
    /// @param <T> its type
    /// @param section a section that is not repeated
    /// @param key one of its keys
    /// @return what the file says, or the key's fallback
    public <T> T get(Section section, Key<T> key) {
        var all = all(section);
        return all.isEmpty() ? key.fallback() : all.getFirst().get(key);
    }

    /// The tables of a section, in the order of the file.
    ///
    /// @param section any section of the schema
    /// @return none when the file does not have it
    public List<Table> all(Section section) {
        return tables.getOrDefault(section.name(), List.of());
    }

    /// What a reload cannot change: the keys that differ and are read at start only.
    ///
    /// @param next the settings just read
    /// @return their paths, in the order of the manual; empty when everything that differs is live
    public List<String> needsRestart(Settings next) {
        var paths = new ArrayList<String>();
        for (var section : schema.sections()) {
            var before = all(section);
            var after = next.all(section);
            if (section.repeated()) {
                if (!sameTables(before, after)) {
                    paths.add(Schema.head(section));
                }
                continue;
            }
            for (var key : section.keys()) {
                if (!key.live() && !get(section, key).equals(next.get(section, key))) {
                    paths.add(section.name() + "." + key.name());
                }
            }
        }
        return paths;
    }

    private static boolean sameTables(List<Table> before, List<Table> after) {
        boolean anyAtStart = before.isEmpty()
                ? after.stream().anyMatch(t -> t.section.keys().stream().anyMatch(k -> !k.live()))
                : before.getFirst().section.keys().stream().anyMatch(k -> !k.live());
        if (before.size() != after.size()) {
            return !anyAtStart;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!before.get(i).sameAs(after.get(i), false)) {
                return false;
            }
        }
        return true;
    }

    /// Where a section first stands.
    ///
    /// @param section any section of the schema
    /// @return null when the file does not have it
    public @Nullable Place where(Section section) {
        var all = all(section);
        return all.isEmpty() ? null : all.getFirst().place;
    }
}
