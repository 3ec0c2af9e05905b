// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import dev.heddle.bench.BenchArguments;
import dev.heddle.bench.contest.CPrograms;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs every server under every load, in turns, and writes the table.
///
/// `TransportRun [--quick] [--rounds N] [--only REGEX] TABLE SOURCES`: the file to write, and where the C programs
/// are. Each run is a new server process with the same warm-up: five rounds of 1 s after 8 s, or with `--quick` one
/// round after 3 s.
/// `--only` takes the servers whose name it finds, such as `plain.*epoll` or `tls`, and always C's to
/// compare with. Needs Linux and a C compiler; for the rows of TLS also OpenSSL and its headers.
public final class TransportRun {
    private static final int IDLE_CONNECTIONS = 4000;
    private static final String BASE = "C, epoll";

    private record Effort(int rounds, String seconds, String warmSeconds) {
        static final Effort FULL = new Effort(5, "1", "8");
        static final Effort QUICK = new Effort(1, "1", "3");
    }

    private final Effort effort;
    private final int rounds;
    private final BenchArguments asked;
    private final Path loader;
    private final Path server;
    private final @Nullable Path tlsLoader;
    private final @Nullable Path tlsServer;
    private final Path identity = Files.createTempDirectory("transport");
    private final TransportTable plain = new TransportTable(BASE);
    private final TransportTable encrypted = new TransportTable(BASE);
    private final Map<String, Long> idleBytes = new LinkedHashMap<>();

    private TransportRun(BenchArguments asked) throws IOException, InterruptedException {
        this.effort = asked.quick() ? Effort.QUICK : Effort.FULL;
        this.rounds = asked.rounds(effort.rounds);
        this.asked = asked;
        var programs = new CPrograms(asked.sources());
        var load = programs.build("lineload", "", "-O3");
        var serve = programs.build("lineserver", "", "-O3");
        if (load == null || serve == null) {
            throw new IOException("the C programs could not be built");
        }
        loader = load;
        server = serve;
        tlsLoader = programs.build("lineload-tls=lineload", "libssl-dev", "-O3", "-DWITH_TLS", "-lssl", "-lcrypto");
        tlsServer = programs.build("lineserver-tls=lineserver", "libssl-dev", "-O3", "-DWITH_TLS", "-lssl", "-lcrypto");
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        var asked = BenchArguments.of(args);
        long began = System.nanoTime();
        var run = new TransportRun(asked);
        boolean tls = run.tlsLoader != null && run.tlsServer != null && run.makeIdentity();
        for (int round = 1; round <= run.rounds; round++) {
            run.round(round, false);
            if (tls) {
                run.round(round, true);
            }
        }
        run.idle();
        Files.writeString(
                asked.table(),
                run.text(tls, Duration.ofNanos(System.nanoTime() - began).toMinutes()));
        System.out.println("written to " + asked.table());
    }

    private boolean makeIdentity() throws InterruptedException {
        var command =
                ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
                                + " -keyout " + identity.resolve("key") + " -out " + identity.resolve("certificate"))
                        .split(" ");
        try {
            return new ProcessBuilder(command)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            System.out.println("TLS NOT RUN: install openssl");
            return false;
        }
    }

    private Map<String, List<String>> servers(String mode, boolean tls) {
        var servers = new LinkedHashMap<String, List<String>>();
        var program = tls ? tlsServer : server;
        var files = tls
                ? List.of(
                        identity.resolve("certificate").toString(),
                        identity.resolve("key").toString())
                : List.<String>of();
        servers.put(BASE, join(List.of(String.valueOf(program), mode), files));
        for (var backend : List.of("EPOLL", "NIO")) {
            if (!tls || backend.equals("EPOLL")) {
                servers.put(
                        "Heddle, " + backend.toLowerCase(Locale.ROOT), java("GraphLineServer", files, mode, backend));
            }
        }
        for (var transport : tls ? List.of("epoll") : List.of("nio", "epoll", "uring")) {
            servers.put("Netty, " + transport + ", usual", java("NettyLineServer", files, mode, transport, "usual"));
            if (mode.equals("fanout")) {
                servers.put(
                        "Netty, " + transport + ", batched",
                        java("NettyLineServer", files, mode, transport, "batched"));
            }
        }
        var wanted = Pattern.compile(asked.only());
        servers.keySet()
                .removeIf(name -> !name.equals(BASE)
                        && !wanted.matcher((tls ? "tls, " : "plain, ") + name).find());
        return servers;
    }

    private static List<String> join(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    private static List<String> java(String main, List<String> files, String... args) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xms256m",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                // What Netty's users are told to set on this Java, so that it is not held back.
                "--sun-misc-unsafe-memory-access=allow",
                "-Dio.netty.noUnsafe=false",
                "-Dio.netty.leakDetection.level=disabled",
                "-cp"));
        // Without a logger that writes Netty's debug lines to where the port is read.
        command.add(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("logback"))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(TransportRun.class.getPackageName() + "." + main);
        command.addAll(List.of(args));
        command.addAll(files);
        return command;
    }

    private void round(int round, boolean tls) throws Exception {
        var table = tls ? encrypted : plain;
        for (var load : TransportTable.LOADS) {
            var servers = servers(load.mode(), tls);
            if (servers.size() == 1) {
                continue; // nobody to compare
            }
            for (var each : servers.entrySet()) {
                var figures = measure(each.getValue(), load, tls);
                table.add(each.getKey(), load, figures);
                System.out.printf(
                        Locale.ROOT,
                        "round %d, %s%s, %s: %.3f us, %.1f bytes per line%n",
                        round,
                        load.name(),
                        tls ? ", TLS" : "",
                        each.getKey(),
                        figures.microsPerLine(),
                        figures.bytesPerLine());
            }
        }
    }

    private TransportTable.Figures measure(List<String> command, TransportTable.Load load, boolean tls)
            throws Exception {
        boolean java = !command.getFirst().equals(String.valueOf(tls ? tlsServer : server));
        try (var running = new ServerProcess(command)) {
            var loading = new ProcessBuilder(loadCommand(load, running, tls))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long bytes = 0;
            try (var out = loading.inputReader(StandardCharsets.US_ASCII)) {
                for (var line = out.readLine(); line != null; line = out.readLine()) {
                    switch (line) {
                        case "begin" -> bytes -= java ? running.ask('a', "allocated") : 0;
                        case "end" -> bytes += java ? running.ask('a', "allocated") : 0;
                        default -> {
                            return figures(line.split(" "), java ? bytes : Double.NaN, loading, command);
                        }
                    }
                }
            }
            throw new IOException("the load ended without figures against " + command);
        }
    }

    private static TransportTable.Figures figures(String[] f, double bytes, Process loading, List<String> command)
            throws Exception {
        if (loading.waitFor() != 0) {
            throw new IOException("the load failed against " + command);
        }
        double lines = Double.parseDouble(f[0]);
        return new TransportTable.Figures(
                Double.parseDouble(f[2]) / lines, lines / Double.parseDouble(f[5]), bytes / lines);
    }

    private List<String> loadCommand(TransportTable.Load load, ServerProcess running, boolean tls) {
        var command = new ArrayList<>(List.of(
                String.valueOf(tls ? tlsLoader : loader),
                load.mode(),
                running.port(),
                running.pid(),
                "" + load.connections(),
                "" + load.senders(),
                "" + load.window(),
                "100",
                effort.warmSeconds,
                effort.seconds));
        if (tls) {
            command.add("tls");
        }
        return command;
    }

    /// Java heap per idle connection, of those servers that have one.
    private void idle() throws Exception {
        for (var each : servers("fanout", false).entrySet()) {
            if (each.getKey().equals(BASE) || each.getKey().endsWith("batched")) {
                continue;
            }
            try (var running = new ServerProcess(each.getValue())) {
                long before = running.ask('h', "heap");
                var load = new TransportTable.Load("", "idle", IDLE_CONNECTIONS, 0, 1);
                var loading = new ProcessBuilder(loadCommand(load, running, false)).start();
                try (var out = loading.inputReader(StandardCharsets.US_ASCII)) {
                    out.readLine(); // ready
                    idleBytes.put(each.getKey(), (running.ask('h', "heap") - before) / IDLE_CONNECTIONS);
                } finally {
                    loading.destroy();
                }
            }
        }
    }

    private String text(boolean tls, long minutes) {
        return String.format(
                        Locale.ROOT,
                        """
                        # Lines over TCP

                        Server processor time per delivered line, divided by that of the C server in the same round: medians of %d interleaved rounds
                        of %s s after %s s of warm-up, new processes each. Lines of 100 bytes. In brackets the C server's own figure. The C server has
                        the same flush policy: one send per connection and turn, four more looks first. Bytes are those that all threads of a server
                        allocated on the Java heap per delivered line, 10 senders to 1000.

                        Command: `bench/run-transport%s`, %d minutes. Processors: %d, shared between server and load; %s %s, Java %s. Every run counted
                        each line and lost none.

                        ## Plain

                        """,
                        rounds,
                        effort.seconds,
                        effort.warmSeconds,
                        asked.options(),
                        minutes,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.version"),
                        Runtime.version())
                + plain.text(idleBytes)
                + "\nThe heap of an idle connection includes its reference in the server's own table.\n"
                + (tls
                        ? "\n## TLS 1.3\n\nThe C server uses OpenSSL; both others the JDK's engine.\n\n"
                                + encrypted.text(Map.of())
                        : "");
    }
}
