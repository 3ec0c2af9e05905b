// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import org.jspecify.annotations.Nullable;

/// The mark of a thread that must not block now: a loop inside its turn.
///
/// Whoever runs callbacks that must not block puts the mark up around them; every blocking method of the
/// runtime asks [#check(String)] first. It lives on the lowest floor so that all above can use it.
///
/// Any thread, about its own mark only. Marks nest: [#enter(String)] answers what was there before.
public final class NonBlocking {
    private static final ThreadLocal<String> MARK = new ThreadLocal<>();

    private NonBlocking() {}

    /// Marks the calling thread.
    ///
    /// @param label who must not be blocked, for messages: `"loop l0"`
    /// @return the mark before, for [#exit(String)]; null: there was none
    public static @Nullable String enter(String label) {
        String before = MARK.get();
        MARK.set(label);
        return before;
    }

    /// Puts back the mark that [#enter(String)] answered.
    public static void exit(@Nullable String before) {
        if (before == null) {
            MARK.remove();
        } else {
            MARK.set(before);
        }
    }

    /// The calling thread's mark; null: it may block.
    public static @Nullable String label() {
        return MARK.get();
    }

    /// Throws if the calling thread is marked. Called before blocking, so nothing has happened yet.
    ///
    /// @param what the call that would block, with the label of its object
    /// @throws IllegalStateException naming the call, the mark and the thread
    public static void check(String what) {
        String label = label();
        if (label != null) {
            throw new IllegalStateException(what + " would block: wanted a thread that may wait, got " + label
                    + " on thread " + Thread.currentThread().getName());
        }
    }
}
