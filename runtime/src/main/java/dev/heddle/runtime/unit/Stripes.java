// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.unit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A heap's local heaps, one per thread that asked for one.
///
/// Thread: under the heap's lock, except [#mine()], [#bind] and [#made()].
final class Stripes {
    private static final int GUESSES = 64;

    @SuppressWarnings("ThreadLocalUsage") // one per heap, on purpose
    private final ThreadLocal<@Nullable LocalHeap> locals = new ThreadLocal<>();

    /* A guess before the thread-local is asked: whoever binds one last writes it, and a wrong one is seen to be wrong,
    because only its own thread ever writes a local heap's thread. */
    private final @Nullable LocalHeap[] guesses = new LocalHeap[GUESSES];

    private final List<LocalHeap> all = new ArrayList<>();
    private volatile int made;

    /// The calling thread's, if it has one.
    @Nullable
    LocalHeap mine() {
        Thread self = Thread.currentThread();
        LocalHeap guess = guesses[(int) self.threadId() & GUESSES - 1];
        if (guess != null && guess.thread() == self) {
            return guess;
        }
        return self.isVirtual() ? null : locals.get();
    }

    /// Makes it the calling thread's, or with null nobody's.
    void bind(@Nullable LocalHeap mine) {
        guesses[(int) Thread.currentThread().threadId() & GUESSES - 1] = mine;
        if (mine == null) {
            locals.remove();
        } else {
            locals.set(mine);
        }
    }

    /// How many were ever made.
    int made() {
        return made;
    }

    LocalHeap add(UnitHeap heap, Depot depot, Thread thread) {
        var stripe = new LocalHeap(heap, depot, thread, made);
        made = stripe.number() + 1; // one writer at a time
        all.add(stripe);
        return stripe;
    }

    void remove(LocalHeap stripe) {
        all.remove(stripe);
    }

    /// Puts what lies in their inboxes into the store.
    void emptyInboxes(UnitStore store) {
        for (LocalHeap stripe : all) {
            store.pushAll(stripe.inbox.take());
        }
    }

    /// Takes over what ended threads had at hand. Seeing that a thread has ended, we see all that it did.
    void reap() {
        for (int i = all.size() - 1; i >= 0; i--) {
            LocalHeap stripe = all.get(i);
            if (!stripe.isThreadAlive()) {
                all.remove(i);
                stripe.retire();
            }
        }
    }
}
