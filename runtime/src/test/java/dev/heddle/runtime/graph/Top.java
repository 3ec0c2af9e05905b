// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

import dev.heddle.runtime.unit.Chain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layer with nothing above it: it writes down what it is told, and keeps sessions if asked to.
final class Top extends Protocol {
    final List<String> events = new ArrayList<>();
    final List<SessionRef> kept = new ArrayList<>();
    private final Service service;
    boolean keeps = true;

    /// What the last call lent, to be misused after it.
    @Nullable
    Session lastLent;

    Runnable duringDemux = () -> {};

    Top(Service service) {
        this.service = service;
    }

    void enable(Participant local) {
        below().openEnable(this, Participants.at(local));
    }

    void disable(Participant local) {
        below().openDisable(this, Participants.at(local));
    }

    Protocol lower() {
        return below();
    }

    @Override
    public void openDone(Session lower) {
        events.add("openDone");
        if (keeps) {
            kept.add(lower.duplicate());
        }
    }

    @Override
    public void demux(Session lower, Chain message) {
        lastLent = lower;
        events.add("demux " + Texts.of(message));
        message.release();
        duringDemux.run();
    }

    @Override
    public void closeDone(Session lower) {
        events.add("closeDone");
    }

    @Override
    public void room(Session lower) {
        events.add("room");
    }

    @Override
    public Service needs() {
        return service;
    }

    @Override
    public Service provides() {
        return service;
    }
}
