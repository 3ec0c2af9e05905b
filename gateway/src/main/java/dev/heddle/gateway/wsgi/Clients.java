// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import dev.heddle.gateway.python.Interpreter;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.net.Endpoint;
import org.jspecify.annotations.Nullable;

/// Address and port of the clients that were here last, as Python texts: a connection asks for them at each of its
/// requests.
///
/// Thread: who holds the interpreter's lock. Limit: [#PLACES] connections; a later one takes the place of an earlier.
final class Clients {
    private static final int PLACES = 1024;
    private static final int TRIES = 4;

    /// One client.
    ///
    /// @param ends its connection
    /// @param address REMOTE_ADDR; "" of a Unix socket
    /// @param port REMOTE_PORT; 0: it has none
    record Client(Participants ends, long address, long port) {}

    private final Interpreter interpreter;
    private final @Nullable Client[] places = new @Nullable Client[PLACES];

    Clients(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** The texts of a connection; borrowed until the lock is given up. */
    Client of(Participants ends) {
        int hash = System.identityHashCode(ends);
        int first = hash ^ hash >>> 10;
        int free = first & PLACES - 1;
        for (int i = TRIES - 1; i >= 0; i--) {
            int place = first + i & PLACES - 1;
            Client there = places[place];
            if (there == null) {
                free = place;
            } else if (there.ends() == ends) {
                return there;
            }
        }
        forget(places[free]);
        var made = ends.remote() instanceof Endpoint peer
                ? new Client(ends, interpreter.text(peer.host()), interpreter.text(String.valueOf(peer.port())))
                : new Client(ends, interpreter.text(""), 0);
        places[free] = made;
        return made;
    }

    private void forget(@Nullable Client earlier) {
        if (earlier != null) {
            interpreter.api().decRef(earlier.address());
            if (earlier.port() != 0) {
                interpreter.api().decRef(earlier.port());
            }
        }
    }
}
