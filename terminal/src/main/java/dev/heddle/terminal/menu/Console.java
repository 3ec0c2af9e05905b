// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import java.util.List;
import java.util.Locale;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// Asks and tells in a terminal, line by line.
///
/// Thread: the questions, one; [#tell] any. Limit: [#LINE_CHARS_MAX] characters of a typed line, the rest is
/// dropped. What is typed as a secret is not shown and not remembered.
public final class Console {
    static final int LINE_CHARS_MAX = 5000;
    private static final int HISTORY_LINES = 500;

    private final Terminal terminal;
    private final LineReader reader;
    private final LineReader talk;

    /// Uses this terminal, which stays its owner's.
    ///
    /// @param completer for what is said; not for answers
    public Console(Terminal terminal, Completer completer) {
        this.terminal = terminal;
        this.reader = plain().variable(LineReader.HISTORY_SIZE, HISTORY_LINES).build();
        this.talk = plain().completer(completer)
                .variable(LineReader.HISTORY_SIZE, HISTORY_LINES)
                .option(LineReader.Option.ERASE_LINE_ON_FINISH, !isDumb())
                .option(LineReader.Option.AUTO_LIST, true)
                .build();
    }

    private LineReaderBuilder plain() {
        return LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("heddle chat")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true);
    }

    /// Whether what was written cannot be changed any more.
    boolean isDumb() {
        return terminal.getType().startsWith(Terminal.TYPE_DUMB);
    }

    /// The terminal.
    public Terminal terminal() {
        return terminal;
    }

    /// Asks for a line.
    ///
    /// @return what was typed, without spaces around it; null when the user has ended the input (Ctrl+D,
    ///     Ctrl+C)
    public @Nullable String ask(String prompt) {
        return read(reader, prompt);
    }

    /// Asks for something to say, with completion; on most terminals it is gone once it is typed, because it
    /// comes back as it was said.
    ///
    /// @return null when the user has ended the input
    public @Nullable String askForTalk(String prompt) {
        return read(talk, prompt);
    }

    private static @Nullable String read(LineReader reader, String prompt) {
        try {
            String line = reader.readLine(prompt).strip();
            return line.length() > LINE_CHARS_MAX ? line.substring(0, LINE_CHARS_MAX) : line;
        } catch (EndOfFileException | UserInterruptException ended) {
            return null;
        }
    }

    /// Asks for something that nobody may see.
    ///
    /// @return null when the user has ended the input
    public @Nullable String askSecret(String prompt) {
        return SecretLine.read(terminal, prompt);
    }

    /// Asks until one of the words is typed.
    ///
    /// @return its index; below zero when the user has ended the input
    public int choose(String prompt, List<List<String>> words) {
        while (true) {
            String typed = ask(prompt);
            if (typed == null) {
                return -1;
            }
            String word = typed.toLowerCase(Locale.ROOT);
            for (int i = 0; i < words.size(); i++) {
                if (words.get(i).contains(word)) {
                    return i;
                }
            }
            tell(typed.isEmpty() ? "Please choose." : "There is no choice '" + typed + "'.");
        }
    }

    /// Shows a line above what is being typed.
    public void tell(String line) {
        tell(new AttributedString(line));
    }

    /// Shows a line above what is being typed.
    public void tell(AttributedString line) {
        if (reader.isReading()) {
            reader.printAbove(line);
        } else if (talk.isReading()) {
            talk.printAbove(line);
        } else {
            line.println(terminal);
            terminal.flush();
        }
    }
}
