// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

import java.util.Arrays;

/// What each descriptor is ready for, made from edges: reported once, a descriptor stays ready until a call on
/// it has shown that there is no more.
///
/// The ready ones are a list, the one that was reported longest ago first, so that those which are always ready
/// do not keep others waiting when a wait reports only so many.
final class Levels {
    private static final byte LISTED = 4;
    private static final byte MORE_THAN_BYTES = 8;

    private byte[] states = new byte[64];
    private int[] list = new int[64];
    private int[] spare = new int[64];
    private int size;
    private int reported;

    void growTo(int length) {
        states = Arrays.copyOf(states, length);
    }

    /// The socket is closed or has left; its number may stand for another one next.
    void forget(int fd) {
        states[fd] &= LISTED;
    }

    /// `moreThanBytes`: an end, an error or urgent data, which a read stops at; then only one that would block has
    /// read all.
    void rise(int fd, int ops, boolean moreThanBytes) {
        int before = states[fd];
        states[fd] = (byte) (before | LISTED | ops | (moreThanBytes ? MORE_THAN_BYTES : 0));
        if ((before & LISTED) == 0) {
            append(fd);
        }
    }

    /// The last call for `op` moved fewer bytes than it was asked to.
    void stoppedShort(int fd, int op) {
        if ((states[fd] & MORE_THAN_BYTES) == 0) {
            states[fd] &= (byte) ~op;
        }
    }

    /// The last call for `op` would have blocked.
    void wouldBlock(int fd, int op) {
        states[fd] &= (byte) ~(op == Poller.READ ? Poller.READ | MORE_THAN_BYTES : op);
    }

    int ready(int fd) {
        return states[fd] & (Poller.READ | Poller.WRITE);
    }

    /// Starts a wait: leaves out who is not ready for what it wants; the rest of what was reported goes behind
    /// all others. True: somebody is ready already.
    boolean next(byte[] wanted) {
        int before = size;
        if (before == 0) {
            return false;
        }
        int[] old = list;
        list = spare;
        spare = old;
        size = 0;
        for (int i = 0; i < before; i++) {
            int fd = old[(i + reported) % before];
            if ((states[fd] & wanted[fd] & (Poller.READ | Poller.WRITE)) != 0) {
                append(fd);
            } else {
                states[fd] &= ~LISTED;
            }
        }
        return size > 0;
    }

    private void append(int fd) {
        if (size == list.length) {
            list = Arrays.copyOf(list, size * 2);
        }
        list[size++] = fd;
    }

    /// Ends a wait: how many of the list it reports, at most `most`.
    int report(int most) {
        reported = Math.min(size, most);
        return reported;
    }

    int reported(int index) {
        return list[index];
    }
}
