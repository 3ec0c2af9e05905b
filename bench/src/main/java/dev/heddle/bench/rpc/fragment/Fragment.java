// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.fragment;

import dev.heddle.bench.rpc.Opening;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Messages larger than a datagram. Like the datagrams below they may be lost, doubled and reordered, but
/// never arrive in part; nothing is sent again here.
///
/// Thread: the loop. One layer may sit above. Limits: [FragmentOptions], with what happens at each.
///
/// ```
///  0        4       6       8
///  | number | index | count | the index-th of count pieces of message `number` of this peer
/// ```
public final class Fragment extends Protocol {
    static final int HEADER_BYTES = 8;

    private final FragmentOptions options;
    private final LongSessionMap sessions = longSessions();
    private @Nullable Reassembly reassembly;
    private @Nullable Protocol above;
    private int accepting;
    private long malformed;
    private long unsent;

    /// With these limits; one instance per loop.
    public Fragment(FragmentOptions options) {
        this.options = options;
    }

    @Override
    protected void onBuilt() {
        reassembly = new Reassembly(loop(), label(), options);
    }

    @Override
    protected void onClose() {
        reassembly().close();
    }

    @Override
    public Request<SessionRef> open(Protocol upper, Participants to) {
        claim(upper);
        return Opening.over(
                loop(), label() + " open " + to.remote(), below().open(this, to), lower -> session(lower, upper));
    }

    private SessionRef session(SessionRef lower, Protocol upper) {
        var there = sessions.find(lower.id());
        if (there != null) {
            lower.close(); // it has one
            return there;
        }
        return sessions.create(lower.id(), upper, new FragmentSession(this, lower));
    }

    @Override
    public void openEnable(Protocol upper, Participants local) {
        claim(upper);
        below().openEnable(this, local); // who enables what is counted there
        accepting++;
    }

    @Override
    public void openDisable(Protocol upper, Participants local) {
        below().openDisable(this, local);
        accepting--;
    }

    private void claim(Protocol upper) {
        if (above != null && above != upper) {
            throw new GraphException(
                    label() + ": one layer may sit above it, got " + upper.label() + " beside " + above.label());
        }
        above = upper;
    }

    /// Nothing to keep until a message comes.
    @Override
    public void openDone(Session lower) {}

    @Override
    public void demux(Session lower, Chain message) {
        if (sessions.pop(lower.id(), message)) {
            return;
        }
        var upper = above;
        if (upper == null || accepting == 0) {
            message.release();
            return;
        }
        try (var session = session(lower.duplicate(), upper)) {
            upper.openDone(session);
            if (!sessions.pop(lower.id(), message)) {
                message.release();
            }
        }
    }

    // ---- for its sessions

    FragmentOptions options() {
        return options;
    }

    Reassembly reassembly() {
        return Objects.requireNonNull(reassembly, "before its graph was built");
    }

    void malformed(Chain message) {
        malformed++;
        message.release();
    }

    void unsent() {
        unsent++;
    }

    // ---- counters

    /// Datagrams dropped because they are no fragments.
    public long malformed() {
        return malformed;
    }

    /// Messages dropped on the way down for want of a unit for a header.
    public long unsentMessages() {
        return unsent;
    }

    /// Messages dropped because a piece did not come in time, or because others needed the room.
    public long incompleteMessages() {
        return reassembly().dropped();
    }

    /// Fragments that wait for others.
    public int heldFragments() {
        return reassembly().held();
    }

    /// Sessions in use.
    public int sessionCount() {
        return sessions.size();
    }

    @Override
    public int headerBytesMax() {
        return HEADER_BYTES;
    }

    @Override
    public Service needs() {
        return Service.MESSAGES;
    }

    @Override
    public Service provides() {
        return Service.MESSAGES;
    }
}
