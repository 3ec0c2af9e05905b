// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.operate;

import dev.heddle.chat.command.ConsoleCommand;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Scram;
import dev.heddle.chat.store.StoreOpenException;
import dev.heddle.chat.store.sqlite.SqliteStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `heddle WORD … [--data DIR]` for every command of the operator's console.
public final class OperatorCommand {
    /// The socket in the data directory.
    public static final String SOCKET = "heddle.sock";

    private static final Set<String> ASK_PASSWORD = Set.of("accounts create", "accounts reset-password");

    private final String first;
    private final PrintStream out;
    private final PrintStream err;
    private final List<String> words = new ArrayList<>();
    private Path data = Path.of("heddle-data");

    private OperatorCommand(String first, PrintStream out, PrintStream err) {
        this.first = first;
        this.out = out;
        this.err = err;
    }

    /// Runs it.
    ///
    /// @param first the command's first word
    /// @param args what follows
    /// @param in where a password is read from when there is no terminal
    /// @param out for answers
    /// @param err for what is wrong
    /// @return 0: done; 1: it could not be; 2: not understood
    public static int run(String first, String[] args, InputStream in, PrintStream out, PrintStream err) {
        var command = new OperatorCommand(first, out, err);
        int status = command.parse(args);
        return status >= 0 ? status : command.carryOut(in);
    }

    private int parse(String[] args) {
        words.add(first);
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                help(out);
                return 0;
            }
            if (args[i].equals("--data") && i + 1 < args.length) {
                data = Path.of(args[++i]);
            } else if (args[i].equals("--data")) {
                err.println("heddle " + first + ": --data wants a directory");
                return 2;
            } else {
                words.add(args[i]);
            }
        }
        var known = ConsoleCommand.help(first);
        boolean needsMore = known.stream().noneMatch(row -> isMeant(row[0]));
        if (needsMore) {
            help(err);
            return 2;
        }
        return -1;
    }

    /// Whether the words begin with those of this command.
    private boolean isMeant(String usage) {
        var own = Arrays.stream(usage.split(" "))
                .takeWhile(word -> word.equals(word.toLowerCase(java.util.Locale.ROOT)) && !word.startsWith("["))
                .toList();
        return words.size() >= own.size() && words.subList(0, own.size()).equals(own);
    }

    private void help(PrintStream to) {
        to.println("usage: heddle " + first + " … [--data DIR]");
        to.println();
        for (var row : ConsoleCommand.help(first)) {
            to.println("  heddle " + row[0]);
            to.println("      " + row[1]);
        }
        to.println();
        to.println("  --data DIR  the server's data directory; ./heddle-data when not said");
    }

    private int carryOut(InputStream in) {
        if (!Files.exists(data.resolve(SqliteStore.FILE))) {
            err.println(
                    "heddle " + first + ": " + data + " is no data directory (wanted " + SqliteStore.FILE + " in it)");
            return 2;
        }
        try {
            if (words.size() == 3 && ASK_PASSWORD.contains(words.get(0) + " " + words.get(1)) && !addSecret(in)) {
                return 1;
            }
            if (first.equals("backup") && words.size() == 2) {
                words.set(1, Path.of(words.get(1)).toAbsolutePath().toString());
            }
            try (var console = console()) {
                return console.run(words, new Console.Answers(out, err));
            }
        } catch (IOException | StoreOpenException | IllegalArgumentException e) {
            err.println("heddle " + first + ": " + e.getMessage());
            return 1;
        }
    }

    private Console console() throws IOException {
        var running = SocketConsole.connect(data.resolve(SOCKET));
        return running == null ? OfflineConsole.open(data) : running;
    }

    /// The password never leaves this process: what is sent is what is stored.
    private boolean addSecret(InputStream in) throws IOException {
        var password = password(in);
        if (password == null || !PasswordHasher.isAcceptable(password)) {
            err.println("heddle " + first + ": the password is empty or longer than "
                    + PasswordHasher.PASSWORD_BYTES_MAX + " bytes");
            return false;
        }
        var random = new SecureRandom();
        var scram = new Scram(Scram.ITERATIONS_MIN, random::nextBytes).derive(password);
        if (scram == null) {
            err.println("heddle " + first + ": the password holds characters that are not allowed (SASLprep)");
            return false;
        }
        words.add(new PasswordHasher(PasswordHasher.Cost.DEFAULT, random::nextBytes).hash(password));
        words.add(scram.salt());
        words.add(String.valueOf(scram.iterations()));
        words.add(scram.storedKey());
        words.add(scram.serverKey());
        return true;
    }

    /// Twice from a terminal, without an echo; the first line of the input elsewhere.
    @SuppressWarnings("SystemConsoleNull") // without a terminal it is null again since Java 25
    private @Nullable String password(InputStream in) throws IOException {
        var terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) {
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
        }
        var once = terminal.readPassword("Password: ");
        var twice = terminal.readPassword("Again: ");
        if (once == null || !Arrays.equals(once, twice)) {
            err.println("heddle " + first + ": the two are not the same");
            return null;
        }
        return new String(once);
    }
}
