// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** `heddle wsgi` as processes: what is started, what follows a crash and a change, and how it ends. */
@Timeout(180)
class WsgiProcessTest {
    private static final Pattern LISTENING = Pattern.compile("listening: http on 127\\.0\\.0\\.1:(\\d+)");
    private static final String APPLICATION = """
            import os, sys

            GENERATION = 1

            def app(environ, start_response):
                if environ["PATH_INFO"] == "/die":
                    os._exit(3)
                if environ["PATH_INFO"] == "/abort":
                    os.abort()
                start_response("200 OK", [("Content-Type", "text/plain")])
                return [f"{GENERATION} {os.getpid()}".encode()]
            """;

    @TempDir
    Path directory;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> said = new ArrayList<>();
    private Process process;
    private int port;

    @BeforeEach
    void needsPython() throws IOException {
        assumeTrue(
                Files.exists(Path.of("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0")),
                "NOT RUN: install libpython3.11");
        Files.writeString(directory.resolve("shop.py"), APPLICATION);
    }

    @AfterEach
    void end() {
        client.close();
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private void start(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-ea",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.heddle.app.Main",
                "wsgi",
                "--chdir",
                directory.toString(),
                "--bind",
                "127.0.0.1:0"));
        command.addAll(Arrays.asList(options));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("VIRTUAL_ENV");
        process = builder.start();
        var reader = new Thread(this::read, "output");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (said) {
                    var listening = LISTENING.matcher(line);
                    if (listening.matches()) {
                        port = Integer.parseInt(listening.group(1));
                    }
                    said.add(line);
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            // it has been ended
        }
    }

    /** Waits until so many lines contain a word. */
    private void await(String word, int times) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        synchronized (said) {
            while (said.stream().filter(line -> line.contains(word)).count() < times) {
                assertThat(System.nanoTime())
                        .as("in time, until '%s': %s", word, said)
                        .isLessThan(end);
                said.wait(100);
            }
        }
    }

    private String get(String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                .body();
    }

    private void dies(String path) {
        try {
            get(path);
        } catch (Exception expected) {
            // the connection went with the process
        }
    }

    private int stop() throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS))
                .as("it ends: %s", said)
                .isTrue();
        return process.exitValue();
    }

    @Test
    void oneProcessServesAndStops() throws Exception {
        start("shop:app");
        await("ready", 1);
        assertThat(get("/")).isEqualTo("1 " + process.pid());
        assertThat(said).anyMatch(line -> line.startsWith("python: 3."));
        assertThat(said).contains("application: shop:app, 1 thread");
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
        await("SIGHUP: nothing is loaded again", 1);
        new ProcessBuilder("kill", "-USR1", String.valueOf(process.pid()))
                .start()
                .waitFor();
        await("wsgi", 3);
        assertThat(stop()).isZero();
        await("stopped", 1);
    }

    @Test
    void sighupOpensTheAccessLogAgain() throws Exception {
        var log = directory.resolve("access.log");
        var moved = directory.resolve("access.log.1");
        var config =
                Files.writeString(directory.resolve("heddle.toml"), "[wsgi]\naccess-log = \"%s\"\n".formatted(log));
        start("--config", config.toString(), "shop:app");
        await("ready", 1);
        get("/before");
        Files.move(log, moved);
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
        await("SIGHUP: nothing is loaded again", 1);
        get("/after");
        assertThat(stop()).isZero();
        assertThat(Files.readAllLines(moved)).singleElement().asString().contains("\"GET /before HTTP/1.1\" 200 ");
        assertThat(Files.readAllLines(log)).singleElement().asString().contains("\"GET /after HTTP/1.1\" 200 ");
    }

    @Test
    void whatCannotStartSaysWhyAndEndsWithStatus2() throws Exception {
        start("nothing:app");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        await("ModuleNotFoundError: No module named 'nothing'", 1);
        start("--supervise", "shop:missing");
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        await("AttributeError", 1);
    }

    @Test
    void yimmo11_aSupervisorStartsWhatHasCrashedAsOftenAsItCrashes() throws Exception {
        start("--supervise", "shop:app");
        await("ready", 1);
        for (int crash = 1; crash <= 3; crash++) {
            dies(crash == 2 ? "/abort" : "/die");
            await("starting again", crash);
            await("ready", 1 + crash);
            assertThat(get("/")).startsWith("1 ");
        }
        await("ended with status 3", 2);
        await("ended by signal 6", 1);
        assertThat(stop()).isZero();
        await("supervisor: stopped", 1);
        assertThat(process.descendants()).isEmpty();
    }

    @Test
    void aHangUpOrAChangedFileBringsTheNextGenerationWithoutARefusal() throws Exception {
        start("--reload", "shop:app");
        await("ready", 1);
        var first = get("/");
        new ProcessBuilder("kill", "-HUP", String.valueOf(process.pid()))
                .start()
                .waitFor();
        await("ready", 2);
        await("stopped", 1);
        assertThat(get("/")).startsWith("1 ").isNotEqualTo(first);
        Files.writeString(directory.resolve("shop.py"), APPLICATION.replace("GENERATION = 1", "GENERATION = 2"));
        await("ready", 3);
        await("stopped", 2);
        assertThat(get("/")).startsWith("2 ");
        Files.writeString(directory.resolve("shop.py"), "this is no Python");
        await("the one before goes on", 1);
        assertThat(get("/")).startsWith("2 ");
        assertThat(stop()).isZero();
    }

    @Test
    void aServerWhoseSupervisorIsGoneEnds() throws Exception {
        start("--supervise", "shop:app");
        await("ready", 1);
        var child = process.descendants().toList();
        assertThat(child).hasSize(1);
        process.destroyForcibly();
        child.getFirst().onExit().get(60, TimeUnit.SECONDS);
    }
}
