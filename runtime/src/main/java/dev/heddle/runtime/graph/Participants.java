// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.graph;

/// Both ends of a session. Any thread.
///
/// @param local this end; [Participant#ANY] when it does not matter or is not known
/// @param remote the other end; likewise
public record Participants(Participant local, Participant remote) {
    private static final Participants UNKNOWN = new Participants(Participant.ANY, Participant.ANY);

    /// For an active open: whom to reach, from whichever local end.
    public static Participants to(Participant remote) {
        return new Participants(Participant.ANY, remote);
    }

    /// For a passive open: where to be reached, by whomever.
    public static Participants at(Participant local) {
        return new Participants(local, Participant.ANY);
    }

    /// Nothing is known of either end.
    public static Participants unknown() {
        return UNKNOWN;
    }

    @Override
    public String toString() {
        return local + " - " + remote;
    }
}
