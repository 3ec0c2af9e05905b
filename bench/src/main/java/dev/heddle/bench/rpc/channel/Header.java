// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.bench.rpc.Network;
import dev.heddle.runtime.unit.Chain;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// The header of the channel layer.
///
/// ```
///  0      1         2       4          8        16
///  | kind | channel | magic | sequence | ticket |
/// ```
record Header(Kind kind, int channel, int sequence, long ticket) {
    static final int BYTES = 16;
    private static final short MAGIC = 0x4852;

    void write(MemorySegment to) {
        to.set(ValueLayout.JAVA_BYTE, 0, (byte) kind.ordinal());
        to.set(ValueLayout.JAVA_BYTE, 1, (byte) channel);
        to.set(Network.SHORT, 2, MAGIC);
        to.set(Network.INT, 4, sequence);
        to.set(Network.LONG, 8, ticket);
    }

    /// The header in front of a message, which keeps it; null: it has none.
    static @Nullable Header read(Chain message) {
        if (message.lengthBytes() < BYTES) {
            return null;
        }
        var from = message.peek(BYTES);
        var kind = Kind.of(from.get(ValueLayout.JAVA_BYTE, 0));
        if (kind == null || from.get(Network.SHORT, 2) != MAGIC) {
            return null;
        }
        int channel = Byte.toUnsignedInt(from.get(ValueLayout.JAVA_BYTE, 1));
        return new Header(kind, channel, from.get(Network.INT, 4), from.get(Network.LONG, 8));
    }
}
