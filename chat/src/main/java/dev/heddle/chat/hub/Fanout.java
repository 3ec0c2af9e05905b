// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.runtime.unit.Allocator;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Encodes lines and hands them to the loops: a channel's lines of a turn in one piece per audience, lines for
/// single clients at once.
///
/// Thread: the hub. Order, the one rule: before a single client is told anything, the open batches of the
/// channels that it is in are handed over. So each client sees its own answers and each channel's lines in the
/// order of the hub; only lines of different channels within one turn may change places.
/// Units: one at a time is filled; slices of it are retained per recipient, and the fan-out's own reference
/// goes at the end of the turn.
final class Fanout {
    private static final int BATCH_BYTES_MAX = 64 * 1024;
    private static final int KEPT_BYTES_MAX = 4096;
    private static final int RESERVE_UNITS = 32;

    private final Allocator heap;
    private final List<LoopPort> loops = new ArrayList<>();
    private final Encoder encoder = new Encoder();
    private final ArrayList<Channel> dirty = new ArrayList<>();
    private byte[] framed = new byte[1024];
    private @Nullable Unit unit;
    private int used;
    private final ArrayDeque<Unit> reserve = new ArrayDeque<>();
    private final SharedSlices shared = new SharedSlices();
    private final SliceRun run = new SliceRun();

    Fanout(Allocator heap) {
        this.heap = heap;
    }

    void addLoop(LoopPort loop) {
        if (!loops.contains(loop)) {
            loops.add(loop);
        }
    }

    // --- channels

    /// To every member whose class has exactly `bits` among `mask`. `actor` (may be null) is the client that
    /// caused it: it is left out if `mode` says so, gets it held, or under its label.
    void toChannel(Channel channel, Line line, int mask, int bits, @Nullable Client actor, Echo echo) {
        Audience[] audiences = channel.audiences();
        boolean labelled = actor != null && actor.labelled() != null && echo != Echo.NONE;
        for (int i = 0; i < channel.audienceCount(); i++) {
            Audience audience = audiences[i];
            if ((audience.visible & mask) == bits && audience.count() > 0) {
                int from = audience.length;
                append(audience, line);
                if (actor != null && actor.isIn(audience) && isMember(channel, actor)) {
                    exceptActor(
                            audience,
                            from,
                            line,
                            actor,
                            labelled && echo.kind() != Echo.Kind.LABELLED ? Echo.LABELLED : echo);
                }
                markDirty(channel, audience);
            }
        }
    }

    /// Who speaks from outside is of the same kind as some members, and yet none of them.
    private static boolean isMember(Channel channel, Client actor) {
        User user = actor.user();
        return user != null && channel.member(user) != null;
    }

    private void exceptActor(Audience audience, int from, Line line, Client actor, Echo echo) {
        switch (echo.kind()) {
            case NORMAL -> {}
            case NONE -> audience.except(actor.outlet(), from, audience.length, 0);
            case HELD -> audience.except(actor.outlet(), from, audience.length, echo.sequence());
            case LABELLED -> {
                audience.except(actor.outlet(), from, audience.length, 0);
                actor.collect(line, echo.sequence());
            }
        }
    }

    private void append(Audience audience, Line line) {
        int length = encoder.encode(line, audience.visible);
        int at = audience.room(length + audience.framing.overheadBytes());
        audience.lineEndsAt(at + audience.framing.frame(encoder.bytes(), length, audience.bytes, at));
    }

    private void markDirty(Channel channel, Audience audience) {
        if (!channel.dirty) {
            channel.dirty = true;
            dirty.add(channel);
        }
        if (audience.length > BATCH_BYTES_MAX) {
            flush(channel);
        }
    }

    /// Hands the channel's open batches over.
    void flush(Channel channel) {
        if (channel.dirty) {
            channel.dirty = false;
            dirty.remove(channel);
            handOver(channel);
        }
    }

    private void handOver(Channel channel) {
        run.handOver();
        for (int i = 0; i < channel.audienceCount(); i++) {
            Audience audience = channel.audiences()[i];
            if (audience.length > 0) {
                audience.loop.fanOut(
                        new Delivery(audience.outlets(), audience.count(), pack(audience), audience.exceptions));
                audience.clear(KEPT_BYTES_MAX);
            }
        }
    }

    /// Copies an audience's lines into units, cut at line ends.
    private Delivery.Parts pack(Audience audience) {
        Delivery.Parts parts = new Delivery.Parts();
        int from = 0;
        int line = 0;
        while (from < audience.length) {
            Unit into = unitWith(audience.ends[line] - from);
            int room = into.capacityBytes() - used;
            int to = audience.ends[line];
            while (++line < audience.lines && audience.ends[line] - from <= room) {
                to = audience.ends[line];
            }
            MemorySegment.copy(audience.bytes, from, into.payload(), ValueLayout.JAVA_BYTE, used, to - from);
            parts.add(into.retain(), used, to - from);
            used += to - from;
            from = to;
        }
        return parts;
    }

    /// Hands over what this client must have seen before it is told something else.
    void flushFor(Client client) {
        if (dirty.isEmpty()) {
            return;
        }
        User user = client.user();
        if (user == null) {
            return;
        }
        for (int i = 0; i < dirty.size(); ) {
            Channel channel = dirty.get(i);
            if (channel.member(user) != null) {
                flush(channel);
            } else {
                i++;
            }
        }
    }

    // --- single clients

    /// To one client, in its place; a labelled command's answers are collected instead.
    void toClient(Client client, Line line) {
        Client.Labelled labelled = client.labelled();
        if (labelled == null) {
            send(client, line, 0);
        } else if (labelled.reference == null) {
            client.collect(line);
        } else {
            send(client, line.batchIfNone(labelled.reference), 0);
        }
    }

    /// To one client past its collector, held for `sequence` if that is not 0.
    void send(Client client, Line line, long sequence) {
        if (client.isClosed()) {
            return;
        }
        flushFor(client);
        int length = encoder.encode(line, client.visible());
        int bytes = frame(client.framing(), length);
        Unit into = unitWith(bytes);
        MemorySegment.copy(framed, 0, into.payload(), ValueLayout.JAVA_BYTE, used, bytes);
        if (sequence == 0) {
            run.add(client, into, used, bytes);
        } else {
            run.handOver();
            client.loop().hold(client.outlet(), sequence, into.retain(), used, bytes);
        }
        used += bytes;
    }

    /// Replaces what a client's outlet holds for `sequence`, or will hold when its channels are handed over.
    void replaceHeld(Client client, Line line, long sequence) {
        flushFor(client);
        int length = encoder.encode(line, client.visible());
        int bytes = frame(client.framing(), length);
        Unit into = unitWith(bytes);
        MemorySegment.copy(framed, 0, into.payload(), ValueLayout.JAVA_BYTE, used, bytes);
        run.handOver();
        client.loop().replaceHeld(client.outlet(), sequence, into.retain(), used, bytes);
        used += bytes;
    }

    /// Starts a line that goes to many single clients: equal classes share one encoding until the next call.
    void beginShared() {
        shared.clear();
    }

    /// The line of the last [#beginShared] to one more client.
    void toShared(Client client, Line line) {
        if (client.isClosed()) {
            return;
        }
        if (client.labelled() != null) {
            client.collect(line);
            return;
        }
        flushFor(client);
        int at = shared.find(client.framing(), client.visible(), unit);
        if (at < 0) {
            int bytes = frame(client.framing(), encoder.encode(line, client.visible()));
            Unit into = unitWith(bytes);
            MemorySegment.copy(framed, 0, into.payload(), ValueLayout.JAVA_BYTE, used, bytes);
            at = shared.add(client.framing(), client.visible(), into, used, bytes);
            used += bytes;
        }
        shared.append(at, client, run);
    }

    private int frame(Framing framing, int length) {
        if (framed.length < length + framing.overheadBytes()) {
            framed = new byte[(length + framing.overheadBytes()) * 2];
        }
        return framing.frame(encoder.bytes(), length, framed, 0);
    }

    // --- units and turns

    private Unit unitWith(int bytes) {
        Unit current = unit;
        if (current != null && current.capacityBytes() - used >= bytes) {
            return current;
        }
        dropUnit();
        Unit fresh = heap.tryAllocate();
        if (fresh == null) {
            fresh = reserve();
        }
        if (fresh.capacityBytes() < bytes) {
            fresh.release();
            throw new IllegalStateException("batch: wanted room for a line of " + bytes + " bytes, a unit has less");
        }
        unit = fresh;
        return fresh;
    }

    /// The heap is at its ceiling: the turn ends with the reserve, and [#isStarved] holds the next commands
    /// back.
    private Unit reserve() {
        Unit kept = reserve.pollLast();
        if (kept == null) {
            throw new IllegalStateException("batch: the heap is at its ceiling and the reserve of " + RESERVE_UNITS
                    + " units is used up within one turn");
        }
        return kept;
    }

    /// Whether no more commands should be taken until units come back.
    boolean isStarved() {
        while (reserve.size() < RESERVE_UNITS) {
            Unit more = heap.tryAllocate();
            if (more == null) {
                return true;
            }
            reserve.addLast(more);
        }
        return false;
    }

    /// Gives the reserve back; nothing may be sent afterwards.
    void close() {
        endOfTurn();
        for (Unit kept : reserve) {
            kept.release();
        }
        reserve.clear();
    }

    private void dropUnit() {
        Unit current = unit;
        if (current != null) {
            unit = null;
            used = 0;
            shared.clear();
            current.release();
        }
    }

    /// Hands over what this client has been told so far, and closes its outlet.
    void close(Client client) {
        run.handOver();
        client.loop().close(client.outlet());
    }

    /// Every held echo up to `sequence` may leave.
    void settled(long sequence) {
        run.handOver();
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).settled(sequence);
        }
    }

    void endOfTurn() {
        for (int i = 0; i < dirty.size(); i++) {
            Channel channel = dirty.get(i);
            channel.dirty = false;
            handOver(channel);
        }
        dirty.clear();
        run.handOver();
        dropUnit();
        for (int i = 0; i < loops.size(); i++) {
            loops.get(i).endOfTurn();
        }
    }

    /// The encodings of one line that were made so far.
    private static final class SharedSlices {
        private static final int MAX = 16;
        private final @Nullable Framing[] framings = new @Nullable Framing[MAX];
        private final int[] visible = new int[MAX];
        private final @Nullable Unit[] units = new @Nullable Unit[MAX];
        private final int[] offset = new int[MAX];
        private final int[] length = new int[MAX];
        private int count;

        void clear() {
            count = 0;
        }

        int find(Framing framing, int bits, @Nullable Unit current) {
            for (int i = 0; i < count; i++) {
                if (framings[i] == framing && visible[i] == bits && units[i] == current) {
                    return i;
                }
            }
            return -1;
        }

        int add(Framing framing, int bits, Unit into, int at, int bytes) {
            int i = count == MAX ? 0 : count++;
            framings[i] = framing;
            visible[i] = bits;
            units[i] = into;
            offset[i] = at;
            length[i] = bytes;
            return i;
        }

        void append(int i, Client client, SliceRun run) {
            Unit into = units[i];
            if (into != null) {
                run.add(client, into, offset[i], length[i]);
            }
        }
    }
}
