// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import java.util.List;
import java.util.function.Consumer;

/// One command of the operator's socket while it runs: `CONSOLE word word …`, answered with `CONSOLE + :text`
/// for each line, `CONSOLE - :text` for what is wrong, and `CONSOLE = status` once at the end.
///
/// Thread: the hub. Limit: [#TEXT_CHARACTERS_MAX] of a line; longer text goes on in the next one.
final class Console {
    /// What a handler does with the words after its own.
    interface Handler {
        void handle(Console console);
    }

    /// A command of the console.
    ///
    /// @param words that it begins with, such as `accounts list`
    /// @param arguments as shown in the help; empty for none
    /// @param wanted fewest arguments
    /// @param summary one line for the help
    record Row(String words, String arguments, int wanted, String summary, Handler handler) {
        int wordCount() {
            return words.split(" ").length;
        }

        String usage() {
            return arguments.isEmpty() ? words : words + " " + arguments;
        }
    }

    private static final int TEXT_CHARACTERS_MAX = 100;

    private final Call call;
    private final List<String> arguments;

    /// @param arguments what follows the command's own words
    Console(Call call, List<String> arguments) {
        this.call = call;
        this.arguments = arguments;
    }

    Call call() {
        return call;
    }

    String argument(int index) {
        return index < arguments.size() ? arguments.get(index) : "";
    }

    /// The words from `index` on as one text.
    String rest(int index) {
        return index < arguments.size() ? String.join(" ", arguments.subList(index, arguments.size())) : "";
    }

    int count() {
        return arguments.size();
    }

    void tell(String text) {
        tell("+", text);
    }

    private void tell(String mark, String text) {
        int from = 0;
        do {
            int to = Math.min(text.length(), from + TEXT_CHARACTERS_MAX);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to--;
            }
            // A mark of its own says that the line goes on.
            call.say("CONSOLE", to < text.length() ? mark + mark : mark, text.substring(from, to));
            from = to;
        } while (from < text.length());
    }

    /// It is done.
    void done() {
        call.sayWords("CONSOLE", "=", "0");
    }

    /// The one line that says what was done.
    void done(String text) {
        tell(text);
        done();
    }

    /// It cannot be done.
    void refuse(String why) {
        tell("-", why);
        call.sayWords("CONSOLE", "=", "1");
    }

    /// Many lines, as fast as they are read, then the end.
    void done(List<String> lines) {
        call.answer(new Lines(this, lines), this::done);
    }

    /// Done, or refused, when it is known whether the store has it.
    Consumer<Boolean> kept(String text) {
        return kept -> {
            if (kept) {
                done(text);
            } else {
                refuse("The store did not take it; see the log");
            }
        };
    }

    private static final class Lines implements Cursor {
        private final Console console;
        private final List<String> lines;
        private int at;

        Lines(Console console, List<String> lines) {
            this.console = console;
            this.lines = lines;
        }

        @Override
        public boolean step(Call call) {
            int end = Math.min(lines.size(), at + STEP_LINES);
            while (at < end) {
                console.tell(lines.get(at++));
            }
            return at < lines.size();
        }
    }
}
