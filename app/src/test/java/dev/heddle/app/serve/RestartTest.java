// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The server as a process: signals, and what outlives it.
@Timeout(600)
class RestartTest {
    private static final Pattern LISTENING = Pattern.compile("listening: irc on .*:(\\d+)");

    @TempDir
    private Path directory;

    private final List<String> said = new ArrayList<>();

    private Process start() throws IOException {
        var config = Files.writeString(directory.resolve("heddle.toml"), "[[listener]]\nport = 0\n");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-ea",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.heddle.app.Main",
                        "serve",
                        "--config",
                        config.toString(),
                        "--data",
                        directory.resolve("data").toString())
                .redirectErrorStream(true)
                .start();
        // Reading what it says knows no limit: one that says nothing more ends, and the reader finds the end.
        CompletableFuture.delayedExecutor(240, TimeUnit.SECONDS).execute(process::destroyForcibly);
        return process;
    }

    private int port(BufferedReader reader) throws IOException {
        said.clear();
        int port = 0;
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.add(line);
            var listening = LISTENING.matcher(line);
            port = listening.matches() ? Integer.parseInt(listening.group(1)) : port;
            if (line.startsWith("ready")) {
                return port;
            }
        }
        throw new AssertionError("the server ended: " + said);
    }

    private void await(BufferedReader reader, String text) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            said.add(line);
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("wanted '" + text + "', the server said: " + said);
    }

    private static void signal(Process process, String name) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }

    @Test
    void aSignalEndsItInOrderAndTheNextServerKnowsEverything() throws Exception {
        var process = start();
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            int port = port(reader);
            assertThat(said).anyMatch(line -> line.matches("first administrator: .* /quote CLAIM [a-z2-9]{20}"));
            try (var ann = Visitor.join(port, "ann")) {
                ann.send("PRIVMSG NickServ :REGISTER secret");
                ann.await("is registered");
                ann.send("JOIN #weave", "PRIVMSG ChanServ :REGISTER #weave", "TOPIC #weave :what we weave");
                ann.await("TOPIC #weave :what we weave");
                ann.send("MODE #weave +kb secret mallory!*@*", "PRIVMSG #weave :the last word");
                ann.await("MODE #weave +kb");
                signal(process, "USR1");
                await(reader, "heaps");
                signal(process, "HUP");
                await(reader, "loaded again");
                signal(process, "TERM");
                assertThat(ann.untilClosed()).contains("ERROR :Closing Link: 127.0.0.1 (Server shutting down)");
            }
            await(reader, "stopping");
            assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
        itKnows();
    }

    private void itKnows() throws Exception {
        var again = start();
        try (var reader = again.inputReader(StandardCharsets.UTF_8)) {
            int port = port(reader);
            try (var ann = Visitor.connect(port)) {
                ann.send("CAP REQ :draft/chathistory batch", "NICK a1", "USER a 0 * :a", "CAP END");
                ann.await(" 422 ");
                ann.send("PRIVMSG NickServ :IDENTIFY ann secret");
                ann.await(" 900 ");
                ann.send("JOIN #weave secret");
                ann.await(" 332 a1 #weave :what we weave");
                ann.await(":~a1");
                ann.send("MODE #weave b");
                ann.await(" 367 a1 #weave mallory!*@* ");
                ann.send("MODE #weave");
                ann.await(" 324 a1 #weave +");
            }
        } finally {
            again.destroyForcibly();
        }
    }
}
