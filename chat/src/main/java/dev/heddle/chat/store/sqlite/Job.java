// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store.sqlite;

import dev.heddle.chat.store.Answer;
import dev.heddle.chat.store.Query;
import dev.heddle.chat.store.StoreEvent;

/// What waits in front of the writer.
sealed interface Job {
    /// An event and its place in the order.
    record Numbered(long sequence, StoreEvent event) implements Job {}

    /// A question, which the writer hands to the readers after the commit of what came before it.
    record Asked<T>(Query<T> query, Answer<? super T> answer) implements Job {}
}
