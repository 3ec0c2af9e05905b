// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.net;

import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.poll.Poller;
import dev.heddle.runtime.poll.SocketFault;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// Accepts connections on one address for one layer. Thread: the loop.
///
/// Out of file descriptors: it stops to accept and tries again every [#RETRY_NANOS]; those who wait stay in the
/// kernel's backlog, whose limit is the refusal. Over the limit of connections: accepted, told so, closed.
final class Listener implements Socketed {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    static final long RETRY_NANOS = 100_000_000;

    /// Accepts per turn, so that a storm of connections cannot starve those that are there.
    private static final int ACCEPTS_MAX = 64;

    private final Streams streams;
    private final Protocol upper;
    private final int handle;
    private final TimerWatcher retry;
    private final Admission admission;
    private boolean open = true;

    /// What happens to an accepted socket; false: it was not wanted and is closed by the listener.
    interface Admission {
        void admit(int handle, Protocol upper);
    }

    Listener(Streams streams, Protocol upper, int handle, Admission admission) {
        this.streams = streams;
        this.upper = upper;
        this.handle = handle;
        this.admission = admission;
        this.retry = streams.loop().timer(streams.label() + " accept again", this::listen);
        streams.attach(handle, this);
        listen();
    }

    private void listen() {
        if (open) {
            streams.sockets().interest(handle, Poller.READ);
        }
    }

    /// Where it is bound, with the real port.
    Participant at() {
        return Streams.participant(streams.sockets().local(handle));
    }

    @Override
    public void onReady(boolean readable, boolean writable) {
        for (int i = 0; i < ACCEPTS_MAX && open; i++) {
            int accepted = streams.sockets().accept(handle);
            if (accepted == Poller.END) {
                return;
            }
            if (accepted < 0) {
                acceptFailed(streams.sockets().fault());
                return;
            }
            if (streams.counters().open >= streams.options().maxConnections()) {
                refuse(accepted);
            } else {
                admission.admit(accepted, upper);
            }
        }
    }

    private void acceptFailed(SocketFault fault) {
        switch (fault) {
            case TOO_MANY_FILES, NO_MEMORY -> {
                streams.sockets().interest(handle, 0);
                retry.startAfter(RETRY_NANOS);
                if (streams.counters().filesExhausted++ == 0) { // last: a logger without files may throw
                    LOG.log(System.Logger.Level.WARNING, "accept-pause label={0} fault={1}", streams.label(), fault);
                }
            }
            // One connection that was cut before it was accepted; the others wait on.
            default -> {}
        }
    }

    private void refuse(int accepted) {
        streams.counters().refused++;
        var text = streams.options().refusal();
        if (!text.isEmpty()) {
            try (var arena = Arena.ofConfined()) {
                var bytes = text.getBytes(StandardCharsets.UTF_8);
                var memory = arena.allocate(bytes.length);
                MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
                // Best effort: a fresh socket has room; whatever it does not take is not worth waiting for.
                streams.sockets().write(accepted, memory, 0, bytes.length);
            }
        }
        streams.sockets().close(accepted);
    }

    @Override
    public void cut() {
        if (open) {
            open = false;
            retry.stop();
            streams.detach(handle);
        }
    }

    @Override
    public String toString() {
        return "listener for " + upper.label();
    }
}
