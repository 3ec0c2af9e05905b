// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

/// A long answer that goes on as the asker's outbox drains, so that it costs the others nothing that they feel.
///
/// Thread: the hub. Between two steps anything may happen to users and channels: a cursor works on a snapshot,
/// or looks up again what it goes on with.
interface Cursor {
    /// Most lines of one step.
    int STEP_LINES = 64;

    /// Tells the next lines, at most about [#STEP_LINES]. Answers whether there is more.
    boolean step(Call call);
}
