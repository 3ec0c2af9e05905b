// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.text.SteadyText;

/// Texts of others as they may stand in a column. Any thread.
final class Shown {
    private Shown() {}

    /// A name, or another text that has no formatting.
    static String text(String text) {
        return SteadyText.of(SafeText.of(text));
    }

    /// A text without its formatting.
    static String plain(String text) {
        return SteadyText.of(Formatting.plain(text));
    }
}
