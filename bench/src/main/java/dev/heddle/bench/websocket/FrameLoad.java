// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import dev.heddle.chat.web.Framings;
import dev.heddle.chat.web.Wire;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongSupplier;

/// Processor time per message of the three, in turns, so that a busy machine troubles all of them alike: a line for
/// each, with its median round. `bench/run-websocket` runs it.
public final class FrameLoad {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 150_000_000L;
    private static final int BATCH = 1000;

    private static long checksum;

    private FrameLoad() {}

    private record Measured(String label, LongSupplier operation, double[] nanos) {
        Measured(String label, LongSupplier operation) {
            this(label, operation, new double[ROUNDS]);
        }

        void round(int index) {
            long start = THREADS.getCurrentThreadCpuTime();
            long operations = 0;
            long spent;
            do {
                for (int i = 0; i < BATCH; i++) {
                    checksum += operation.getAsLong();
                }
                operations += BATCH;
                spent = THREADS.getCurrentThreadCpuTime() - start;
            } while (spent < ROUND_NANOS);
            nanos[index] = (double) spent / operations;
        }

        String median() {
            Arrays.sort(nanos);
            return "%-28s %8.0f ns (%.0f to %.0f)".formatted(label, nanos[ROUNDS / 2], nanos[0], nanos[ROUNDS - 1]);
        }
    }

    /// Measures everything for lines of each of the lengths given, or 64, 200 and 400 bytes.
    public static void main(String[] arguments) {
        int[] lengths = arguments.length == 0
                ? new int[] {64, 200, 400}
                : Arrays.stream(arguments).mapToInt(Integer::parseInt).toArray();
        try (var heddle = new HeddleSide();
                var sharing = new HeddleSide();
                var netty = new NettySide();
                var framings = new Framings()) {
            var javaWebSocket = new JavaWebSocketSide();
            sharing.sendFrames();
            for (int length : lengths) {
                var payload = Frames.line(length);
                var text = new String(payload, StandardCharsets.US_ASCII);
                var frame = Frames.masked(payload);
                var shared = sharing.unit(frame);
                measure(
                        length,
                        new Measured("in heddle", () -> heddle.read(frame)),
                        new Measured("in netty", () -> netty.read(frame)),
                        new Measured("in java-websocket", () -> javaWebSocket.read(frame)),
                        new Measured("out heddle", () -> heddle.write(payload)),
                        new Measured("out netty", () -> netty.write(payload)),
                        new Measured("out java-websocket", () -> javaWebSocket.write(text)),
                        new Measured("out heddle, shared frame", () -> sharing.share(shared)),
                        framing(framings, Wire.LINES, payload),
                        framing(framings, Wire.TEXT, payload),
                        framing(framings, Wire.PACKED_TEXT, payload));
                shared.release();
            }
        }
        System.out.println("checksum " + checksum);
    }

    private static Measured framing(Framings framings, Wire wire, byte[] line) {
        var to = new byte[line.length + 100];
        int bytes = framings.of(wire).frame(line, line.length, to, 0);
        var framing = framings.of(wire);
        return new Measured("frame " + wire + " to " + bytes + " B", () -> framing.frame(line, line.length, to, 0));
    }

    private static void measure(int length, Measured... all) {
        System.out.println("--- " + length + " bytes, processor time per message");
        for (int round = 0; round < ROUNDS; round++) {
            for (var one : all) {
                one.round(round);
            }
        }
        for (var one : all) {
            System.out.println(one.median());
        }
    }
}
