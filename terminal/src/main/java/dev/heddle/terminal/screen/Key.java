// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

/// What a key means.
enum Key {
    /// Text to insert.
    TEXT,
    /// Text that was pasted.
    PASTE,
    ENTER,
    TAB,
    BACK_TAB,
    BACKSPACE,
    DELETE,
    LEFT,
    RIGHT,
    WORD_LEFT,
    WORD_RIGHT,
    HOME,
    END,
    KILL_TO_END,
    KILL_ALL,
    KILL_WORD,
    YANK,
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    OLDEST,
    NEWEST,
    NEXT_WINDOW,
    PREVIOUS_WINDOW,
    /// The next conversation with something unread.
    NEXT_UNREAD,
    /// The conversation of a number: the text.
    WINDOW,
    /// Everything is drawn again.
    REDRAW,
    HELP,
    /// The list of conversations is shown or not.
    LIST,
    /// The members are shown or not.
    MEMBERS,
    /// Ctrl+C.
    INTERRUPT,
    /// Ctrl+D.
    LEAVE,
    /// The terminal has ended.
    GONE
}
