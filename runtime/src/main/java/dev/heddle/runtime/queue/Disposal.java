// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.queue;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The end of a queue's items.
final class Disposal {
    private Disposal() {}

    /// Disposes of items until there is none. A disposer that throws does not keep the rest from it: the first
    /// exception is thrown at the end, the others are attached.
    static <T> void all(Supplier<? extends @Nullable T> next, Consumer<? super T> disposer) {
        RuntimeException failure = null;
        T item;
        while ((item = next.get()) != null) {
            try {
                disposer.accept(item);
            } catch (RuntimeException e) {
                failure = chained(failure, e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /// The first exception, with the later one attached.
    static RuntimeException chained(@Nullable RuntimeException first, RuntimeException next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }
}
