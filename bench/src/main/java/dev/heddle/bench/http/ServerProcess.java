// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// One server under measurement, in a process of its own. One thread. Lifetime: [#close()] ends the process.
final class ServerProcess implements AutoCloseable {
    /// What one tick of /proc/PID/stat is on Linux, whatever the kernel's own clock.
    private static final double TICK_MICROS = 10_000;

    private final Process process;
    private final BufferedReader out;
    private final int port;

    private ServerProcess(Process process, BufferedReader out, int port) {
        this.process = process;
        this.out = out;
        this.port = port;
    }

    /// A main class of this package.
    static ServerProcess java(Class<?> main, List<String> arguments) throws IOException {
        return java(main, List.of(), arguments);
    }

    /// A main class of this package, with some options of the JVM more than all have.
    static ServerProcess java(Class<?> main, List<String> options, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms512m",
                "-Xmx512m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-classpath",
                System.getProperty("java.class.path")));
        command.addAll(options);
        command.add(main.getName());
        command.addAll(arguments);
        var process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return new ServerProcess(process, out, Integer.parseInt(line.substring(5)));
            }
        }
        process.destroy();
        throw new IOException(command + " ended before it printed its port");
    }

    /// nginx with one worker; its directory is made below `directory`. A short body is in its configuration, one above
    /// what that takes in a file.
    static ServerProcess nginx(Path directory, byte[] body) throws IOException, InterruptedException {
        int port;
        try (var free = new java.net.ServerSocket(0)) {
            port = free.getLocalPort();
        }
        var configuration = directory.resolve("nginx.conf");
        var answer = "return 200 \"" + new String(body, StandardCharsets.US_ASCII) + "\";";
        if (body.length > 1024) {
            Files.write(directory.resolve("body"), body);
            answer = "root " + directory + "; try_files /body =404;";
        }
        Files.writeString(configuration, """
                worker_processes 1; daemon off; master_process off; pid %1$s/pid; error_log %1$s/error.log crit;
                events { worker_connections 2048; }
                http {
                  access_log off; keepalive_requests 1000000000; default_type text/plain;
                  client_body_temp_path %1$s/a; proxy_temp_path %1$s/b; fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d;
                  scgi_temp_path %1$s/e;
                  server { listen 127.0.0.1:%2$d backlog=4096; location / { %3$s } }
                }
                """.formatted(directory, port, answer));
        var process = new ProcessBuilder("nginx", "-c", configuration.toString(), "-p", directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (int tries = 0; tries < 100 && process.isAlive(); tries++) {
            try (var probe = new java.net.Socket("127.0.0.1", port)) {
                return new ServerProcess(process, out, probe.getPort());
            } catch (IOException notYet) {
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new IOException("nginx did not listen on " + port);
    }

    int port() {
        return port;
    }

    /// User and system time of all its threads so far.
    double cpuMicros() throws IOException {
        var stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) * TICK_MICROS;
    }

    /// Ends it, and answers what it says then behind this word; empty: nothing.
    String lastWords(String word) throws IOException {
        process.toHandle().destroy(); // the other destroy() closes its output, too
        for (var line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(word + " ")) {
                return line.substring(word.length() + 1);
            }
        }
        return "";
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
