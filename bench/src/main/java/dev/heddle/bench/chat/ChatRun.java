// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// `bench/run-chat`: measures the chat server beside its peers and writes the tables.
///
/// A section is written after each of its rounds, so that a run that is cut short leaves what it had.
public final class ChatRun {
    /// Written by hand, and kept.
    private static final String JUDGED = "What was promised and not reached, and what this does not show";

    private static final List<String> ORDER =
            List.of(Rows.TITLE, IdleMemory.TITLE, DurableEcho.TITLE, StartUp.TITLE, JUDGED);

    private final Options options;
    private final Bench bench;
    private final Servers servers;
    private final Document document;

    private ChatRun(Options options, Bench bench) {
        this.options = options;
        this.bench = bench;
        this.servers = new Servers(bench);
        this.document = new Document(options.output());
    }

    /// Takes the checkout's directory, then what [Options#USAGE] says.
    public static void main(String[] args) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(Path.of(args[0]), Arrays.copyOfRange(args, 1, args.length));
        } catch (IllegalArgumentException e) {
            System.err.println("run-chat: " + e.getMessage());
            System.err.println(Options.USAGE);
            System.exit(2);
            return;
        }
        try (var bench = Bench.open(options.home())) {
            new ChatRun(options, bench).run();
        }
    }

    private void run() throws IOException, InterruptedException {
        System.out.printf(Locale.ROOT, "about %.0f minutes%n", Math.ceil(options.expectedSeconds() / 60));
        if (options.sections().contains("start")) {
            var start = new StartUp(bench, options.starts());
            start.run();
            document.put(ORDER, StartUp.TITLE, start.text());
        }
        if (options.sections().contains("idle")) {
            var idle = new IdleMemory(bench, servers);
            for (int i = 0; i < options.rounds(); i++) {
                idle.round();
                document.put(ORDER, IdleMemory.TITLE, idle.text());
            }
        }
        if (options.sections().contains("echo")) {
            var echo = new DurableEcho(bench, servers, options);
            for (int i = 0; i < options.rounds(); i++) {
                echo.round();
                document.put(ORDER, DurableEcho.TITLE, echo.text());
            }
        }
        if (options.sections().contains("rows")) {
            servers.prepare(options);
            var rows = new Rows(bench, servers, options);
            for (int i = 0; i < options.rounds(); i++) {
                rows.round();
                document.put(ORDER, Rows.TITLE, rows.text());
            }
        }
        System.out.println("written to " + options.output());
    }
}
