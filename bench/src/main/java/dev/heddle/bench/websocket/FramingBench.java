// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.websocket;

import dev.heddle.chat.web.Framings;
import dev.heddle.chat.web.Wire;
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

/// What the chat's hub pays once per line for each class of recipients.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FramingBench {
    @Param({"100", "200", "400"})
    private int lineBytes;

    @Param({"LINES", "TEXT", "PACKED_TEXT"})
    private Wire wire = Wire.LINES;

    private final Framings framings = new Framings();
    private final byte[] to = new byte[4096];
    private byte[] line = {};

    /// Makes the line.
    @Setup
    public void makeLine() {
        line = Frames.line(lineBytes);
    }

    /// The framed length, too, to be seen in a debugger.
    @Benchmark
    public int frame() {
        return framings.of(wire).frame(line, line.length, to, 0);
    }

    /// Gives the windows back.
    @TearDown
    public void close() {
        framings.close();
    }
}
