// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Unpredictable bits drawn ahead, because each message takes 64 and one draw of many costs little more than
/// one of few.
///
/// Thread: the hub.
final class RandomPool implements LongSupplier {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final SecureRandom source;
    private final byte[] drawn = new byte[4096];
    private int at = drawn.length;

    RandomPool(SecureRandom source) {
        this.source = source;
    }

    @Override
    public long getAsLong() {
        if (at == drawn.length) {
            source.nextBytes(drawn);
            at = 0;
        }
        long bits = (long) LONGS.get(drawn, at);
        Arrays.fill(drawn, at, at + 8, (byte) 0);
        at += 8;
        return bits;
    }
}
