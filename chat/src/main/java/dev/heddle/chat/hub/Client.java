// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One connection, before and after it belongs to a user: its way out, its capabilities, what it monitors, the
/// label of the command that runs.
///
/// Thread: the hub.
public final class Client {
    private final long id;
    private final LoopPort loop;
    private final Outlet outlet;
    private final Framing framing;
    private Peer peer;
    private @Nullable User user;
    private int capabilities;
    private int visible;
    private boolean closed;
    private @Nullable Labelled labelled;
    private long told;
    private @Nullable Map<String, String> monitored;

    Client(long id, LoopPort loop, Outlet outlet, Framing framing, Peer peer) {
        this.id = id;
        this.loop = loop;
        this.outlet = outlet;
        this.framing = framing;
        this.peer = peer;
    }

    public long id() {
        return id;
    }

    public Peer peer() {
        return peer;
    }

    /// A gateway told who this client really is.
    public void peer(Peer other) {
        peer = other;
    }

    /// The user that this client speaks for; null before registration.
    public @Nullable User user() {
        return user;
    }

    public LoopPort loop() {
        return loop;
    }

    public Outlet outlet() {
        return outlet;
    }

    public boolean isClosed() {
        return closed;
    }

    public boolean has(Capability capability) {
        return capability.isIn(capabilities);
    }

    /// The bits of the capabilities.
    public int capabilities() {
        return capabilities;
    }

    /// The nick, or `*` before there is a user: the first parameter of a numeric.
    public String nickOrStar() {
        User known = user;
        return known == null ? "*" : known.nick();
    }

    /// Folded nick to nick as asked for; empty map for none.
    public Map<String, String> monitored() {
        return monitored == null ? Map.of() : monitored;
    }

    Framing framing() {
        return framing;
    }

    int visible() {
        return visible;
    }

    /// The bits that tell audiences apart: shared lines are never inside a batch.
    int sharedBits() {
        return visible & ~Visible.BATCH;
    }

    /// Whether it is told a message of several lines in one piece.
    boolean isTold(int visibleBit) {
        return (visible & visibleBit) != 0;
    }

    boolean isIn(Audience audience) {
        return audience.loop == loop && audience.framing == framing && audience.visible == sharedBits();
    }

    void user(@Nullable User owner) {
        user = owner;
    }

    void capabilities(int bits) {
        capabilities = bits;
        visible = (has(Capability.MESSAGE_TAGS) ? Visible.TAGS : 0)
                | (has(Capability.SERVER_TIME) ? Visible.TIME : 0)
                | (has(Capability.ACCOUNT_TAG) ? Visible.ACCOUNT : 0)
                | (has(Capability.EXTENDED_JOIN) ? Visible.JOIN : 0)
                | (has(Capability.BATCH) ? Visible.BATCH : 0)
                | (hasMultiline() ? Visible.MULTILINE : 0);
    }

    private boolean hasMultiline() {
        return has(Capability.MULTILINE) && has(Capability.BATCH) && has(Capability.MESSAGE_TAGS);
    }

    /// Whether this round of telling reaches the client for the first time.
    boolean toldIn(long round) {
        boolean first = told != round;
        told = round;
        return first;
    }

    void closed() {
        closed = true;
    }

    Map<String, String> monitoredForChange() {
        Map<String, String> known = monitored;
        if (known == null) {
            known = new LinkedHashMap<>();
            monitored = known;
        }
        return known;
    }

    void forgetMonitored() {
        monitored = null;
    }

    // --- labelled responses

    @Nullable
    Labelled labelled() {
        return labelled;
    }

    void labelled(@Nullable Labelled collector) {
        labelled = collector;
    }

    void collect(Line line) {
        collect(line, 0);
    }

    /// An answer that waits for the store to settle a sequence.
    void collect(Line line, long heldFor) {
        Labelled collector = labelled;
        if (collector != null) {
            collector.lines.add(line.copy().heldFor(heldFor));
        }
    }

    /// The answers to one labelled command, until it is known how many there are.
    static final class Labelled {
        final String label;
        final List<Line> lines = new ArrayList<>();
        /// The batch that the answers are in; null while they are collected, or if there is only one.
        @Nullable
        String reference;
        /// The last message that must wait for the store and has no echo to do so; 0 for none.
        long heldFor;

        Labelled(String label) {
            this.label = label;
        }
    }

    @Override
    public String toString() {
        return "client " + id + " " + peer.address() + " " + nickOrStar();
    }
}
