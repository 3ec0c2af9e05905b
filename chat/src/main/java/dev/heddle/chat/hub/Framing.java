// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

/// How a line becomes bytes on a connection: CR LF, a WebSocket text message, a binary one. Compared by
/// identity: the hub encodes once for all recipients with the same framing and the same visible capabilities.
///
/// Thread: the hub.
public interface Framing {
    /// Most bytes that [#frame] adds to a line.
    int overheadBytes();

    /// Writes the framed form of the first `lengthBytes` of `line` (no CR LF) to `to`; answers how many bytes
    /// that were.
    int frame(byte[] line, int lengthBytes, byte[] to, int atBytes);

    /// CR LF behind each line.
    Framing LINES = new Framing() {
        @Override
        public int overheadBytes() {
            return 2;
        }

        @Override
        public int frame(byte[] line, int lengthBytes, byte[] to, int atBytes) {
            System.arraycopy(line, 0, to, atBytes, lengthBytes);
            to[atBytes + lengthBytes] = '\r';
            to[atBytes + lengthBytes + 1] = '\n';
            return lengthBytes + 2;
        }

        @Override
        public String toString() {
            return "lines";
        }
    };
}
