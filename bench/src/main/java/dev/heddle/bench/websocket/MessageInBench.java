// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// A text message from a client, to the handler: mask off, UTF-8 checked.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MessageInBench {
    @Param({"64", "400", "4000"})
    private int payloadBytes;

    private final HeddleSide heddle = new HeddleSide();
    private final NettySide netty = new NettySide();
    private final JavaWebSocketSide javaWebSocket = new JavaWebSocketSide();
    private byte[] frame = {};

    /// Makes the frame.
    @Setup
    public void makeFrame() {
        frame = Frames.masked(Frames.line(payloadBytes));
    }

    /// The whole layer, with the session's bookkeeping.
    @Benchmark
    public long heddle() {
        return heddle.read(frame);
    }

    /// Decoder and UTF-8 validator in a pipeline.
    @Benchmark
    public long netty() {
        return netty.read(frame);
    }

    /// Decoder and draft; the handler gets a String, there is no other way.
    @Benchmark
    public long javaWebSocket() {
        return javaWebSocket.read(frame);
    }

    /// Gives everything back.
    @TearDown
    public void close() {
        heddle.close();
        netty.close();
    }
}
