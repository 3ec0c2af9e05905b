// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import dev.heddle.app.operate.OperatorCommand;
import dev.heddle.app.serve.ConfigCommand;
import dev.heddle.app.serve.ServeCommand;
import dev.heddle.app.wsgi.WsgiCommand;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;

/// The `heddle` command.
///
/// The first argument names a subcommand; the rest is the subcommand's. Choosing costs one walk over a short
/// list and loads no class but the chosen one, because the time from exec to the open port is a promise of
/// `serve`.
public final class Main {
    /// The exit status for a command line that cannot be understood.
    static final int USAGE = 2;

    /// One line for each, in the order of the help text.
    static final List<Subcommand> SUBCOMMANDS = List.of(
            new Subcommand(
                    "serve",
                    "runs the chat server",
                    (args, out, err) -> ServeCommand.run(Version.current(), args, out, err)),
            new Subcommand("chat", "talks with a chat server, in a terminal", ChatCommand::run),
            new Subcommand(
                    "wsgi",
                    "serves a Python WSGI application",
                    (args, out, err) -> WsgiCommand.run(Version.current(), args, out, err)),
            new Subcommand(
                    "config",
                    "checks a configuration file, explains its keys",
                    (args, out, err) -> ConfigCommand.run(Version.current(), args, out, err)),
            operator("status", "what goes on inside a running server"),
            operator("accounts", "lists, makes, suspends and deletes accounts, resets passwords"),
            operator("channels", "lists channels, ends registrations, deletes histories"),
            operator("users", "lists who is connected, disconnects somebody"),
            operator("bans", "lists, places and lifts bans from the server"),
            operator("broadcast", "tells every user something"),
            operator("backup", "writes a copy of the database, also while the server runs"),
            operator("reload", "makes a running server load its configuration again"),
            operator("stop", "ends a running server"));

    private static Subcommand operator(String name, String summary) {
        return new Subcommand(name, summary, (args, out, err) -> OperatorCommand.run(name, args, System.in, out, err));
    }

    private final List<Subcommand> subcommands;
    private final PrintStream out;
    private final PrintStream err;

    Main(List<Subcommand> subcommands, PrintStream out, PrintStream err) {
        this.subcommands = subcommands;
        this.out = out;
        this.err = err;
    }

    /// Runs the command and ends the JVM with its exit status.
    public static void main(String[] args) {
        System.exit(new Main(SUBCOMMANDS, System.out, System.err).run(args));
    }

    int run(String... args) {
        if (args.length == 0) {
            help(err);
            return USAGE;
        }
        String first = args[0];
        if (first.equals("--version") || first.equals("-V")) {
            out.println("heddle " + Version.current());
            return 0;
        }
        if (first.equals("--help") || first.equals("-h") || first.equals("help")) {
            help(out);
            return 0;
        }
        for (Subcommand subcommand : subcommands) {
            if (subcommand.name().equals(first)) {
                return subcommand.run(Arrays.copyOfRange(args, 1, args.length), out, err);
            }
        }
        err.println("heddle: wanted a command, got '" + first + "'; heddle --help lists them");
        return USAGE;
    }

    private void help(PrintStream to) {
        to.println("usage: heddle COMMAND [ARGUMENT...]");
        to.println("       heddle --help | --version");
        to.println();
        int width = subcommands.stream()
                .mapToInt(subcommand -> subcommand.name().length())
                .max()
                .orElse(0);
        for (Subcommand subcommand : subcommands) {
            String pad = " ".repeat(width - subcommand.name().length());
            to.println("  " + subcommand.name() + pad + "  " + subcommand.summary());
        }
        if (!subcommands.isEmpty()) {
            to.println();
            to.println("heddle COMMAND --help tells what a command takes.");
        }
    }
}
