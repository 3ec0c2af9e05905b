// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** {@code heddle serve} as a process of its own, on free ports of this machine. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening: (irc|irc over tls) on .*:(\\d+)");
    private static final long STOP_SECONDS = 240;

    private final Process process;
    private final int plainPort;
    private final int tlsPort;

    private ServerProcess(Process process, int plainPort, int tlsPort) {
        this.process = process;
        this.plainPort = plainPort;
        this.tlsPort = tlsPort;
    }

    /** Starts it on free ports. */
    static ServerProcess start(Path directory) throws IOException {
        return start(directory, 0, 0);
    }

    /** Starts it on these ports, 0 for a free one; the directory keeps its data from one start to the next. */
    static ServerProcess start(Path directory, int plainPort, int tlsPort) throws IOException {
        Path config = directory.resolve("heddle.toml");
        Files.writeString(config, """
                [[listener]]
                address = "127.0.0.1"
                port = %d
                speaks = "irc"

                [[listener]]
                address = "127.0.0.1"
                port = %d
                speaks = "irc-tls"

                [accounts]
                argon2-memory = "1MiB"
                """.formatted(plainPort, tlsPort));
        var process = new ProcessBuilder(java(
                        "serve",
                        "--config",
                        config.toString(),
                        "--data",
                        directory.resolve("data").toString()))
                .redirectErrorStream(true)
                .start();
        return awaitReady(process);
    }

    /** The command that runs heddle with these arguments. */
    static List<String> java(String... arguments) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.heddle.app.Main"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static ServerProcess awaitReady(Process process) throws IOException {
        int plain = 0;
        int secure = 0;
        var heard = new StringBuilder();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            heard.append(line).append('\n');
            var listening = LISTENING.matcher(line);
            if (listening.matches()) {
                int port = Integer.parseInt(listening.group(2));
                plain = listening.group(1).equals("irc") ? port : plain;
                secure = listening.group(1).equals("irc") ? secure : port;
            }
            if (line.startsWith("ready")) {
                Thread.ofVirtual().start(() -> drain(said));
                return new ServerProcess(process, plain, secure);
            }
        }
        process.destroyForcibly();
        throw new IOException("wanted a server that is ready, got:\n" + heard);
    }

    private static void drain(BufferedReader said) {
        try {
            while (said.readLine() != null) {
                // so that the server never waits for its log
            }
        } catch (IOException | UncheckedIOException closed) {
            // it has ended
        }
    }

    int plainPort() {
        return plainPort;
    }

    int tlsPort() {
        return tlsPort;
    }

    /** Ends it as an operator does, and waits. */
    void stop() throws InterruptedException {
        process.toHandle().destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("the server did not end within " + STOP_SECONDS + " s of SIGTERM");
        }
    }

    /** Ends it without a chance to say anything. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
