// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.script.ScriptRunner;
import dev.heddle.terminal.start.Interactive;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// `heddle chat`: the terminal client.
final class ChatCommand {
    private static final String USAGE = """
            usage: heddle chat [--server HOST[:PORT]] [--tls | --plain] [--nick NAME] [--settings DIR]
                               [--menu] [--script FILE]

            A client for the chat server, or for any IRC server.

              --server HOST[:PORT]  the server; this machine's, if nothing is said
              --tls, --plain        encrypted or not; if nothing is said, encrypted, but not to this machine
              --nick NAME           the name to log in with, suggested where one is asked for
              --settings DIR        where trusted certificates, channels and mutes are remembered
              --menu                menus, line by line, instead of the full screen
              --script FILE         runs a script of the client's own language; - reads it from standard input

            Standard input need not be a terminal. The manual is docs/manual/terminal.md.""";

    private final PrintStream out;
    private final PrintStream err;
    private String server = "127.0.0.1";
    private @Nullable Boolean tls;
    private String nick = "";
    private @Nullable Path settings;
    private @Nullable String script;
    private boolean menu;

    private ChatCommand(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /// Runs it.
    ///
    /// @return 0: it was left in peace, or the script went as it says; 1: it did not; 2: the arguments or the
    ///     script are not understood
    static int run(String[] args, PrintStream out, PrintStream err) {
        var command = new ChatCommand(out, err);
        int status = command.parse(args);
        return status >= 0 ? status : command.start();
    }

    private int parse(String[] args) {
        for (int i = 0; i < args.length; i++) {
            String argument = args[i];
            switch (argument) {
                case "--help", "-h" -> {
                    out.println(USAGE);
                    return 0;
                }
                case "--tls" -> tls = true;
                case "--plain" -> tls = false;
                case "--menu" -> menu = true;
                case "--server", "--nick", "--settings", "--script" -> {
                    if (i + 1 == args.length) {
                        return wrong(argument + " wants a value");
                    }
                    take(argument, args[++i]);
                }
                default -> {
                    return wrong("unknown argument '" + argument + "'");
                }
            }
        }
        return -1;
    }

    private void take(String argument, String value) {
        switch (argument) {
            case "--server" -> server = value;
            case "--nick" -> nick = value;
            case "--settings" -> settings = Path.of(value);
            default -> script = value;
        }
    }

    private int wrong(String problem) {
        err.println("heddle chat: " + problem);
        err.println(USAGE);
        return Main.USAGE;
    }

    private int start() {
        ServerAddress address;
        try {
            address = ServerAddress.parse(server, tls);
        } catch (IllegalArgumentException e) {
            return wrong(String.valueOf(e.getMessage()));
        }
        var directory = settingsDirectory();
        String file = script;
        if (file != null) {
            return runScript(file, address, new KnownServers(directory.resolve("known-servers")));
        }
        // A log line would fall into the middle of what the user sees.
        System.getProperties().putIfAbsent("heddle.log.level", "OFF");
        try {
            Interactive.run(address, directory, nick, menu);
            return 0;
        } catch (IOException e) {
            err.println("heddle chat: cannot use this terminal: " + e.getMessage());
            return 1;
        }
    }

    private int runScript(String file, ServerAddress address, KnownServers known) {
        System.getProperties().putIfAbsent("heddle.log.level", "ERROR"); // what happens is told by the script itself
        boolean standard = file.equals("-");
        try (var lines = standard
                ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                : Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            return ScriptRunner.run(standard ? "standard input" : file, lines, address, known, out, err);
        } catch (IOException e) {
            err.println("heddle chat: cannot read the script " + file + ": " + e);
            return Main.USAGE;
        }
    }

    private Path settingsDirectory() {
        var chosen = settings;
        if (chosen != null) {
            return chosen;
        }
        String base = System.getenv("XDG_CONFIG_HOME");
        return base == null || base.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".config", "heddle")
                : Path.of(base, "heddle");
    }
}
