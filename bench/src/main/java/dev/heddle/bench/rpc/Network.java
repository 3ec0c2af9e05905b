// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers in headers: big-endian, at any place.
public final class Network {
    /// Two bytes.
    public static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// Four bytes.
    public static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    /// Eight bytes.
    public static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Network() {}
}
