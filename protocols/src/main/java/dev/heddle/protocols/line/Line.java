// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.line;

import dev.heddle.runtime.graph.Enables;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.request.RequestState;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Gathered;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Cuts a stream into lines that end with LF or CRLF, and hands each to the layer above without its end:
/// lent, if that
/// is a [LineReader], else as a message. What is pushed passes through as it is, its line ends included.
///
/// Thread: the loop. A line inside one read is never copied; the beginning of one is kept in units of the
/// line heap until
/// the rest comes, and then put together in one buffer of the loop. A last line without an end is dropped.
/// Limit: [LineOptions#limitBytes()]. One layer sits above it.
public final class Line extends Protocol {
    private static final int POOLED_MAX = 256;

    private final LineOptions options;
    private final LongSessionMap sessions = longSessions();
    private final Enables<Participant> enables = new Enables<>("line");
    private final ArrayDeque<Gathered> pool = new ArrayDeque<>();
    private final MemorySegment assembly;
    private @Nullable LocalHeap units;
    private @Nullable Protocol upper;
    private long linesTooLong;

    private Line(LineOptions options) {
        this.options = options;
        // A line at the limit may have a carriage return behind it.
        this.assembly = Arena.ofAuto().allocate(options.limitBytes() + 1L, 64);
    }

    /// One instance per loop; the options and their heap may be shared.
    public static Line create(LineOptions options) {
        return new Line(options);
    }

    @Override
    protected void onBuilt() {
        units = options.heap().local();
    }

    @SuppressWarnings("ReferenceEquality") // a layer is equal to itself only
    private void above(Protocol layer) {
        if (upper != null && upper != layer) {
            throw new GraphException(
                    label() + ": wanted one layer above, got " + upper.label() + " and " + layer.label());
        }
        upper = layer;
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        above(upper);
        var opened = Promise.<SessionRef>create(loop(), label() + " open " + to.remote(), SessionRef::close);
        var lower = below().open(this, to);
        opened.onCancel(lower::cancel);
        lower.onEnd(ended -> {
            var session = ended.state() == RequestState.DONE ? ended.take() : null;
            if (session == null) {
                opened.fail(new GraphException(label() + ": open " + to.remote(), ended.failure()));
            } else {
                opened.done(sessions.create(session.id(), upper, new LineSession(this, session)));
            }
        });
        return opened;
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        above(upper);
        below().openEnable(this, local);
        enables.add(local.local(), upper);
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        enables.remove(local.local(), upper);
        below().openDisable(this, local);
    }

    @Override
    public void openDone(Session lower) {
        var layer = upper;
        if (layer == null) {
            return;
        }
        try (var session = sessions.create(lower.id(), layer, new LineSession(this, lower.duplicate()))) {
            layer.openDone(session);
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        if (!sessions.pop(lower.id(), message)) {
            message.release();
        }
    }

    @Override
    public void demux(Session lower, Unit unit, int fromBytes, int lengthBytes) {
        if (!sessions.pop(lower.id(), unit, fromBytes, lengthBytes)) {
            unit.release();
        }
    }

    @Override
    public void closeDone(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popCloseDone();
        }
    }

    @Override
    public void room(Session lower) {
        var session = sessions.weak(lower.id());
        if (session != null) {
            session.popRoom();
        }
    }

    @Override
    public Service needs() {
        return Service.STREAM;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }

    /// Lines that were longer than the limit.
    public long linesTooLong() {
        return linesTooLong;
    }

    // ---- for the sessions

    LineOptions options() {
        return options;
    }

    /// The layer above if it takes lines lent; null: it takes messages.
    @Nullable
    LineReader reader() {
        return upper instanceof LineReader reader ? reader : null;
    }

    LocalHeap heap() {
        var there = units;
        if (there == null) {
            throw new IllegalStateException("line: used before its graph was built");
        }
        return there;
    }

    MemorySegment assembly() {
        return assembly;
    }

    void countTooLong() {
        linesTooLong++;
    }

    Gathered takePartial() {
        var partial = pool.pollLast();
        return partial == null ? new Gathered() : partial;
    }

    void givePartial(Gathered partial) {
        partial.release();
        if (pool.size() < POOLED_MAX) {
            pool.addLast(partial);
        }
    }

    /// Hands kept bytes to their session again, later in the turn.
    void again(long lowerId, Runnable deliver) {
        loop().soon(() -> {
            if (sessions.weak(lowerId) != null) {
                deliver.run();
            }
        });
    }

    boolean popAgain(long lowerId, Unit unit, int fromBytes, int lengthBytes) {
        return sessions.pop(lowerId, unit, fromBytes, lengthBytes);
    }
}
