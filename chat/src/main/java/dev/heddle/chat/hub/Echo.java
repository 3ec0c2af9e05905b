// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

/// What the client that caused a line sees of it.
///
/// @param kind what
/// @param sequence for [Kind#HELD]: what the store must have committed first
record Echo(Kind kind, long sequence) {
    enum Kind {
        NORMAL,
        NONE,
        HELD,
        LABELLED
    }

    /// The line like everybody else (or under its label).
    static final Echo NORMAL = new Echo(Kind.NORMAL, 0);
    /// Nothing: the client did not ask for echo-message.
    static final Echo NONE = new Echo(Kind.NONE, 0);
    /// The line under the command's label.
    static final Echo LABELLED = new Echo(Kind.LABELLED, 0);

    /// The line under the command's label, behind the barrier of `sequence`.
    static Echo labelled(long sequence) {
        return sequence == 0 ? LABELLED : new Echo(Kind.LABELLED, sequence);
    }

    /// The line, behind the barrier of `sequence`.
    static Echo held(long sequence) {
        return new Echo(Kind.HELD, sequence);
    }
}
