// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

/// A key that was pressed. Any thread.
///
/// @param key what it means
/// @param text what was typed or pasted; empty for most keys
record Press(Key key, String text) {
    static Press of(Key key) {
        return new Press(key, "");
    }
}
