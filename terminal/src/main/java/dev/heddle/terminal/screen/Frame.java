// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import java.util.List;
import org.jline.utils.AttributedString;

/// What the whole screen looks like. Any thread; immutable.
///
/// @param columns how wide it is
/// @param rows as many lines as it is high, each at most `columns` wide
/// @param cursorRow where the cursor is
/// @param cursorColumn where the cursor is
/// @param anew whether nothing of what is on the terminal can be relied on
/// @param bell whether the terminal makes itself heard
record Frame(int columns, List<AttributedString> rows, int cursorRow, int cursorColumn, boolean anew, boolean bell) {}
