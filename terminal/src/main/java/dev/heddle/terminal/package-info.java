// SPDX-License-Identifier: Apache-2.0
/// The terminal client: an ordinary client of an IRC server, in a terminal. Each floor is a package below.
///
/// Purpose: menus for a plain terminal, a full-screen mode, and a script mode that tests drive. Neighbours
/// below: `protocols`, `runtime`. Thread: see each package. Reading order: `wire`, `text`, `client`, `command`,
/// then `script`, `menu`, `screen`, `start`.
@NullMarked
package dev.heddle.terminal;

import org.jspecify.annotations.NullMarked;
