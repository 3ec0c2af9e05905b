// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import dev.heddle.protocols.websocket.FrameEncoder;
import dev.heddle.protocols.websocket.Opcode;
import dev.heddle.runtime.unit.Unit;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A text message to a client, down to where the socket would take it.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageOutBench {
    @Param({"64", "400", "4000"})
    private int payloadBytes;

    private final HeddleSide heddle = new HeddleSide();
    private final HeddleSide sharing = new HeddleSide();
    private final NettySide netty = new NettySide();
    private final JavaWebSocketSide javaWebSocket = new JavaWebSocketSide();
    private byte[] payload = {};
    private String text = "";
    private @Nullable Unit frame;

    /// Makes the message, and a frame of it.
    @Setup
    public void makeMessage() {
        payload = Frames.line(payloadBytes);
        text = new String(payload, StandardCharsets.US_ASCII);
        var whole = new byte[FrameEncoder.headBytes(payload.length) + payload.length];
        int head = FrameEncoder.head(whole, 0, Opcode.TEXT, false, payload.length);
        System.arraycopy(payload, 0, whole, head, payload.length);
        frame = sharing.unit(whole);
        sharing.sendFrames();
    }

    /// A message that is copied into a unit and given a head.
    @Benchmark
    public long heddle() {
        return heddle.write(payload);
    }

    /// One more recipient of a frame that many share.
    @Benchmark
    public long heddleShared() {
        var shared = frame;
        return shared == null ? 0 : sharing.share(shared);
    }

    /// A message in a buffer of its own, through the encoder.
    @Benchmark
    public long netty() {
        return netty.write(payload);
    }

    /// From a String, as that library wants it.
    @Benchmark
    public long javaWebSocket() {
        return javaWebSocket.write(text);
    }

    /// Gives everything back.
    @TearDown
    public void close() {
        var shared = frame;
        if (shared != null) {
            shared.release();
        }
        heddle.close();
        sharing.close();
        netty.close();
    }
}
