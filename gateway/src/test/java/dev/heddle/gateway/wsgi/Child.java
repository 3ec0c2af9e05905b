// SPDX-License-Identifier: Apache-2.0
package dev.heddle.gateway.wsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A server in a process of its own: a JVM can hold only one CPython, and hostile applications end it. */
final class Child implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening (\\d+)");
    private static final long PATIENCE_SECONDS = 50;

    final Process process;
    private final List<String> said = new ArrayList<>();
    private final Thread reader;
    private int port;
    private int timeoutMillis = 30_000;

    private Child(ProcessBuilder builder) {
        try {
            process = builder.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        reader = new Thread(this::read, "child-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Where the Python files of the tests lie. */
    static Path directory() {
        try {
            return Path.of(Child.class.getResource("/python/compliance.py").toURI())
                    .getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Our own server, with the arguments of [ServeForTest]. */
    static Child ours(String application, String... arguments) {
        return ours(List.of(), application, arguments);
    }

    static Child ours(List<String> environment, String application, String... arguments) {
        needs("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", "libpython3.11");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-ea",
                "--enable-native-access=ALL-UNNAMED",
                "-Dheddle.checked=true",
                "-cp",
                System.getProperty("java.class.path"),
                ServeForTest.class.getName(),
                application,
                directory().toString()));
        command.addAll(Arrays.asList(arguments));
        var builder = new ProcessBuilder(command);
        environment.forEach(each -> {
            int equals = each.indexOf('=');
            builder.environment().put(each.substring(0, equals), each.substring(equals + 1));
        });
        return new Child(builder).awaitListening();
    }

    /** Another program, that listens at this port. */
    static Child other(int port, String... command) {
        var builder = new ProcessBuilder(command).directory(directory().toFile());
        builder.environment().remove("PYTHONHOME");
        var child = new Child(builder);
        child.port = port;
        child.timeoutMillis = 2_500;
        child.until(() -> child.accepts(port), "listening on " + port);
        return child;
    }

    /** Without this file the test says what to install, and is skipped. */
    static void needs(String file, String debianPackage) {
        if (!Files.exists(Path.of(file))) {
            abort("NOT RUN: install " + debianPackage);
        }
    }

    private boolean accepts(int at) {
        try (var client = new RawClient(at, timeoutMillis)) {
            return client.socket.isConnected();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                var listening = LISTENING.matcher(line);
                synchronized (said) {
                    said.add(line);
                    if (listening.matches()) {
                        port = Integer.parseInt(listening.group(1));
                    }
                    said.notifyAll();
                }
            }
        } catch (IOException e) {
            // it has been ended
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void until(Condition condition, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        synchronized (said) {
            while (!condition.holds()) {
                assertThat(process.isAlive() || condition.holds())
                        .as("the child lives until it is %s; it said %s", what, said)
                        .isTrue();
                assertThat(System.nanoTime())
                        .as("in time, until %s; said %s", what, said)
                        .isLessThan(end);
                try {
                    said.wait(50);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private Child awaitListening() {
        until(() -> port > 0, "listening");
        return this;
    }

    int port() {
        return port;
    }

    RawClient client() {
        return new RawClient(port, timeoutMillis);
    }

    /** One request on a connection of its own. */
    RawClient.Answer get(String target, String... headerLines) {
        try (var client = client()) {
            return client.get(target, headerLines).answer();
        }
    }

    String log() {
        synchronized (said) {
            return String.join("\n", said);
        }
    }

    /** Waits until it has said such a line. */
    String awaitLine(Predicate<String> such) {
        until(() -> said.stream().anyMatch(such), "told");
        synchronized (said) {
            return said.stream().filter(such).findFirst().orElseThrow();
        }
    }

    /** SIGTERM; the exit status. */
    int stop() {
        process.toHandle().destroy(); // Process.destroy would close its output, whose end is wanted
        return awaitExit();
    }

    int awaitExit() {
        try {
            assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("it ends; it said %s", log())
                    .isTrue();
            reader.join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
