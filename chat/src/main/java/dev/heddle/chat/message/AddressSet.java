// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Ranges of addresses with a value each, indexed by their length, so that asking costs one look for each
/// length that occurs, however many ranges there are.
///
/// Thread: confined to its owner. Limit: the owner's.
///
/// @param <V> what belongs to a range
public final class AddressSet<V> {
    /// The longest prefixes first: the narrowest range answers.
    private final TreeMap<Integer, Map<String, V>> byBits = new TreeMap<>();

    /// Puts a range in, in place of the same one.
    public void put(AddressMask range, V value) {
        byBits.computeIfAbsent(-range.prefixBits(), bits -> new HashMap<>()).put(key(range.network()), value);
    }

    /// Takes a range out.
    public void remove(AddressMask range) {
        var ranges = byBits.get(-range.prefixBits());
        if (ranges != null) {
            ranges.remove(key(range.network()));
            if (ranges.isEmpty()) {
                byBits.remove(-range.prefixBits());
            }
        }
    }

    /// The value of the narrowest range with this address (4 or 16 bytes) in it; null if there is none.
    public @Nullable V find(byte[] address) {
        for (var ranges : byBits.entrySet()) {
            var bits = -ranges.getKey();
            if (bits <= address.length * 8) {
                var value = ranges.getValue().get(key(AddressMask.masked(address, bits)));
                if (value != null) {
                    return value;
                }
            }
        }
        return null;
    }

    /// Four and sixteen bytes never make the same text.
    private static String key(byte[] network) {
        return HexFormat.of().formatHex(network);
    }
}
