// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.model.Conversation;

/// What the screen keeps of a conversation: which part is seen, and what was being typed there. Thread: the
/// loop.
final class Window {
    private final Conversation where;
    private final Viewport viewport;
    private String draft = "";

    Window(Conversation where, EntryLines lines) {
        this.where = where;
        this.viewport = new Viewport(where, lines);
    }

    Conversation where() {
        return where;
    }

    Viewport viewport() {
        return viewport;
    }

    String draft() {
        return draft;
    }

    void draft(String text) {
        draft = text;
    }
}
