// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import java.nio.charset.StandardCharsets;

/// A client's frame, and an IRC line to put into it.
final class Frames {
    private static final byte[] MASK = {0x12, (byte) 0x9a, 0x55, (byte) 0xf0};

    private Frames() {}

    static byte[] line(int lengthBytes) {
        var words =
                "@time=2026-01-01T00:00:00.000Z;msgid=AAAAAAAAAABBBBBBBBBBBB :alice!alice@host.example.org PRIVMSG #channel"
                        + " :hello everybody, this is a line of the usual length, and some more of it for those who like long ones ";
        return words.repeat(1 + lengthBytes / words.length())
                .substring(0, lengthBytes)
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] masked(byte[] payload) {
        int head = payload.length < 126 ? 2 : 4;
        var frame = new byte[head + 4 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | (head == 2 ? payload.length : 126));
        if (head == 4) {
            frame[2] = (byte) (payload.length >> 8);
            frame[3] = (byte) payload.length;
        }
        System.arraycopy(MASK, 0, frame, head, 4);
        for (int i = 0; i < payload.length; i++) {
            frame[head + 4 + i] = (byte) (payload[i] ^ MASK[i & 3]);
        }
        return frame;
    }
}
