// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.util.concurrent.atomic.AtomicInteger;

/// A Linux descriptor between two pollers; taken or closed exactly once.
final class DetachedDescriptor implements Detached {
    private final AtomicInteger fd;
    private final int flags;

    DetachedDescriptor(int fd, int flags) {
        this.fd = new AtomicInteger(fd);
        this.flags = flags;
    }

    int take() {
        int taken = fd.getAndSet(-1);
        if (taken < 0) {
            throw new IllegalStateException("a detached socket was adopted twice, or after it was closed");
        }
        return taken;
    }

    int flags() {
        return flags;
    }

    @Override
    public void close() {
        int taken = fd.getAndSet(-1);
        if (taken >= 0) {
            Libc.closeAnywhere(taken);
        }
    }
}
