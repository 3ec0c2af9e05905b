// SPDX-License-Identifier: Apache-2.0
/// What every way to use the client has in common: the commands that begin with a slash and the words for what
/// happens.
///
/// Neighbours below: `client`, `model`, `text`, `wire`. Thread: the client's loop. Reading order: [Ui],
/// [Command], [CommandTable], [EntryWords].
@NullMarked
package dev.heddle.terminal.command;

import org.jspecify.annotations.NullMarked;
