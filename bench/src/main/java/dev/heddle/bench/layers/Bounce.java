// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.layers;

import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.unit.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A top that sends each message back, as long as it is told to. Thread: the loop.
final class Bounce extends Protocol {
    private final BooleanSupplier again;
    private final List<SessionRef> held = new ArrayList<>();

    Bounce(BooleanSupplier again) {
        this.again = again;
    }

    @Override
    public void openDone(Session lower) {
        held.add(lower.duplicate());
    }

    @Override
    protected void onClose() {
        held.forEach(SessionRef::close);
    }

    @Override
    public void demux(Session lower, Chain message) {
        if (again.getAsBoolean()) {
            var pushed = lower.push(message);
            assert pushed != null;
        } else {
            message.release();
        }
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
