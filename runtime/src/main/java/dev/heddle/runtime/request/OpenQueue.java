// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.request;

/// A queue that its loop closes at its own end, if nobody has done it before.
interface OpenQueue extends AutoCloseable {
    @Override
    void close();
}
