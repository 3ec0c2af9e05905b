// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Unpredictable bits drawn ahead, because each message takes 64 and one draw of many costs little more than
/// one of few.
///
/// The first draw is the system's default. All others are those of a generator after NIST SP 800-90A that
/// seeds itself from the system and takes a quarter of the time; it is not loaded before the first 512
/// messages, because a start should not wait for it.
///
/// Thread: the hub.
final class RandomPool implements LongSupplier {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private SecureRandom source;
    private int draws;
    private final byte[] drawn = new byte[4096];
    private int at = drawn.length;

    RandomPool(SecureRandom source) {
        this.source = source;
    }

    @Override
    public long getAsLong() {
        if (at == drawn.length) {
            draw();
        }
        long bits = (long) LONGS.get(drawn, at);
        Arrays.fill(drawn, at, at + 8, (byte) 0);
        at += 8;
        return bits;
    }

    private void draw() {
        if (draws++ == 1) {
            source = quick(source);
        }
        source.nextBytes(drawn);
        at = 0;
    }

    private static SecureRandom quick(SecureRandom otherwise) {
        try {
            return SecureRandom.getInstance("DRBG");
        } catch (NoSuchAlgorithmException e) {
            return otherwise;
        }
    }
}
