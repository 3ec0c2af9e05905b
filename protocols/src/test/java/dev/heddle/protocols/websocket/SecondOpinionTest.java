// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Streams of frames, right and wrong, from a seed: what we read out of them is what Java-WebSocket reads.
///
/// Where the two differ the RFC is asked, and the difference stands in [#sameOrExplained].
class SecondOpinionTest {
    private static final int LIMIT_BYTES = 4000;
    private static final int STREAMS = 4000;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void bothReadTheSame(long seed) {
        var random = new Random(seed);
        var kinds = new int[2];
        try (var heap = UnitHeap.open(HeapOptions.of("partial", 256, 16, 1024).checked(true));
                var ours = new Ours(heap);
                var deflate = new Deflate()) {
            for (int i = 0; i < STREAMS; i++) {
                boolean compression = random.nextInt(3) == 0;
                var stream = new Stream(random, compression ? deflate : null);
                var bytes = stream.bytes();
                var mine = ours.read(bytes.clone(), compression, random);
                var theirs = JavaWebSocket.read(stream.frames, compression, LIMIT_BYTES);
                sameOrExplained(mine, theirs, "seed " + seed + " stream " + i + " " + stream);
                kinds[mine.isEmpty() || mine.getLast().startsWith("fail") ? 0 : 1]++;
            }
            assertThat(heap.stats().inUse()).isZero();
        }
        assertThat(kinds[0]).as("streams that fail").isGreaterThan(STREAMS / 10);
        assertThat(kinds[1]).as("streams that do not").isGreaterThan(STREAMS / 10);
    }

    @Test
    void theTwoThatAreKnownToDifferDo() {
        try (var heap = UnitHeap.open(HeapOptions.of("partial", 256, 16, 64));
                var ours = new Ours(heap)) {
            // RFC 6455 section 5.1: a server must close when a frame is not masked.
            byte[] unmasked = {(byte) 0x81, 1, 'a'};
            assertThat(ours.read(unmasked.clone(), false, new Random(1))).containsExactly("fail 1002");
            assertThat(JavaWebSocket.read(List.of(unmasked), false, LIMIT_BYTES))
                    .containsExactly("text a");
            // Section 5.2: the minimal number of bytes must be used for the length.
            var longer = new ClientFrames().frame(0x82, new byte[3], 2).bytes();
            assertThat(ours.read(longer.clone(), false, new Random(1))).containsExactly("fail 1002");
            assertThat(JavaWebSocket.read(List.of(longer), false, LIMIT_BYTES)).containsExactly("binary 000000");
        }
    }

    private static void sameOrExplained(List<String> mine, List<String> theirs, String what) {
        if (mine.equals(theirs)) {
            return;
        }
        if (!theirs.isEmpty() && theirs.getLast().equals("fail 1008")) {
            // No deflate stream: they inflate each fragment by itself, we the message when it is whole.
            var before = theirs.subList(0, theirs.size() - 1);
            assertThat(mine.subList(0, Math.min(mine.size(), before.size())))
                    .as(what)
                    .isEqualTo(before);
            return;
        }
        int last = mine.size() - 1;
        boolean sameBefore =
                last >= 0 && theirs.size() >= last && theirs.subList(0, last).equals(mine.subList(0, last));
        var end = last < 0 ? "" : mine.get(last);
        var theirEnd = theirs.size() > last && last >= 0 ? theirs.get(last) : "";
        boolean explained = switch (end) {
            // Section 8.1 lets us fail at the first byte that is wrong, section 10.4 as soon as it is known how long a
            // message is. They look when the message is whole, which it never is, or at something else until then.
            case "fail 1007", "fail 1009" -> sameBefore;
            // Of two things that are wrong with a frame they may name the other. A close frame of one byte breaks
            // section 5.5.1; they take it for the client's wish to close with 1002. A code that must not be sent, with
            // a reason that is no UTF-8, makes them throw.
            case "fail 1002" ->
                sameBefore
                        && (theirEnd.startsWith("fail ") || theirEnd.equals("close 1002") || theirEnd.equals("threw"));
            // The client's complaint about our UTF-8, without a reason, they take for one of theirs.
            case "close 1007" -> sameBefore && theirEnd.equals("fail 1007");
            // Without a code: they put one there.
            case "close 1005" -> sameBefore && theirEnd.equals("close 1000");
            default -> false;
        };
        assertThat(explained).as("%s%nours   %s%ntheirs %s", what, mine, theirs).isTrue();
    }

    /// Our reader, with its events in words.
    private static final class Ours implements MessageReader.Listener, AutoCloseable {
        private final Buffers buffers;
        private List<String> heard = new ArrayList<>();

        Ours(UnitHeap heap) {
            buffers = new Buffers(heap);
        }

        List<String> read(byte[] bytes, boolean compression, Random random) {
            heard = new ArrayList<>();
            var limits = new WebSocketOptions.Limits(LIMIT_BYTES, LIMIT_BYTES, 100);
            var reader = new MessageReader(limits, buffers, compression, this);
            var memory = MemorySegment.ofArray(bytes);
            for (int at = 0; at < bytes.length; ) {
                int to = random.nextBoolean() ? bytes.length : Math.min(bytes.length, at + 1 + random.nextInt(20));
                int code = reader.read(memory, at, to);
                if (code != MessageReader.MORE) {
                    heard.add("fail " + code);
                    break;
                }
                at = to;
            }
            reader.release();
            return heard;
        }

        private static String hex(MemorySegment payload) {
            return java.util.HexFormat.of().formatHex(payload.toArray(JAVA_BYTE));
        }

        @Override
        public boolean onMessage(boolean text, MemorySegment memory, long from, int length, boolean asRead) {
            var payload = memory.asSlice(from, length);
            heard.add(
                    text
                            ? "text " + new String(payload.toArray(JAVA_BYTE), StandardCharsets.UTF_8)
                            : "binary " + hex(payload));
            return true;
        }

        @Override
        public boolean onMessage(boolean text, Gathered gathered) {
            return onMessage(text, buffers.assemble(gathered), 0, gathered.lengthBytes(), false);
        }

        @Override
        public boolean admit() {
            return true;
        }

        @Override
        public void onPing(MemorySegment payload) {
            heard.add("ping " + hex(payload));
        }

        @Override
        public void onPong(MemorySegment payload) {
            heard.add("pong " + hex(payload));
        }

        @Override
        public void onClose(int code, String reason) {
            heard.add("close " + code);
        }

        @Override
        public boolean isStopped() {
            return false;
        }

        @Override
        public void close() {
            buffers.close();
        }
    }

    /// Some frames as a client might send them; one in a few is wrong in some way.
    private static final class Stream {
        private final Random random;
        private final Deflate deflate;
        private final List<byte[]> frames = new ArrayList<>();
        private final StringBuilder story = new StringBuilder();
        private boolean inMessage;

        Stream(Random random, Deflate deflate) {
            this.random = random;
            this.deflate = deflate;
            for (int count = 1 + random.nextInt(6); count > 0; count--) {
                add();
            }
        }

        byte[] bytes() {
            var all = new ByteArrayOutputStream();
            frames.forEach(all::writeBytes);
            return all.toByteArray();
        }

        @Override
        public String toString() {
            return story.toString();
        }

        private void add() {
            boolean odd = random.nextInt(12) == 0;
            int opcode;
            int first;
            var payload = payload(random.nextInt(30) == 0 ? 5000 : random.nextInt(3) == 0 ? 700 : 30);
            if (odd) {
                opcode = random.nextInt(16);
                first = opcode | random.nextInt(16) << 4;
            } else if (random.nextInt(3) == 0) {
                opcode = random.nextInt(5) == 0 ? 8 : 9 + random.nextInt(2);
                payload = opcode == 8 ? closing() : java.util.Arrays.copyOf(payload, Math.min(125, payload.length));
                first = 0x80 | opcode;
            } else {
                boolean last = random.nextInt(3) != 0;
                opcode = inMessage ? 0 : 1 + random.nextInt(2);
                boolean packs = deflate != null && !inMessage && last && random.nextBoolean();
                if (packs) {
                    // Their limit holds before inflating only.
                    payload = java.util.Arrays.copyOf(payload, Math.min(payload.length, LIMIT_BYTES / 2));
                    payload = random.nextInt(8) == 0
                            ? payload
                            : deflate.deflate(MemorySegment.ofArray(payload), 8 + random.nextInt(8))
                                    .toArray(JAVA_BYTE);
                }
                inMessage = !last;
                first = opcode | (last ? 0x80 : 0) | (packs ? 0x40 : 0);
            }
            story.append(Integer.toHexString(first))
                    .append('/')
                    .append(payload.length)
                    .append(' ');
            frames.add(new ClientFrames().frame(first, payload).bytes());
        }

        private byte[] payload(int most) {
            var bytes = new byte[random.nextInt(most)];
            switch (random.nextInt(8)) {
                case 0 -> random.nextBytes(bytes);
                case 1 -> {
                    var text = new StringBuilder();
                    while (text.length() < bytes.length / 3) {
                        int c = random.nextInt(0x2ffff);
                        text.appendCodePoint(c >= 0xd800 && c < 0xe000 ? 'x' : c);
                    }
                    return text.toString().getBytes(StandardCharsets.UTF_8);
                }
                default -> {
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = (byte) ('a' + random.nextInt(26));
                    }
                }
            }
            return bytes;
        }

        private byte[] closing() {
            int code = random.nextInt(4) == 0 ? random.nextInt(5100) : 1000 + random.nextInt(12);
            var reason = payload(20);
            var bytes = new byte[random.nextInt(4) == 0 ? random.nextInt(2) : 2 + reason.length];
            if (bytes.length > 1) {
                bytes[0] = (byte) (code >> 8);
                bytes[1] = (byte) code;
                System.arraycopy(reason, 0, bytes, 2, reason.length);
            }
            return bytes;
        }
    }
}
