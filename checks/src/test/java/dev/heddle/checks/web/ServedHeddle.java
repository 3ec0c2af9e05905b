// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** `heddle serve` as a process of its own, that can be killed and started again on the same ports. */
final class ServedHeddle implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening: (irc|web) on .*:(\\d+)");

    private final Path directory;
    private final String moreConfiguration;
    private int webPort;
    private int ircPort;
    private Process process;

    private ServedHeddle(Path directory, String moreConfiguration) throws IOException {
        this.directory = directory;
        this.moreConfiguration = moreConfiguration;
        process = launch();
    }

    static ServedHeddle start(Path directory, String moreConfiguration) throws IOException {
        return new ServedHeddle(directory, moreConfiguration);
    }

    private Process launch() throws IOException {
        // Hashing passwords is not what is tested here, so it may be cheap.
        Path configuration = Files.writeString(
                directory.resolve("heddle.toml"), """
                [[listener]]
                port = %d
                [[listener]]
                speaks = "web"
                port = %d
                [accounts]
                argon2-memory = "8KiB"
                argon2-passes = 1
                """.formatted(ircPort, webPort) + moreConfiguration);
        var builder = new ProcessBuilder(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-Dheddle.checked=true",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.heddle.app.Main",
                "serve",
                "--config",
                configuration.toString(),
                "--data",
                directory.resolve("data").toString()));
        builder.redirectError(directory.resolve("server.log").toFile());
        Process started = builder.start();
        awaitReady(started);
        return started;
    }

    private void awaitReady(Process started) throws IOException {
        var out = new BufferedReader(new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            var found = LISTENING.matcher(line);
            if (found.find()) {
                int port = Integer.parseInt(found.group(2));
                if (found.group(1).equals("web")) {
                    webPort = port;
                } else {
                    ircPort = port;
                }
            }
            if (line.startsWith("ready:")) {
                return;
            }
        }
        throw new IllegalStateException("heddle serve: wanted a line 'ready:', got the end; "
                + Files.readString(directory.resolve("server.log")));
    }

    /** The page's address under one of this machine's names. */
    String address(String name) {
        return "http://" + name + ":" + webPort;
    }

    int ircPort() {
        return ircPort;
    }

    /** Ends it as a power cut would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    void startAgain() throws IOException {
        process = launch();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new IllegalStateException("heddle serve: wanted an end after SIGTERM, got none in 20 s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
