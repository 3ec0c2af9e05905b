// SPDX-License-Identifier: Apache-2.0
/// The terminal client: menus, and a full-screen mode.
///
/// Purpose: an ordinary client of the chat server, in a terminal.
/// Neighbours below: `protocols`, `runtime`. Thread: one that reads keys and one that reads the server.
@NullMarked
package dev.heddle.terminal;

import org.jspecify.annotations.NullMarked;
