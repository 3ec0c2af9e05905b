// SPDX-License-Identifier: Apache-2.0
/// The scripted mode: a small language of lines that drives real clients, for tests and for other programs.
///
/// Purpose: says what happens in a stable form, one line for each event, and ends with a clear message when
/// something expected does not happen. Neighbours below: `client`, `model`, `text`, `link`. Thread: the
/// script's own; each client has its loop. Reading order: [ScriptLine], [EventLines], [Person], [ScriptRunner].
@NullMarked
package dev.heddle.terminal.script;

import org.jspecify.annotations.NullMarked;
