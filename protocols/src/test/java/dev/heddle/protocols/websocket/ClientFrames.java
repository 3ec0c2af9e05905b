// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A client's side of the wire: masked frames, right or wrong as asked.
final class ClientFrames {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ClientFrames frame(int firstByte, byte[] payload) {
        return frame(firstByte, payload, payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8);
    }

    ClientFrames frame(int firstByte, byte[] payload, int lengthBytes) {
        out.write(firstByte);
        out.write(0x80 | (lengthBytes == 0 ? payload.length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write((int) ((long) payload.length >>> 8 * i));
        }
        byte[] mask = {0x12, (byte) 0x9a, 0x55, (byte) 0xf0};
        out.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            out.write(payload[i] ^ mask[i & 3]);
        }
        return this;
    }

    ClientFrames text(String text) {
        return frame(0x81, utf8(text));
    }

    ClientFrames raw(int... bytes) {
        for (int b : bytes) {
            out.write(b);
        }
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
