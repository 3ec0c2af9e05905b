// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import java.util.List;

/// A command that begins with a slash. Any thread; immutable.
///
/// @param names the word after the slash, then others that mean the same
/// @param takes what follows it, for the help
/// @param help what it does, in a few words
/// @param action what it does
public record Command(List<String> names, String takes, String help, Action action) {
    /// What a command does. Thread: the client's loop.
    public interface Action {
        /// Does it, or tells the user why not.
        void run(Line line);
    }

    static Command of(String names, String takes, String help, Action action) {
        return new Command(List.of(names.split(" ")), takes, help, action);
    }

    /// The word after the slash.
    public String name() {
        return names.getFirst();
    }

    /// How it is used, in one line.
    public String usage() {
        return "/" + name() + (takes.isEmpty() ? "" : " " + takes);
    }
}
