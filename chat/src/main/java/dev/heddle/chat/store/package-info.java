// SPDX-License-Identifier: Apache-2.0
/// What must survive: history, accounts, registered channels, server bans, read positions.
///
/// Below: `message`. Above: `hub`, `command`, `session`. The SQLite implementation lives in `store.sqlite`;
/// what is here are the contract, its values, the in-memory twin, and the arithmetic of passwords.
///
/// Thread: the hub's owner appends; anyone asks; answers come on a thread of the store (see
/// [dev.heddle.chat.store.Answer]).
///
/// Reading order: `Store`, `StoreEvent`, `Query`, `Answer`; `Place` and `HistoryEntry`; `MemoryStore`;
/// `PasswordHasher`, `Scram`.
@NullMarked
package dev.heddle.chat.store;

import org.jspecify.annotations.NullMarked;
