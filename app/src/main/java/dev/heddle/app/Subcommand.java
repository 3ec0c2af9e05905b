// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.function.Supplier;
import picocli.CommandLine;

/// One word that may follow `heddle`.
///
/// @param name the word
/// @param summary one line for the list of commands, without a full stop
/// @param action what it does; a lambda or method reference, so that its class is loaded only when it is chosen
record Subcommand(String name, String summary, Action action) {
    /// What a subcommand does.
    interface Action {
        /// Runs to the end and answers the exit status: 0 done, 1 failed, 2 not understood.
        int run(String[] args, PrintStream out, PrintStream err);
    }

    /// A subcommand whose arguments are described by picocli's annotations on a `Callable<Integer>` or
    /// `Runnable`. That costs some ten milliseconds of reflection at the start; `serve` reads its few arguments
    /// by itself instead.
    static Subcommand annotated(String name, String summary, Supplier<?> command) {
        return new Subcommand(
                name,
                summary,
                (args, out, err) -> new CommandLine(command.get())
                        .setCommandName("heddle " + name)
                        .setOut(new PrintWriter(out, true, out.charset()))
                        .setErr(new PrintWriter(err, true, err.charset()))
                        .execute(args));
    }

    int run(String[] args, PrintStream out, PrintStream err) {
        return action.run(args, out, err);
    }
}
