// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who accepts what, for a layer's [Protocol#openEnable]: passive enables by key, counted.
///
/// The same layer may enable a key several times and must disable it as often; another layer may not enable it
/// meanwhile. Thread: the loop.
///
/// @param <K> the key: a port, a channel number, a content type
@SuppressWarnings("ReferenceEquality") // a layer is equal to itself only
public final class Enables<K> {
    private final String label;
    private final Map<K, Enable> byKey = new HashMap<>();

    private static final class Enable {
        final Protocol upper;
        int count = 1;

        Enable(Protocol upper) {
            this.upper = upper;
        }
    }

    /// Nothing is enabled yet; the label is for errors.
    public Enables(String label) {
        this.label = label;
    }

    /// Counts one more enable of this key by this layer. True: it is the first, so begin to accept.
    public boolean add(K key, Protocol upper) {
        var there = byKey.get(key);
        if (there == null) {
            byKey.put(key, new Enable(upper));
            return true;
        }
        if (there.upper != upper) {
            throw new IllegalStateException(
                    label + ": " + key + " wanted by " + upper.label() + ", is enabled by " + there.upper.label());
        }
        there.count++;
        return false;
    }

    /// Takes one enable back. True: it was the last, so accept no more.
    public boolean remove(K key, Protocol upper) {
        var there = byKey.get(key);
        if (there == null || there.upper != upper) {
            throw new IllegalStateException(label + ": " + key + " disabled by " + upper.label() + ", is enabled by "
                    + (there == null ? "nobody" : there.upper.label()));
        }
        if (--there.count > 0) {
            return false;
        }
        byKey.remove(key);
        return true;
    }

    /// Who accepts this key; null: nobody.
    public @Nullable Protocol upper(K key) {
        var there = byKey.get(key);
        return there == null ? null : there.upper;
    }

    /// What is enabled now.
    public Set<K> keys() {
        return Set.copyOf(byKey.keySet());
    }
}
