// SPDX-License-Identifier: Apache-2.0
/// The client with menus, for any terminal: one line after the other, nothing that a screen reader or a dumb
/// terminal could not show.
///
/// Neighbours below: `command`, `client`, `model`, `text`, `link`. Thread: the one that reads what is typed,
/// which may wait; what arrives is shown by another one ([Console], [Arrivals]). Reading order: [Console],
/// [Entrance], [Rooms], [Talk], [PastPages].
@NullMarked
package dev.heddle.terminal.menu;

import org.jspecify.annotations.NullMarked;
