// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The full screen in a terminal of the system, against a real server: what is typed arrives, and the terminal is given back. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // processes start in it, which takes a busy machine its time
class TerminalScreenTest {
    private static final String SCRIPT = "/usr/bin/script";
    private static final String INTO_SCREEN = "\u001b[?1049h";
    private static final String OUT_OF_SCREEN = "\u001b[?1049l";

    @TempDir
    private Path directory;

    private final StringBuilder heard = new StringBuilder();

    @Test
    void aGuestTalksInTheFullScreenAndGetsTheTerminalBack() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(SCRIPT)), "NOT RUN: install bsdutils");
        try (var server = ServerProcess.start(directory)) {
            String command = "stty rows 24 cols 100; "
                    + String.join(
                            " ",
                            ServerProcess.java(
                                    "chat",
                                    "--server",
                                    "127.0.0.1:" + server.plainPort(),
                                    "--settings",
                                    directory.resolve("settings").toString()));
            var builder = new ProcessBuilder(List.of(SCRIPT, "-qefc", command, "/dev/null")).redirectErrorStream(true);
            builder.environment().put("TERM", "xterm-256color");
            var process = builder.start();
            try (var keys = process.getOutputStream();
                    var screen = process.inputReader(StandardCharsets.UTF_8)) {
                read(screen, "Your choice: ");
                type(keys, "5\r");
                read(screen, "Name");
                type(keys, "quill\r");
                read(screen, INTO_SCREEN);
                read(screen, "/help about the commands.");
                type(keys, "/join #pen\r");
                read(screen, "quill has joined");
                type(keys, "ink or pencil?\r");
                read(screen, "ink or pencil?");
                type(keys, "\u001b0"); // Alt+0
                read(screen, "not encrypted");
                type(keys, "/quit\r");
                read(screen, OUT_OF_SCREEN);
                read(screen, "Goodbye.");
                assertThat(process.waitFor()).isZero();
            } finally {
                process.destroyForcibly();
            }
        }
    }

    private static void type(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private void read(Reader from, String until) throws IOException {
        int begin = heard.length();
        while (heard.indexOf(until, begin) < 0) {
            int c = from.read();
            if (c < 0) {
                throw new IOException("wanted '" + until + "', got:\n" + heard);
            }
            heard.append((char) c);
        }
    }
}
