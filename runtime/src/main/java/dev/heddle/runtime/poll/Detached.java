// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.poll;

/// A socket on its way from one poller to another of the same backend; see [Poller#detach(int)].
///
/// Any thread may carry it; exactly one [Poller#adopt(Detached)] or one [#close()] must follow.
public interface Detached extends AutoCloseable {
    /// Closes the socket instead of handing it to a poller; idempotent, and nothing happens after it was
    /// adopted.
    @Override
    void close();
}
