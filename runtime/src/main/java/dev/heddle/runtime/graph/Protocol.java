// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.Owner;
import dev.heddle.runtime.request.Promise;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.Unit;
import org.jspecify.annotations.Nullable;

/// One layer of a graph: opens sessions for the layer above, and takes what the sessions of the layer below
/// bring.
///
/// Thread: the graph's loop; there is one instance per loop. Lifetime: made by the plan's supplier, usable from
/// [#onBuilt()] on, ended by [#onClose()].
///
/// A layer overrides what its place needs, and [GraphPlan#build] refuses a layer that does not: with something
/// below it, [#openDone] and one form of `demux`; with something above it, [#open], [#openEnable] and
/// [#openDisable].
public abstract class Protocol {
    private static final Owner NOBODY = Owner.named("graph that is not built");

    private @Nullable Place place;

    /* What every crossing asks, here and not in the place behind two more loads. */
    private Owner owner = NOBODY;
    private boolean watched;

    /// For the layers, which extend this.
    protected Protocol() {}

    /// Where a layer is once its graph is built.
    record Place(
            Graph graph,
            String label,
            @Nullable Protocol below,
            @Nullable CostMeter meter) {}

    void bind(Place at) {
        if (place != null) {
            throw new GraphException(
                    "layer " + at.label() + ": wanted a new protocol, got the one that is already " + place.label());
        }
        place = at;
        owner = at.graph().loop().owner();
        watched = at.meter() != null || at.graph().isChecked();
    }

    private Place place() {
        var at = place;
        if (at == null) {
            throw new IllegalStateException(getClass().getSimpleName() + ": used before its graph was built");
        }
        return at;
    }

    // ---- from above

    /// Opens a session actively, for the layer `upper`. The reference in the request is the opener's.
    public Request<SessionRef> open(Protocol upper, Participants to) {
        return refused("open " + to + " for " + upper.label());
    }

    /// Accepts sessions for `upper` from now on; [#openDone] of `upper` brings each. Counted, see [Enables].
    public void openEnable(Protocol upper, Participants local) {
        throw new GraphException(label() + ": openEnable wanted by " + upper.label() + ", is not offered");
    }

    /// Takes one enable back; with the last one nothing more is accepted. Sessions there are go on.
    public void openDisable(Protocol upper, Participants local) {
        throw new GraphException(label() + ": openDisable wanted by " + upper.label() + ", is not offered");
    }

    /// A typed question to the layer; by default the one below is asked.
    public <A extends @Nullable Object> A control(Control<A> ask) {
        var below = place().below();
        return below == null ? ask.unsupported() : below.control(ask);
    }

    // ---- from below

    /// A session that came from below, for an enable of this layer. It is lent: duplicate it to keep it.
    public void openDone(Session lower) {
        throw new GraphException(label() + ": openDone is not handled");
    }

    /// A message from below. The session is lent, the message is yours.
    public void demux(Session lower, Chain message) {
        message.release();
        throw new GraphException(label() + ": demux is not handled");
    }

    /// The same for one slice of a unit, without an object per message; one reference of the unit is yours, and
    /// the slice may be read until you release it. By default it becomes a chain.
    public void demux(Session lower, Unit unit, int fromBytes, int lengthBytes) {
        demux(lower, Slices.chain(unit, fromBytes, lengthBytes));
    }

    /// A request from below that wants a reply. The session is lent, the message yours. By default the
    /// request fails.
    public Request<Chain> callDemux(Session lower, Chain message) {
        message.release();
        return refused("callDemux");
    }

    /// The peer of this session has finished or is lost; by default nothing. What was pushed still goes out if
    /// it can. Close what you hold of it when you are ready.
    public void closeDone(Session lower) {}

    /// There is room again after [Push#FULL], or a backlog that lasted over turns has gone; by default nothing.
    public void room(Session lower) {}

    // ---- about the layer

    /// The most bytes that it puts in front of a message; see [Graph#headerBytesMax()].
    public int headerBytesMax() {
        return 0;
    }

    /// What it needs from below; not asked of the bottom.
    public abstract Service needs();

    /// What it provides above; not asked of a layer with nothing above.
    public abstract Service provides();

    /// Called once when the graph is built, the layer below first: timers and watchers are made here.
    protected void onBuilt() {}

    /// Called once when the graph closes, the layers above first, before what is left of the sessions is
    /// closed.
    protected void onClose() {}

    /// Its name in the plan.
    public final String label() {
        return place().label();
    }

    // ---- what a layer is given

    /// The layer that it sits on.
    protected final Protocol below() {
        var below = place().below();
        if (below == null) {
            throw new IllegalStateException("layer " + label() + ": wanted a layer below, is the bottom");
        }
        return below;
    }

    /// The loop that it lives on.
    protected final Loop loop() {
        return place().graph().loop();
    }

    /// Sessions by key, with a cache of idle ones; once, in the constructor or a field.
    protected final <K> SessionMap<K> sessions(SessionCache cache) {
        return new SessionMap<>(this, cache);
    }

    /// Sessions by number, most often the id of the session below.
    protected final LongSessionMap longSessions() {
        return new LongSessionMap(this);
    }

    /// A session of this layer that is in no map, with count 1, which is yours; see [#weak(SessionRef)].
    protected final SessionRef createSession(Protocol upper, SessionHandler handler) {
        return new SessionRef(new SessionCore(this, upper, handler));
    }

    /// A session of this layer without its reference, to deliver to it what its handler receives from outside.
    @SuppressWarnings("ReferenceEquality") // a layer is equal to itself only
    protected final WeakSession weak(SessionRef own) {
        if (own.layer() != this) {
            throw new IllegalArgumentException("layer " + label() + ": wanted a session of its own, got " + own);
        }
        return own.weak();
    }

    /// A request that has failed already because this layer does not do that.
    protected final <T> Request<T> refused(String operation) {
        var promise = Promise.<T>create(loop(), label() + " " + operation, value -> {});
        promise.fail(new GraphException(label() + ": " + operation + " is not offered"));
        return promise;
    }

    Graph graph() {
        return place().graph();
    }

    boolean isOnLoop() {
        return owner.isHeld();
    }

    /// Whether crossings are watched: lent sessions are revoked, or time is taken.
    boolean isWatched() {
        return watched;
    }

    @Nullable
    CostMeter meter() {
        return place().meter();
    }

    @Nullable
    Protocol belowOrNull() {
        return place().below();
    }

    @Override
    public String toString() {
        return place == null ? getClass().getSimpleName() : place.label();
    }
}
