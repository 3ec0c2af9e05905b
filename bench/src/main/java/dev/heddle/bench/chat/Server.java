// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A server that runs and listens. Closing it stops it.
final class Server implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int STOP_SECONDS = 15;

    private final String name;
    private final Process process;
    private final int port;
    private final Path said;

    private Server(String name, Process process, int port, Path said) {
        this.name = name;
        this.process = process;
        this.port = port;
        this.said = said;
    }

    /// Starts it and waits until the port is open.
    static Server start(String name, List<String> command, Map<String, String> environment, int port, Path directory)
            throws IOException, InterruptedException {
        var said = directory.resolve("said.txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        var server = new Server(name, builder.start(), port, said);
        try {
            server.awaitOpen();
            return server;
        } catch (IOException | InterruptedException e) {
            server.close();
            throw e;
        }
    }

    private void awaitOpen() throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!isOpen()) {
            if (!process.isAlive() || System.nanoTime() - began > START_NANOS) {
                throw new IOException(name + " did not open port " + port + ": "
                        + Files.readString(said).strip());
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean isOpen() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    int port() {
        return port;
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
