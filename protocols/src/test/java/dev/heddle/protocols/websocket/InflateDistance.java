// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

/// How far back a deflate stream looks, at most: a decoder that only counts. Source: RFC 1951.
final class InflateDistance {
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12_289, 16_385, 24_577
    };
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] bytes;
    private long bit;
    private int farthest;

    private InflateDistance(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The farthest distance in a message's payload, whose last empty block has lost its end.
    static int farthest(byte[] payload) {
        var stream = java.util.Arrays.copyOf(payload, payload.length + 4);
        stream[payload.length + 2] = -1;
        stream[payload.length + 3] = -1;
        var count = new InflateDistance(stream);
        while (count.bit + 3 <= stream.length * 8L) {
            count.block();
        }
        return count.farthest;
    }

    private void block() {
        bits(1);
        switch (bits(2)) {
            case 0 -> {
                bit = bit + 7 & ~7L;
                int length = bits(16);
                bit += 16 + length * 8L;
            }
            case 1 -> {
                var lengths = new int[288];
                for (int i = 0; i < 288; i++) {
                    lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
                }
                var distances = new int[30];
                java.util.Arrays.fill(distances, 5);
                codes(new Codes(lengths), new Codes(distances));
            }
            default -> dynamic();
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int ordered = bits(4) + 4;
        var first = new int[19];
        for (int i = 0; i < ordered; i++) {
            first[ORDER[i]] = bits(3);
        }
        var codes = new Codes(first);
        var all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = codes.next(this);
            if (symbol < 16) {
                all[i++] = symbol;
            } else {
                int value = symbol == 16 ? all[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                for (int k = 0; k < times; k++) {
                    all[i++] = value;
                }
            }
        }
        codes(
                new Codes(java.util.Arrays.copyOf(all, literals)),
                new Codes(java.util.Arrays.copyOfRange(all, literals, all.length)));
    }

    private void codes(Codes literals, Codes distances) {
        for (int symbol = literals.next(this); symbol != 256; symbol = literals.next(this)) {
            if (symbol > 256) {
                bits(LENGTH_EXTRA[symbol - 257]);
                int code = distances.next(this);
                farthest = Math.max(farthest, DISTANCE_BASE[code] + bits(Math.max(0, code / 2 - 1)));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (bytes[(int) (bit >>> 3)] >>> (bit & 7) & 1) << i;
        }
        return value;
    }

    /// A canonical Huffman code.
    private static final class Codes {
        private final int[] counts = new int[16];
        private final int[] symbols;

        Codes(int[] lengths) {
            symbols = new int[lengths.length];
            for (int length : lengths) {
                counts[length]++;
            }
            counts[0] = 0;
            var offsets = new int[17];
            for (int i = 1; i < 16; i++) {
                offsets[i + 1] = offsets[i] + counts[i];
            }
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] != 0) {
                    symbols[offsets[lengths[i]]++] = i;
                }
            }
        }

        int next(InflateDistance in) {
            int code = 0;
            int first = 0;
            int index = 0;
            for (int length = 1; length < 16; length++) {
                code |= in.bits(1);
                if (code - counts[length] < first) {
                    return symbols[index + code - first];
                }
                index += counts[length];
                first = first + counts[length] << 1;
                code <<= 1;
            }
            throw new AssertionError("no such code in the stream");
        }
    }
}
