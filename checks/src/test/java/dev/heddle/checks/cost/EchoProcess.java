// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.cost;

import dev.heddle.runtime.graph.GraphPlan;
import dev.heddle.runtime.graph.Participants;
import dev.heddle.runtime.graph.Protocol;
import dev.heddle.runtime.graph.Service;
import dev.heddle.runtime.graph.Session;
import dev.heddle.runtime.graph.SessionRef;
import dev.heddle.runtime.loop.Backend;
import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.LoopOptions;
import dev.heddle.runtime.net.Endpoint;
import dev.heddle.runtime.net.Tcp;
import dev.heddle.runtime.net.TcpOptions;
import dev.heddle.runtime.status.StatusReport;
import dev.heddle.runtime.unit.Chain;
import dev.heddle.runtime.unit.HeapOptions;
import dev.heddle.runtime.unit.UnitHeap;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// An echo server in a process of its own, which can be asked what it costs: a test's own thread would be in the
/// figures.
final class EchoProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;
    final int port;

    /// @param files the most file descriptors of that process; 0: as many as here
    EchoProcess(Backend backend, int files) throws Exception {
        var command = new ArrayList<String>(List.of(
                "/bin/sh",
                "-c",
                (files > 0 ? "ulimit -n " + files + "; " : "") + "exec \"$0\" \"$@\"",
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-cp",
                // Not the whole class path: every jar that is looked into takes a descriptor.
                placeOf(Tcp.class) + ":" + placeOf(EchoProcess.class),
                EchoProcess.class.getName(),
                backend.name()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        out = process.inputReader(StandardCharsets.US_ASCII);
        in = process.outputWriter(StandardCharsets.US_ASCII);
        port = (int) answer("port");
    }

    private static Path placeOf(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    /// Asks for a figure: `heap` (bytes in use after a collection), `allocated` (bytes by the loop's thread so
    /// far), `exhausted` (how often an accept met no descriptor), `open` (connections).
    long ask(String what) throws IOException {
        in.write(what + "\n");
        in.flush();
        return answer(what);
    }

    private long answer(String what) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(what + " ")) {
                return Long.parseLong(line.substring(what.length() + 1));
            }
        }
        throw new IOException("the server ended before it said " + what);
    }

    @Override
    public void close() throws Exception {
        in.close();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }

    // ---- in the other process

    public static void main(String[] args) throws Exception {
        loadAll(placeOf(Tcp.class));
        var heap = UnitHeap.open(HeapOptions.of("read", 16_384, 4, 256));
        try (var loop = Loop.open("echo", LoopOptions.defaults().backend(Backend.valueOf(args[0])))) {
            var echo = new Back();
            var graph = GraphPlan.bottom("tcp", () -> Tcp.create(TcpOptions.of(heap)))
                    .layer("echo", () -> echo, "tcp")
                    .build(loop);
            var tcp = (Tcp) graph.layer("tcp");
            tcp.openEnable(echo, Participants.at(new Endpoint("127.0.0.1", 0)));
            System.out.println("port " + ((Endpoint) tcp.listening().getFirst()).port());
            var door = loop.door();
            long thread = Thread.currentThread().threadId();
            Thread.ofPlatform().daemon().start(() -> {
                answerAll(tcp, thread);
                door.stop();
            });
            loop.run();
            graph.close();
        }
    }

    /// While there are descriptors: a class in a directory is a file, too.
    private static void loadAll(Path classes) throws Exception {
        try (var files = Files.walk(classes)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("-info.class")) {
                    Class.forName(name.substring(0, name.length() - ".class".length()));
                }
            }
        }
    }

    private static void answerAll(Tcp tcp, long loopThread) {
        var report = StatusReport.open("echo");
        report.add(tcp);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            for (String what = in.readLine(); what != null; what = in.readLine()) {
                long figure = switch (what) {
                    case "heap" -> used();
                    case "allocated" -> threads.getThreadAllocatedBytes(loopThread);
                    case "open" -> tcp.connections();
                    default -> figure(report, "filesExhausted");
                };
                System.out.println(what + " " + figure);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long figure(StatusReport report, String name) {
        var found = Pattern.compile("\"" + name + "\":\\s*(\\d+)").matcher(report.json());
        return found.find() ? Long.parseLong(found.group(1)) : -1;
    }

    private static long used() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            var machine = Runtime.getRuntime();
            used = Math.min(used, machine.totalMemory() - machine.freeMemory());
        }
        return used;
    }

    /// Sends back what comes. Keeps one reference per session.
    private static final class Back extends Protocol {
        private final List<SessionRef> sessions = new ArrayList<>();

        @Override
        public void openDone(Session lower) {
            sessions.add(lower.duplicate());
        }

        @Override
        public void demux(Session lower, Chain message) {
            var ignored = lower.push(message);
        }

        @Override
        public void closeDone(Session lower) {
            for (int i = 0; i < sessions.size(); i++) {
                if (sessions.get(i).id() == lower.id()) {
                    sessions.remove(i).close();
                    return;
                }
            }
        }

        @Override
        public Service needs() {
            return Service.STREAM;
        }

        @Override
        public Service provides() {
            return Service.STREAM;
        }
    }
}
