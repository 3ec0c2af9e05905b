// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.rpc.channel;

import dev.heddle.bench.rpc.Opening;
import dev.heddle.runtime.graph.GraphException;
import dev.heddle.runtime.graph.LongSessionMap;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.request.Request;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.LocalHeap;
import dev.heddle.runtime.unit.Unit;
import java.util.LinkedHashMap;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Calls that run at most once, over messages that may be lost, doubled and reordered.
///
/// Thread: the loop. One layer may sit above. A session is a peer, in both directions; it has a fixed number
/// of channels, and one call at a time goes through each. Limits: [ChannelOptions].
///
/// ```
///  caller                               answerer
///    HELLO   my boot id          ──▶    remembers the caller under a new ticket
///    WELCOME ticket, channels    ◀──
///    REQUEST ticket, sequence    ──▶    executes it, if the ticket is the caller's and the number is new
///    REPLY or FAILURE            ◀──    and keeps the reply: the same number again gets it again
///    the next REQUEST, or an ACK ──▶    forgets the reply
/// ```
/// A request that comes again while it is worked on is answered by WORKING. A ticket is used by no other
/// caller and by no other run of the answerer; a request with a ticket that is not the caller's gets STALE
/// and is not executed. So what was sent to a peer that has restarted since fails, as perhaps executed.
/// There is no protection against forgery: whoever can send from the caller's address can pass for it.
public final class Channel extends Protocol {
    /* Why tickets, and not the boot ids alone: an answerer forgets a caller after a time. A request that was under way
     * all that time would otherwise find a fresh memory and run a second time. Tickets only grow, also over restarts,
     * because the first is made of the boot id; so does the caller's boot id, so that a late HELLO of an earlier run
     * cannot throw away what is remembered of the later one. */
    private static final int TICKETS_PER_BOOT_BITS = 20;

    private final ChannelOptions options;
    private final LongSessionMap sessions = longSessions();
    private final LinkedHashMap<Peer, Serving> remembered = new LinkedHashMap<>(16, 0.75f, true);
    final ChannelCounts counts = new ChannelCounts();
    private @Nullable LocalHeap units;
    private @Nullable TimerWatcher forgetting;
    private @Nullable Protocol above;
    private int accepting;
    private long boot;
    private long nextTicket;

    /// With these limits; one instance per loop.
    public Channel(ChannelOptions options) {
        this.options = options;
    }

    @Override
    protected void onBuilt() {
        units = options.heap().local();
        forgetting = loop().timer(label() + " forgets peers", this::forgetSilent);
        boot = options.boot() != 0 ? options.boot() : loop().epochMillis();
        nextTicket = boot << TICKETS_PER_BOOT_BITS;
    }

    @Override
    protected void onClose() {
        while (!remembered.isEmpty()) {
            forget(remembered.firstEntry().getKey());
        }
    }

    // ---- sessions

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
        return sessions.create(lower.id(), upper, new Peer(this, lower));
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

    // ---- who is remembered

    /// What is remembered of a caller that says hello: what there is, or something new; null: not welcome.
    @Nullable
    Serving welcome(Peer peer, Session session, long callersBoot) {
        var known = peer.serving();
        if (known != null && known.callersBoot() >= callersBoot) {
            return known.callersBoot() == callersBoot ? known : null;
        }
        if (known != null) {
            forget(peer);
        }
        if (accepting == 0 || remembered.size() >= options.answering().peersMax()) {
            counts.unwelcome++;
            return null;
        }
        var serving = new Serving(peer, session.duplicate(), callersBoot, nextTicket++);
        peer.serving(serving);
        remembered.put(peer, serving);
        if (remembered.size() == 1) {
            forgetting().startAfter(options.answering().remember().toNanos());
        }
        return serving;
    }

    /// The caller gave a sign of life.
    void heard(Peer peer) {
        var serving = remembered.get(peer); // makes it the last to be forgotten
        if (serving != null) {
            serving.heard(loop().nowNanos());
        }
    }

    private void forget(Peer peer) {
        var serving = remembered.remove(peer);
        if (serving != null) {
            peer.serving(null);
            serving.close();
        }
    }

    private void forgetSilent() {
        long remember = options.answering().remember().toNanos();
        while (!remembered.isEmpty()) {
            var oldest = remembered.firstEntry();
            long left = remember - (loop().nowNanos() - oldest.getValue().heardNanos());
            if (left > 0) {
                forgetting().startAfter(left);
                return;
            }
            forget(oldest.getKey());
        }
    }

    private TimerWatcher forgetting() {
        return Objects.requireNonNull(forgetting, "before its graph was built");
    }

    // ---- for its sessions

    ChannelOptions options() {
        return options;
    }

    Loop home() {
        return loop();
    }

    /// This side's boot id.
    long boot() {
        return boot;
    }

    /// A unit for a message without a body from above; null: none now.
    @Nullable
    Unit unit() {
        return Objects.requireNonNull(units, "before its graph was built").tryAllocate();
    }

    // ---- about the layer

    /// What has happened so far.
    public ChannelCounts counts() {
        return counts;
    }

    /// Callers whose last replies are remembered.
    public int rememberedPeers() {
        return remembered.size();
    }

    @Override
    public int headerBytesMax() {
        return Header.BYTES;
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
