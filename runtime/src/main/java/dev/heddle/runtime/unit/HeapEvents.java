// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;

/// The heaps' events for Java Flight Recorder. Nothing is made of them, and no recorder is started, while
/// none runs.
final class HeapEvents {
    private HeapEvents() {}

    @Name("dev.heddle.HeapGrowth")
    @Label("Heap Growth")
    @Category("Heddle")
    @Description("A unit heap made another chunk")
    static final class HeapGrowth extends Event {
        @Label("Heap")
        String heap = "";

        @Label("Units of the Chunk")
        int chunkUnits;

        @Label("Size of the Chunk")
        @DataAmount
        long chunkBytes;

        @Label("Units")
        int units;

        @Label("Ceiling")
        int maxUnits;
    }

    @Name("dev.heddle.AllocationRefused")
    @Label("Allocation Refused")
    @Category("Heddle")
    @Description("A unit heap at its ceiling refused an allocation, or a waiter's time ran out")
    static final class AllocationRefused extends Event {
        @Label("Heap")
        String heap = "";

        @Label("Units")
        int units;

        @Label("Ceiling")
        int maxUnits;
    }

    static void growth(HeapOptions options, int chunkUnits, long chunkBytes, int units) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        var event = new HeapGrowth();
        event.heap = options.label();
        event.chunkUnits = chunkUnits;
        event.chunkBytes = chunkBytes;
        event.units = units;
        event.maxUnits = options.maxUnits();
        event.commit();
    }

    static void refused(HeapOptions options, int units) {
        if (!FlightRecorder.isInitialized()) {
            return;
        }
        var event = new AllocationRefused();
        event.heap = options.label();
        event.units = units;
        event.maxUnits = options.maxUnits();
        event.commit();
    }
}
