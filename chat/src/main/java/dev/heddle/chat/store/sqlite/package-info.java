// SPDX-License-Identifier: Apache-2.0
/// The store on SQLite: one writer thread with group commit, read-only readers, one file in a locked data
/// directory.
///
/// ```
///  append ─┐                       ┌─▶ BatchWriter ─▶ HistoryTable, AccountTable, ChannelTable, ServerTable
///  ─▶
/// COMMIT
///  ask ────┴─▶ queue ─▶ StoreWriter┤                                                             settled,
///  wake-ups
///                                  └─▶ (questions, after the commit before them) ─▶ readers ─▶ StoreReader
///                                  ─▶ Answer
/// ```
/// Below: `store`, `message`; JDBC and the SQLite driver. Above: whoever wires a server.
///
/// Thread: see each class; a [java.sql.Connection] has one owner.
///
/// Reading order: `SqliteStore`, `StoreWriter`, `BatchWriter`, `HistoryTable`, `StoreReader`; `DataDirectory`,
/// `Schema`, `Database`.
@NullMarked
package dev.heddle.chat.store.sqlite;

import org.jspecify.annotations.NullMarked;
