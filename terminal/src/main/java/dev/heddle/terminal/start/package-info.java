// SPDX-License-Identifier: Apache-2.0
/// Which way of using the client a terminal gets.
///
/// Purpose: opens the terminal and chooses between menus and the full screen. Neighbours below: `screen`,
/// `menu`. Thread: the caller's, which waits until the user has enough.
@NullMarked
package dev.heddle.terminal.start;

import org.jspecify.annotations.NullMarked;
