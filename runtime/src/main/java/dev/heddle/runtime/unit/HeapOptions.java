// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.time.Duration;
import java.util.Objects;

/// How a heap is made. Immutable: every wither answers a new one. Any thread.
///
/// A wrong number throws [IllegalArgumentException] here, naming the heap, what was wanted and what was given.
public final class HeapOptions {
    private final String label;
    private final int unitBytes;
    private final int firstChunkUnits;
    private final int maxUnits;
    private final Extras extras;

    private record Extras(
            boolean doubling, long shrinkAfterNanos, int headroomBytes, boolean checked, int sampleOneIn) {}

    private HeapOptions(String label, int unitBytes, int firstChunkUnits, int maxUnits, Extras extras) {
        this.label = label;
        this.unitBytes = unitBytes;
        this.firstChunkUnits = firstChunkUnits;
        this.maxUnits = maxUnits;
        this.extras = extras;
    }

    /// A heap that grows by equal chunks, keeps them, and does not check its users.
    ///
    /// @param label the name in reports and messages
    /// @param unitBytes payload bytes of each unit, at least 1
    /// @param firstChunkUnits units of the first chunk and, growing linearly, of each further one; at least 1
    /// @param maxUnits the ceiling, at least `firstChunkUnits`; the last chunk is cut so that it is reached
    ///     exactly
    public static HeapOptions of(String label, int unitBytes, int firstChunkUnits, int maxUnits) {
        Objects.requireNonNull(label, "label");
        require(label, "unit bytes", unitBytes >= 1, "at least 1", unitBytes);
        require(label, "units of the first chunk", firstChunkUnits >= 1, "at least 1", firstChunkUnits);
        require(
                label,
                "ceiling in units",
                maxUnits >= firstChunkUnits,
                "at least the first chunk's " + firstChunkUnits,
                maxUnits);
        return new HeapOptions(label, unitBytes, firstChunkUnits, maxUnits, new Extras(false, 0, 0, false, 0));
    }

    /// Each chunk has twice the units of the one before; the last is cut to the ceiling: 20 to 2000 makes
    /// 20, 40, 80, 160, 320, 640, 740.
    public HeapOptions doubling() {
        return with(
                new Extras(true, extras.shrinkAfterNanos, extras.headroomBytes, extras.checked, extras.sampleOneIn));
    }

    /// Gives a chunk's pages back to the system when no unit of it has been used for this long. The first chunk
    /// stays. Address range and handles stay too: the next use brings fresh pages.
    ///
    /// @param idle more than zero
    public HeapOptions shrinkAfter(Duration idle) {
        require(label, "idle time before shrinking", idle.isPositive(), "more than zero", idle);
        return with(
                new Extras(extras.doubling, idle.toNanos(), extras.headroomBytes, extras.checked, extras.sampleOneIn));
    }

    /// Bytes kept in front of each payload for headers that [Chain#prepend] puts there.
    ///
    /// @param headroomBytes zero or more
    public HeapOptions headroomBytes(int headroomBytes) {
        require(label, "headroom bytes", headroomBytes >= 0, "zero or more", headroomBytes);
        return with(new Extras(
                extras.doubling, extras.shrinkAfterNanos, headroomBytes, extras.checked, extras.sampleOneIn));
    }

    /// Checked mode: every holder has a handle of its own, use after release and double release throw and name
    /// both places, freed payload is poisoned, and units dropped while held are reported. Costs some
    /// microseconds per call.
    public HeapOptions checked(boolean on) {
        return with(new Extras(extras.doubling, extras.shrinkAfterNanos, extras.headroomBytes, on, extras.sampleOneIn));
    }

    /// Checks one unit in so many as [#checked(boolean)] does, and leaves the others at full speed but for
    /// one counter.
    ///
    /// @param oneIn at least 1; 0 switches it off
    public HeapOptions sampled(int oneIn) {
        require(label, "sampling, one in", oneIn >= 0, "zero or more", oneIn);
        return with(new Extras(extras.doubling, extras.shrinkAfterNanos, extras.headroomBytes, extras.checked, oneIn));
    }

    /// The heap's name.
    public String label() {
        return label;
    }

    /// Payload bytes of each unit.
    public int unitBytes() {
        return unitBytes;
    }

    /// Units of the first chunk.
    public int firstChunkUnits() {
        return firstChunkUnits;
    }

    /// The ceiling, in units.
    public int maxUnits() {
        return maxUnits;
    }

    /// Whether chunks double.
    public boolean isDoubling() {
        return extras.doubling;
    }

    /// Bytes in front of each payload.
    public int headroomBytes() {
        return extras.headroomBytes;
    }

    /// Whether all units are checked.
    public boolean isChecked() {
        return extras.checked;
    }

    /// How long a chunk must be idle before its pages are given back; zero: never.
    public long shrinkAfterNanos() {
        return extras.shrinkAfterNanos;
    }

    int sampleOneIn() {
        return extras.sampleOneIn;
    }

    /// The letters of a status report.
    String letters() {
        String letters = (extras.doubling ? "E" : "")
                + (extras.shrinkAfterNanos > 0 ? "S" : "")
                + (extras.checked ? "C" : extras.sampleOneIn > 0 ? "c" : "");
        return letters.isEmpty() ? "-" : letters;
    }

    private HeapOptions with(Extras changed) {
        return new HeapOptions(label, unitBytes, firstChunkUnits, maxUnits, changed);
    }

    private static void require(String label, String what, boolean holds, String wanted, Object got) {
        if (!holds) {
            throw new IllegalArgumentException("heap " + label + ": " + what + ": wanted " + wanted + ", got " + got);
        }
    }
}
