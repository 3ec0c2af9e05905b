// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// One end of a session, in the words of the layer that is asked to open it: an address and port, a channel
/// number. Any thread; a record with a readable [#toString()], because errors and reports print it.
public interface Participant {
    /// Stands for "whichever": the local end of an active open, the remote end of a passive one.
    Participant ANY = Anybody.ANY;

    @Override
    String toString();
}
