// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.operate;

import dev.heddle.chat.message.MessageParser;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/// Somebody who carries out an operator's commands: a running server, or this process.
interface Console extends AutoCloseable {
    /// Sends one command and reads its answer.
    ///
    /// @param words the command and its arguments; none is empty
    /// @return 0: done; 1: it could not be
    int run(List<String> words, Answers answers) throws IOException;

    @Override
    void close() throws IOException;

    /// Reads the lines that come back (see [dev.heddle.chat.command.ConsoleCommand]) and prints what they say.
    final class Answers implements Consumer<String> {
        private static final String FRAME = " CONSOLE ";

        private final PrintStream out;
        private final PrintStream err;
        private final StringBuilder begun = new StringBuilder();
        private int status = -1;

        Answers(PrintStream out, PrintStream err) {
            this.out = out;
            this.err = err;
        }

        /// The exit status; -1 until the last line has come.
        int status() {
            return status;
        }

        /// One line without its end.
        @Override
        public void accept(String line) {
            if (status >= 0) {
                return; // the farewell
            }
            int frame = line.indexOf(FRAME);
            if (!line.startsWith(":") || frame < 0) {
                if (line.startsWith("ERROR")) {
                    err.println(line);
                    status = 1;
                }
                return;
            }
            String said = line.substring(frame + FRAME.length());
            int space = said.indexOf(' ');
            String mark = space < 0 ? said : said.substring(0, space);
            String text = space < 0 ? "" : said.substring(space + 1);
            switch (mark) {
                case "=" -> status = text.equals("0") ? 0 : 1;
                case "++", "--" -> begun.append(text(text));
                case "+" -> out.println(begun.append(text(text)));
                default -> err.println(begun.append(text(text)));
            }
            if (mark.length() == 1) {
                begun.setLength(0);
            }
        }

        private static String text(String trailing) {
            return trailing.startsWith(":") ? trailing.substring(1) : trailing;
        }
    }

    /// The command as the line that both understand. Words with spaces are several, unless they come last.
    ///
    /// @throws IllegalArgumentException when a line cannot carry it
    static String line(List<String> words) {
        var line = new StringBuilder("CONSOLE");
        for (int i = 0; i < words.size(); i++) {
            var word = words.get(i);
            boolean last = i == words.size() - 1;
            if (word.isBlank() || word.chars().anyMatch(c -> c < ' ') || word.startsWith(":") && !last) {
                throw new IllegalArgumentException("'" + word + "': wanted a word of printable characters");
            }
            boolean trailing = last && (word.indexOf(' ') >= 0 || word.startsWith(":"));
            line.append(' ').append(trailing ? ":" : "").append(word);
        }
        int bytes = line.toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MessageParser.BODY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "wanted at most " + MessageParser.BODY_BYTES_MAX + " bytes, got " + bytes);
        }
        return line.toString();
    }
}
