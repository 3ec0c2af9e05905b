// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.command.Completions;
import dev.heddle.terminal.model.Model;
import java.util.List;

/// Completes the word before the cursor; the next press takes the next possibility. Thread: the loop.
final class TabCompletion {
    private List<String> found = List.of();
    private int chosen;
    private int from;
    private int to;

    /// Any other key: the next press begins anew.
    void reset() {
        found = List.of();
    }

    /// Completes, or goes on to the next possibility.
    ///
    /// @param by 1 for the next, -1 for the one before
    void press(InputLine line, Model model, int by) {
        if (found.isEmpty()) {
            to = line.cursor();
            from = line.text().lastIndexOf(' ', to - 1) + 1;
            found = Completions.of(model, line.text().substring(from, to), from == 0);
            chosen = by > 0 ? -1 : 0;
        }
        if (found.isEmpty()) {
            return;
        }
        chosen = Math.floorMod(chosen + by, found.size());
        String word = found.get(chosen);
        line.replace(from, to, word);
        to = from + word.length();
    }
}
