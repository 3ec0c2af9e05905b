// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.http;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Runs `wrk` against each server in turn, round after round, and prints a table: requests per second, and how
/// much CPU of the server's process a request costs. `HttpRun [ROUNDS [SECONDS [hello,pipelined,block,tiny,large]]]`.
///
/// It needs `wrk`, and takes `nginx` along where there is one (both from Debian). The first round warms up and
/// does not count; a figure is the median of the others. Server and load share the machine, so compare figures
/// of one run.
public final class HttpRun {
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ([0-9.]+)(ms|s|m)");
    private static final Pattern ERRORS = Pattern.compile("Socket errors: (.*)|Non-2xx or 3xx responses: (\\d+)");

    private static final String READING = """

            ## How to read it

            Compare within a table, and by the least where a row's least and most are far apart: other programs take the processors away, and a
            loop that runs rarely finds more to do in each turn. `pipelined` is what parsing, handler and writing cost without the system calls, which
            `hello` pays once per request: one read, one parse where the bytes lie, one write into the loop's unit, one send. nginx sends the body of
            `large` from a file.

            The bytes that Heddle's loop allocates are the exchange, which the handler may keep, and the part of its body; the runtime below
            allocates none.

            It does not show TLS, bodies of requests, many headers, slow clients, or more than one loop.
            """;

    /// One way to load a server.
    private record Scenario(String name, String mode, int connections, boolean pipelined) {}

    private static final List<Scenario> SCENARIOS = List.of(
            new Scenario("hello", "hello", 64, false),
            new Scenario("pipelined", "hello", 64, true),
            new Scenario("block", "block", 256, false),
            new Scenario("tiny", "tiny", 64, false),
            new Scenario("large", "large", 64, false));

    /// Virtual threads are carried by one thread for each processor, unless told otherwise.
    private static List<String> carriers(int count) {
        return List.of("-Djdk.virtualThreadScheduler.parallelism=" + Math.max(1, count));
    }

    private record Figure(double perSecond, double cpuMicros) {}

    private final int seconds;
    private final Path directory;
    private final Path pipeline;
    private String allocated = "";

    private HttpRun(int seconds, Path directory) throws IOException {
        this.seconds = seconds;
        this.directory = directory;
        this.pipeline = directory.resolve("pipeline.lua");
        Files.writeString(pipeline, """
                init = function(args)
                  local all = {}
                  for i = 1, 16 do all[i] = wrk.format() end
                  request16 = table.concat(all)
                end
                request = function() return request16 end
                """);
    }

    /// Takes the file to write, the number of rounds, the seconds of each, and the scenarios.
    public static void main(String[] args) throws Exception {
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        int seconds = args.length > 2 ? Integer.parseInt(args[2]) : 5;
        var wanted = args.length > 3
                ? List.of(args[3].split(","))
                : SCENARIOS.stream().map(Scenario::name).toList();
        var run = new HttpRun(seconds, Files.createTempDirectory("http-run"));
        var text = new StringBuilder(run.head(rounds));
        for (var scenario : SCENARIOS) {
            if (wanted.contains(scenario.name)) {
                text.append(table(scenario, run.measure(scenario, rounds)));
                text.append(
                        run.allocated.isEmpty()
                                ? ""
                                : "\nHeddle's loop allocates " + run.allocated
                                        + " bytes per request, behind the first 200,000.\n");
            }
        }
        var load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        text.append("\nAverage load of the machine at the end: %.0f.\n".formatted(load));
        Files.writeString(Path.of(args[0]), text.append(READING));
    }

    private String head(int rounds) {
        return """
                # HTTP servers side by side

                `wrk` against each server in turn; medians of %d interleaved rounds of %d s after one that does not count. CPU is that of the server's
                process, from /proc/PID/stat. hello: 13 bytes from a handler that does nothing. pipelined: the same, 16 requests at once per connection.
                block: a handler that sleeps for 5 ms; on a virtual thread in Heddle, Jetty and Helidon, on a pool of 256 threads in Netty and Undertow.
                Heddle leaves a processor to its loop (`Carriers`) but in the row "all carriers"; "a carrier less" does so by the JVM's setting.
                tiny and large: as hello, with 2 bytes and 10 KiB. Heddle and Netty run on one event loop.

                Command: `bench/run-http %d %d`. Processors: %d, shared between server and load; Linux %s, Java %s.
                """.formatted(
                        rounds,
                        seconds,
                        rounds,
                        seconds,
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private Map<String, ServerProcess> start(Scenario scenario) throws IOException, InterruptedException {
        var servers = new LinkedHashMap<String, ServerProcess>();
        var mode = List.of(scenario.mode);
        var ours = List.of(scenario.mode, "EPOLL");
        boolean isBlocking = scenario.mode.equals("block");
        servers.put("Heddle", ServerProcess.java(HeddleServer.class, ours));
        servers.put("Netty epoll", ServerProcess.java(NettyServer.class, mode));
        servers.put("Jetty", ServerProcess.java(JettyServer.class, mode));
        servers.put("Undertow", ServerProcess.java(UndertowServer.class, mode));
        servers.put("Helidon", ServerProcess.java(HelidonServer.class, mode));
        if (isBlocking) {
            int processors = Runtime.getRuntime().availableProcessors();
            servers.put("Heddle, all carriers", ServerProcess.java(HeddleServer.class, carriers(processors), ours));
            servers.put(
                    "Helidon, a carrier less", ServerProcess.java(HelidonServer.class, carriers(processors - 1), mode));
        } else if (isInstalled("nginx")) {
            servers.put("nginx", ServerProcess.nginx(directory, Work.body(scenario.mode)));
        }
        return servers;
    }

    private static boolean isInstalled(String program) {
        for (var place : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(place, program))) {
                return true;
            }
        }
        return Files.isExecutable(Path.of("/usr/sbin", program));
    }

    private Map<String, List<Figure>> measure(Scenario scenario, int rounds) throws IOException, InterruptedException {
        var servers = start(scenario);
        try {
            var figures = new LinkedHashMap<String, List<Figure>>();
            for (int round = 0; round <= rounds; round++) {
                for (var server : servers.entrySet()) {
                    var figure = load(scenario, server.getKey(), server.getValue());
                    if (round > 0) {
                        figures.computeIfAbsent(server.getKey(), name -> new ArrayList<>())
                                .add(figure);
                    }
                }
            }
            var ours = servers.get("Heddle");
            allocated = ours == null ? "" : ours.lastWords("allocated");
            return figures;
        } finally {
            servers.values().forEach(ServerProcess::close);
        }
    }

    private Figure load(Scenario scenario, String name, ServerProcess server) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + scenario.connections, "-d" + seconds + "s"));
        if (scenario.pipelined) {
            command.addAll(List.of("-s", pipeline.toString()));
        }
        command.add("http://127.0.0.1:" + server.port() + "/");
        double before = server.cpuMicros();
        var wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) {
            throw new IOException(name + ": " + command + " failed: " + output);
        }
        double cpu = server.cpuMicros() - before;
        var errors = ERRORS.matcher(output);
        if (errors.find()) {
            System.out.println(name + " " + scenario.name + ": " + errors.group());
        }
        var counted = REQUESTS.matcher(output);
        if (!counted.find()) {
            throw new IOException(name + ": wanted a number of requests, got: " + output);
        }
        long requests = Math.max(1, Long.parseLong(counted.group(1)));
        return new Figure(requests / (double) seconds, cpu / requests);
    }

    private static String table(Scenario scenario, Map<String, List<Figure>> figures) {
        var text = new StringBuilder("\n| ")
                .append(scenario.name)
                .append(", ")
                .append(scenario.connections)
                .append(" connections | CPU µs per request | least | most | requests/s |\n|---|---|---|---|---|\n");
        figures.forEach((name, some) -> {
            var cpu = some.stream().map(Figure::cpuMicros).sorted().toList();
            var rate = some.stream().map(Figure::perSecond).sorted().toList();
            text.append("| %s | %.2f | %.2f | %.2f | %,.0f |\n"
                    .formatted(
                            name, cpu.get(cpu.size() / 2), cpu.getFirst(), cpu.getLast(), rate.get(rate.size() / 2)));
        });
        return text.toString();
    }
}
