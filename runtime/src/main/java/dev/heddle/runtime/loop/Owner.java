// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The right to touch what is confined to one loop or worker: a token, not a thread.
///
/// In production the token is held by the thread that called [#take()]. When a [Stepper] runs many owners on
/// one thread, the token moves with the step: while one of them runs, all the others' state is out of reach, as
/// it would be on real threads.
///
/// Any thread may ask; [#take()] and [#leave()] are for the thread that becomes or was the owner.
public final class Owner {
    private final String label;
    // Benign race: a thread can only ever find its own identity here if it wrote it itself.
    private @Nullable Thread thread;
    private @Nullable Baton baton;

    private Owner(String label) {
        this.label = Objects.requireNonNull(label, "label");
    }

    /// A token that nobody holds yet.
    public static Owner named(String label) {
        return new Owner(label);
    }

    /// Makes the calling thread the holder.
    public Owner take() {
        thread = Thread.currentThread();
        return this;
    }

    /// Gives the token up: nobody holds it until the next [#take()].
    public void leave() {
        thread = null;
    }

    /// Whether the caller may touch what this token guards.
    public boolean isHeld() {
        var turn = baton;
        return thread == Thread.currentThread() && (turn == null || turn.allows(this));
    }

    /// Throws `IllegalStateException` naming `what`, this owner and the caller unless the token is held.
    public void check(String what) {
        if (!isHeld()) {
            throw new IllegalStateException(refusal(what));
        }
    }

    /// The same for `label what`, of which the text is only made when it is needed.
    public void check(String label, String what) {
        if (!isHeld()) {
            throw new IllegalStateException(refusal(label + " " + what));
        }
    }

    private String refusal(String what) {
        var holder = thread;
        var turn = baton;
        String caller = turn != null && turn.holder() != null && holder == Thread.currentThread()
                ? turn.holder() + " (stepped)"
                : Thread.currentThread().getName();
        return what + ": wanted its owner " + label + " on thread " + (holder == null ? "(none)" : holder.getName())
                + ", was called from " + caller;
    }

    void stepWith(@Nullable Baton shared) {
        baton = shared;
    }

    /// The label given when it was made.
    @Override
    public String toString() {
        return label;
    }
}
