// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The programs that measure, built by gcc, and a directory for what the servers write.
///
/// Lifetime: [#close] deletes the directory. Data lies below `bench/target`, because a store in a file system in
/// memory would be measured without its disk.
final class Bench implements AutoCloseable {
    private static final Path SOURCES = Path.of("bench/src/main/c/irc");
    private static final int LOAD_MINUTES = 15;

    private final Path home;
    private final Path programs;
    private final Path data;
    private int directories;

    private Bench(Path home, Path programs, Path data) {
        this.home = home;
        this.programs = programs;
        this.data = data;
    }

    static Bench open(Path home) throws IOException, InterruptedException {
        var programs = Files.createTempDirectory("chat-bench");
        // Servers that refuse to run as root are given another user, who must get here.
        Files.setPosixFilePermissions(programs, PosixFilePermissions.fromString("rwxr-xr-x"));
        var target = Files.createDirectories(home.resolve("bench/target"));
        var bench = new Bench(home, programs, Files.createTempDirectory(target, "chat-run"));
        var sources = home.resolve(SOURCES);
        bench.compile(
                "load", "-O3", "-march=native", sources + "/load.c", sources + "/client.c", sources + "/figures.c");
        bench.compile("ideal", "-O3", "-march=native", sources + "/ideal.c");
        bench.compile("start", "-O2", sources + "/start.c");
        bench.compile("hybrid.so", "-O2", "-shared", "-fPIC", sources + "/hybrid.c", "-ldl");
        return bench;
    }

    private void compile(String program, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("gcc", "-std=gnu11", "-o", program(program)));
        command.addAll(List.of(arguments));
        var made = new ProcessBuilder(command).inheritIO().start();
        if (made.waitFor() != 0) {
            throw new IOException("gcc failed for " + program);
        }
    }

    Path home() {
        return home;
    }

    Path programs() {
        return programs;
    }

    String program(String name) {
        return programs.resolve(name).toString();
    }

    /// An empty directory on the disk of the checkout.
    Path directory() throws IOException {
        return Files.createDirectory(data.resolve("d" + ++directories));
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Runs the load program against a server; one map of figures per pass.
    List<Map<String, Double>> load(Server server, String... arguments) throws IOException, InterruptedException {
        var command =
                new ArrayList<>(List.of(program("load"), "--port", "" + server.port(), "--server", "" + server.pid()));
        command.addAll(List.of(arguments));
        var errors = Files.createTempFile(programs, "load", ".err");
        var process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
        var passes = new ArrayList<Map<String, Double>>();
        try (var out = process.inputReader(StandardCharsets.US_ASCII)) {
            out.lines().forEach(line -> passes.add(figures(line)));
            if (!process.waitFor(LOAD_MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("the load did not end: " + command);
            }
            if (process.exitValue() != 0) {
                throw new IOException("the load failed (status " + process.exitValue() + ") against " + server.name()
                        + ": " + passes + " " + Files.readString(errors).strip());
            }
        } finally {
            process.destroyForcibly();
        }
        return passes;
    }

    static Map<String, Double> figures(String line) {
        var figures = new LinkedHashMap<String, Double>();
        for (var pair : line.split(" ")) {
            int equals = pair.indexOf('=');
            figures.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
        }
        return figures;
    }

    @Override
    public void close() throws IOException {
        delete(data);
        delete(programs);
    }

    /// A server that is just ending may still remove files itself.
    static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (FileSystemException busy) {
            System.err.println("left behind: " + busy.getMessage());
        }
    }
}
