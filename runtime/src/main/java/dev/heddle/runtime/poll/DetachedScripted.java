// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.util.concurrent.atomic.AtomicBoolean;

/// A scripted socket between two pollers; taken or closed exactly once.
final class DetachedScripted implements Detached {
    private final ScriptedNetwork network;
    private final ScriptedSocket socket;
    private final AtomicBoolean taken = new AtomicBoolean();

    DetachedScripted(ScriptedNetwork network, ScriptedSocket socket) {
        this.network = network;
        this.socket = socket;
    }

    ScriptedSocket take() {
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("a detached socket was adopted twice, or after it was closed");
        }
        return socket;
    }

    @Override
    public void close() {
        if (!taken.getAndSet(true)) {
            synchronized (network.lock) {
                socket.close(network);
            }
        }
    }
}
