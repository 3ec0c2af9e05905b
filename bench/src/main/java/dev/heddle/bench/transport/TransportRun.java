// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.transport;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Runs every server under every load, in turns, and writes the table.
///
/// `TransportRun SOURCES OUTPUT [ROUNDS [SECONDS [WARM_SECONDS]]]`: where the C programs are, the file to
/// write, 5 rounds of 1 s unless said. Each run is a new server process with the same warm-up. Needs gcc and
/// Linux.
public final class TransportRun {
    private static final int IDLE_CONNECTIONS = 4000;

    /// A load; the figures are those of the load program.
    private record Load(String name, String mode, int connections, int senders, int window) {}

    private record Figures(double microsPerLine, double p50Micros, double p99Micros, double linesPerReceive) {}

    private static final List<Load> LOADS = List.of(
            new Load("echo, 64 connections, 4 under way", "echo", 64, 0, 4),
            new Load("1 sender to 1000, 1 under way", "fanout", 1000, 1, 1),
            new Load("10 senders to 1000, 1 under way", "fanout", 1000, 10, 1));

    private final Path programs;
    private final String seconds;
    private final String warmSeconds;
    private final Map<String, Map<Load, List<Figures>>> results = new LinkedHashMap<>();
    private final Map<String, Long> idleBytes = new LinkedHashMap<>();

    private TransportRun(Path programs, String seconds, String warmSeconds) {
        this.programs = programs;
        this.seconds = seconds;
        this.warmSeconds = warmSeconds;
    }

    /// See the class.
    public static void main(String[] args) throws Exception {
        var programs = Files.createTempDirectory("transport");
        for (var program : List.of("lineserver", "lineload")) {
            var made = new ProcessBuilder(
                            "gcc", "-O3", "-o", programs.resolve(program).toString(), args[0] + "/" + program + ".c")
                    .inheritIO()
                    .start();
            if (made.waitFor() != 0) {
                throw new IOException("gcc failed for " + program);
            }
        }
        var run = new TransportRun(programs, args.length > 3 ? args[3] : "1", args.length > 4 ? args[4] : "8");
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        for (int round = 1; round <= rounds; round++) {
            run.round(round);
        }
        run.idle();
        Files.writeString(Path.of(args[1]), run.table(rounds));
        System.out.println("written to " + args[1]);
    }

    private Map<String, List<String>> servers(String mode) {
        var servers = new LinkedHashMap<String, List<String>>();
        servers.put("C, epoll", List.of(programs.resolve("lineserver").toString(), mode));
        servers.put("Heddle, epoll", java("GraphLineServer", mode, "EPOLL"));
        servers.put("Heddle, NIO", java("GraphLineServer", mode, "NIO"));
        for (var transport : List.of("nio", "epoll", "uring")) {
            servers.put("Netty, " + transport + ", usual", java("NettyLineServer", mode, transport, "usual"));
            if (mode.equals("fanout")) {
                servers.put("Netty, " + transport + ", batched", java("NettyLineServer", mode, transport, "batched"));
            }
        }
        return servers;
    }

    private static List<String> java(String main, String... args) {
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
        return command;
    }

    private void round(int round) throws Exception {
        for (var load : LOADS) {
            for (var server : servers(load.mode()).entrySet()) {
                var figures = measure(server.getValue(), load);
                results.computeIfAbsent(server.getKey(), name -> new LinkedHashMap<>())
                        .computeIfAbsent(load, name -> new ArrayList<>())
                        .add(figures);
                System.out.printf(
                        Locale.ROOT,
                        "round %d, %s, %s: %.3f us per line%n",
                        round,
                        load.name(),
                        server.getKey(),
                        figures.microsPerLine());
            }
        }
    }

    private Figures measure(List<String> server, Load load) throws Exception {
        try (var running = new Server(server)) {
            var loader = new ProcessBuilder(
                            programs.resolve("lineload").toString(),
                            load.mode(),
                            running.port,
                            running.pid(),
                            "" + load.connections(),
                            "" + load.senders(),
                            "" + load.window(),
                            "100",
                            warmSeconds,
                            seconds)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (var out = loader.inputReader(StandardCharsets.US_ASCII)) {
                var line = out.readLine();
                if (line == null || loader.waitFor() != 0) {
                    throw new IOException("the load failed against " + server);
                }
                var f = line.split(" ");
                double lines = Double.parseDouble(f[0]);
                return new Figures(
                        Double.parseDouble(f[2]) / lines,
                        Double.parseDouble(f[3]),
                        Double.parseDouble(f[4]),
                        lines / Double.parseDouble(f[5]));
            }
        }
    }

    /// Java heap per idle connection, of those servers that have one.
    private void idle() throws Exception {
        for (var server : servers("fanout").entrySet()) {
            if (server.getKey().startsWith("C,") || server.getKey().endsWith("batched")) {
                continue;
            }
            try (var running = new Server(server.getValue())) {
                long before = running.heap();
                var loader = new ProcessBuilder(
                                programs.resolve("lineload").toString(),
                                "idle",
                                running.port,
                                running.pid(),
                                "" + IDLE_CONNECTIONS,
                                "0",
                                "1",
                                "100",
                                "0",
                                "0")
                        .start();
                try (var out = loader.inputReader(StandardCharsets.US_ASCII);
                        var in = loader.getOutputStream()) {
                    out.readLine();
                    idleBytes.put(server.getKey(), (running.heap() - before) / IDLE_CONNECTIONS);
                    in.flush();
                } finally {
                    loader.destroy();
                }
            }
        }
    }

    private String table(int rounds) {
        var text = new StringBuilder("# Lines over TCP\n\n");
        text.append(
                        "Server processor time per delivered line, divided by the C server's in the same round; medians of ")
                .append(rounds)
                .append(" interleaved rounds of ")
                .append(seconds)
                .append(" s after ")
                .append(warmSeconds)
                .append(
                        " s of warm-up, new processes each. Lines of 100 bytes. In brackets the C server's own figure.\n")
                .append(
                        "The C server has the same flush policy: one send per connection and turn, four more looks first.\n\n")
                .append("Command: `bench/run-transport`. Processors: ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(", shared between server and load; ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.version"))
                .append(", Java ")
                .append(Runtime.version())
                .append(".\n\n| server |");
        LOADS.forEach(load -> text.append(' ').append(load.name()).append(" |"));
        text.append(" lines per receive | heap bytes per idle connection |\n|---|---|---|---|---|---|\n");
        var base = results.get("C, epoll");
        results.forEach((name, byLoad) -> {
            text.append("| ").append(name).append(" |");
            for (var load : LOADS) {
                text.append(cell(byLoad.get(load), base == null ? null : base.get(load), name.startsWith("C,")));
            }
            var coalesced = byLoad.get(LOADS.getLast());
            text.append(
                    coalesced == null
                            ? " – |"
                            : String.format(
                                    Locale.ROOT,
                                    " %.1f |",
                                    median(coalesced.stream()
                                            .map(Figures::linesPerReceive)
                                            .toList())));
            text.append(idleBytes.containsKey(name) ? " " + idleBytes.get(name) + " |\n" : " – |\n");
        });
        return text.toString();
    }

    private static String cell(@Nullable List<Figures> figures, @Nullable List<Figures> base, boolean isBase) {
        if (figures == null || base == null) {
            return " – |";
        }
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < figures.size(); i++) {
            ratios.add(figures.get(i).microsPerLine() / base.get(i).microsPerLine());
        }
        return isBase
                ? String.format(
                        Locale.ROOT,
                        " 1.00 (%.3f µs) |",
                        median(figures.stream().map(Figures::microsPerLine).toList()))
                : String.format(Locale.ROOT, " %.2f |", median(ratios));
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    /// One server process; closing it kills it.
    private static final class Server implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        final String port;

        Server(List<String> command) throws IOException {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
            port = word("port");
        }

        String pid() {
            return "" + process.pid();
        }

        long heap() throws IOException {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            return Long.parseLong(word("heap"));
        }

        private String word(String name) throws IOException {
            for (var line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(name + " ")) {
                    return line.substring(name.length() + 1);
                }
            }
            throw new IOException("the server ended before it said " + name);
        }

        @Override
        public void close() throws InterruptedException {
            process.destroy();
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }
}
