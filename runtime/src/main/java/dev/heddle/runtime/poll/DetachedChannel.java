// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.util.concurrent.atomic.AtomicBoolean;

/// A channel between two selectors; taken or closed exactly once.
final class DetachedChannel implements Detached {
    private final SelectableChannel channel;
    private final AtomicBoolean taken = new AtomicBoolean();

    DetachedChannel(SelectableChannel channel) {
        this.channel = channel;
    }

    SelectableChannel take() {
        if (taken.getAndSet(true)) {
            throw new IllegalStateException("a detached socket was adopted twice, or after it was closed");
        }
        return channel;
    }

    @Override
    public void close() {
        if (!taken.getAndSet(true)) {
            try {
                channel.close();
            } catch (IOException failed) {
                throw new UncheckedIOException("close of a detached socket failed", failed);
            }
        }
    }
}
