// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Where the answer to a [Query] goes: exactly one of the two methods is called, once.
///
/// Thread: a thread of the store, or the one that steps a [MemoryStore]; [#on] hops to another.
///
/// @param <T> what was asked for
public interface Answer<T> {
    /// The query ran.
    void done(T result);

    /// The query did not run, or failed.
    void failed(StoreFailure why);

    /// An answer made of two callbacks.
    static <T> Answer<T> of(Consumer<? super T> done, Consumer<? super StoreFailure> failed) {
        return new Answer<>() {
            @Override
            public void done(T result) {
                done.accept(result);
            }

            @Override
            public void failed(StoreFailure why) {
                failed.accept(why);
            }
        };
    }

    /// This answer, delivered through `executor` (a loop's door).
    default Answer<T> on(Executor executor) {
        return of(result -> executor.execute(() -> done(result)), why -> executor.execute(() -> failed(why)));
    }
}
