// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import java.io.IOException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jspecify.annotations.Nullable;

/// Reads one line that nobody may see: nothing of it is written to the terminal, not even its length.
///
/// Backspace takes back a character, Ctrl+U everything. Thread: the one that reads what is typed. Limit:
/// [#CHARS_MAX] characters, further ones are not taken.
final class SecretLine {
    static final int CHARS_MAX = 500;
    private static final int END = -1;
    private static final int CTRL_C = 3;
    private static final int CTRL_D = 4;
    private static final int BACKSPACE = 8;
    private static final int CTRL_U = 21;
    private static final int DELETE = 127;

    private final Terminal terminal;
    private final StringBuilder typed = new StringBuilder();

    private SecretLine(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Asks for it.
    ///
    /// @return null when the user has ended the input
    static @Nullable String read(Terminal terminal, String prompt) {
        Attributes before = terminal.enterRawMode(); // before the prompt, which asks for the secret
        try {
            terminal.writer().print(prompt);
            terminal.flush();
            return new SecretLine(terminal).read();
        } catch (IOException closed) {
            return null;
        } finally {
            terminal.setAttributes(before);
            terminal.writer().println();
            terminal.flush();
        }
    }

    private @Nullable String read() throws IOException {
        while (true) {
            int c = terminal.reader().read();
            switch (c) {
                case '\r', '\n' -> {
                    return typed.toString();
                }
                case END, CTRL_C -> {
                    return null;
                }
                case CTRL_D -> {
                    if (typed.isEmpty()) {
                        return null;
                    }
                }
                case BACKSPACE, DELETE -> {
                    if (!typed.isEmpty()) {
                        typed.setLength(typed.offsetByCodePoints(typed.length(), -1));
                    }
                }
                case CTRL_U -> typed.setLength(0);
                default -> {
                    if (c >= ' ' && typed.length() < CHARS_MAX) {
                        typed.append((char) c);
                    }
                }
            }
        }
    }
}
