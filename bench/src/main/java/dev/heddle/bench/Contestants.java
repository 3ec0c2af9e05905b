// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench;

import dev.heddle.bench.contest.CPrograms;
import dev.heddle.bench.contest.Entry;
import dev.heddle.bench.loop.LoopLoad;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The command line of everything that is measured in a process of its own.
final class Contestants {
    /// One of them.
    record Contestant(String section, String row, String contender, List<String> command) {
        String name() {
            return section + ", " + row + ", " + contender;
        }
    }

    /// What peers are told to set on this Java, so that none is held back: Agrona needs the first two, Netty
    /// the others.
    static final List<String> JVM = List.of(
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dio.netty.noUnsafe=false",
            "-Dio.netty.leakDetection.level=disabled",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xms512m",
            "-Xmx512m");

    private final String warmMillis;
    private final String measuredMillis;
    private final List<Contestant> all = new ArrayList<>();

    Contestants(long warmMillis, long measuredMillis) {
        this.warmMillis = "" + warmMillis;
        this.measuredMillis = "" + measuredMillis;
    }

    List<Contestant> all(Path sources) throws Exception {
        EntryRun.entries().forEach(this::java);
        var programs = new CPrograms(sources);
        messages(programs);
        requests(programs);
        workers(programs);
        return all;
    }

    private void java(Entry entry) {
        all.add(new Contestant(
                entry.section(),
                entry.row(),
                entry.contender(),
                java(EntryRun.class, entry.section(), entry.row(), entry.contender(), warmMillis, measuredMillis)));
    }

    /// A program of this module in a virtual machine that holds no peer back.
    static List<String> java(Class<?> program, String... arguments) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        // Without a logger that writes Netty's debug lines.
        command.add("-cp");
        command.add(Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("logback"))
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    private void messages(CPrograms programs) throws InterruptedException {
        Path ev = programs.build("handoff-ev=handoff", "libev-dev", "-lev");
        Path event = programs.build(
                "handoff-event=handoff", "libevent-dev", "-DWITH_LIBEVENT", "-levent", "-levent_pthreads");
        for (String producers : List.of("1", "2", "4", "next", "asleep")) {
            String row = switch (producers) {
                case "next" -> LoopLoad.NEXT;
                case "asleep" -> LoopLoad.ASLEEP;
                default -> "from " + producers;
            };
            for (String mode : List.of("ev", "eventfd", "socketpair")) {
                String name = mode.equals("ev") ? "libev, C" : mode + " per message, C";
                c("messages to a loop", row, name, ev, mode, producers, seconds());
            }
            c("messages to a loop", row, "libevent, C", event, "event", producers, seconds());
        }
    }

    private void requests(CPrograms programs) throws InterruptedException {
        Path tevent = programs.build("tevent_queue", "libtevent-dev libtalloc-dev", "-ltevent", "-ltalloc");
        for (String when : List.of("immediate", "deferred")) {
            c("RequestQueueBench", when + "Single", "tevent, C", tevent, when, "single", seconds());
            c("RequestQueueBench", when + "Row", "tevent, C", tevent, when, "row", seconds());
        }
    }

    private void workers(CPrograms programs) throws InterruptedException {
        Path worker = programs.build("worker", "libev-dev", "-lev");
        for (String outstanding : List.of("1", "64")) {
            String row = "there and back, " + outstanding + " under way";
            c("workers", row, "ymo pattern, C", worker, outstanding, seconds());
        }
    }

    private String seconds() {
        return "" + Double.parseDouble(measuredMillis) / 1000;
    }

    private void c(String section, String row, String contender, @Nullable Path program, String... args) {
        if (program == null) {
            return;
        }
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(List.of(args));
        all.add(new Contestant(section, row, contender, command));
    }
}
