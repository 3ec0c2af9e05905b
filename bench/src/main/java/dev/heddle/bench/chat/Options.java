// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What one run measures, and for how long. Immutable.
///
/// @param home the checkout
/// @param sections which of [#SECTIONS]
/// @param rounds how often everything is measured
/// @param warmSeconds of load before each server is measured
/// @param seconds measured
/// @param starts how often a start is timed
/// @param cases names of [Case]s; empty: all
/// @param servers names of [Servers]; empty: all
/// @param output the file whose sections are replaced
/// @param log where the rows of all runs are kept; null: nowhere
record Options(
        Path home,
        Set<String> sections,
        int rounds,
        double warmSeconds,
        double seconds,
        int starts,
        Set<String> cases,
        Set<String> servers,
        Path output,
        @Nullable Path log) {
    static final List<String> SECTIONS = List.of("rows", "idle", "echo", "start");

    private static final double FIXED_WARM_PART = 0.25;
    private static final double IDLE_SECONDS = 30;

    static final String USAGE = """
            usage: bench/run-chat [rows] [idle] [echo] [start] [--quick] [OPTION...]

              rows   processor time per delivered line, latencies at fixed rates, storms; beside the peers
              idle   memory per idle connection
              echo   messages a second that are committed before their senders are told, beside the store alone
              start  from exec to the open port
                     none of them: all

              --quick             one round, 5 s of warm-up, 2 s measured, 5 starts: about 10 minutes
              --rounds N          how often everything is measured, in turns (5)
              --warm-up SECONDS   under load before each measurement (20)
              --seconds SECONDS   measured (3)
              --starts N          how often a start is timed (20)
              --cases A,B         of the rows: fanout100 fanout1000 fanout4000 many200x10 private1000
                                  accounts1000 storm5000
              --servers A,B       of the rows: heddle heddle-history inspircd ngircd ircd-hybrid ideal
              --output FILE       whose sections are replaced (docs/measurements/chat.md)
              --log FILE          adds the rows to those that FILE has of earlier runs, and makes the table of all: so that
                                  a long measurement can be taken in pieces, as --cases or --rounds

            How long it will take is told at the beginning: about two hours as it is. Two rounds that say most in about
            25 minutes: bench/run-chat --rounds 2 --warm-up 8 --seconds 2

            The peers are taken from Debian's packages with apt-get download and unpacked, not installed; the programs
            in C are built with gcc. Run it on a quiet machine.""";

    /// Reads a command line; throws IllegalArgumentException that says what is wrong.
    static Options parse(Path home, String... args) {
        var sections = new TreeSet<String>();
        var cases = new TreeSet<String>();
        var servers = new TreeSet<String>();
        int rounds = 5;
        int starts = 20;
        double warm = 20;
        double seconds = 3;
        var output = home.resolve("docs/measurements/chat.md");
        Path log = null;
        var rest = new ArrayList<>(List.of(args));
        if (rest.remove("--quick")) {
            rounds = 1;
            starts = 5;
            warm = 5;
            seconds = 2;
        }
        for (var i = rest.iterator(); i.hasNext(); ) {
            var word = i.next();
            if (SECTIONS.contains(word)) {
                sections.add(word);
                continue;
            }
            if (!word.startsWith("--") || !i.hasNext()) {
                throw new IllegalArgumentException("'" + word + "': no section, or an option without its value");
            }
            var value = i.next();
            switch (word) {
                case "--rounds" -> rounds = Integer.parseInt(value);
                case "--warm-up" -> warm = Double.parseDouble(value);
                case "--seconds" -> seconds = Double.parseDouble(value);
                case "--starts" -> starts = Integer.parseInt(value);
                case "--cases" -> cases.addAll(known(value, Case.names()));
                case "--servers" -> servers.addAll(known(value, Servers.NAMES));
                case "--output" -> output = Path.of(value).toAbsolutePath();
                case "--log" -> log = Path.of(value).toAbsolutePath();
                default -> throw new IllegalArgumentException("unknown option " + word);
            }
        }
        if (sections.isEmpty()) {
            sections.addAll(SECTIONS);
        }
        return new Options(home, sections, rounds, warm, seconds, starts, cases, servers, output, log);
    }

    private static List<String> known(String value, List<String> all) {
        var names = List.of(value.split(","));
        for (var name : names) {
            if (!all.contains(name)) {
                throw new IllegalArgumentException("'" + name + "': wanted one of " + all);
            }
        }
        return names;
    }

    boolean wants(Case one) {
        return cases.isEmpty() || cases.contains(one.id());
    }

    boolean wantsServer(String name) {
        return servers.isEmpty() || servers.contains(name);
    }

    /// About how long it takes: [#warmSeconds()] and [#seconds()], and what it takes to start, connect and drain.
    double expectedSeconds() {
        double round = 0;
        if (sections.contains("rows")) {
            for (var one : Case.ALL) {
                long runs = Servers.NAMES.stream()
                        .filter(name -> wants(one) && wantsServer(name) && Servers.isMeant(name, one))
                        .count();
                round += runs * (one.isStorm() ? warmSeconds + 5 : warmSeconds + fixedWarmSeconds() + 2 * seconds + 4);
            }
        }
        if (sections.contains("idle")) {
            round += IDLE_SECONDS;
        }
        if (sections.contains("echo")) {
            round += 2 * (warmSeconds + 3 * seconds) + 3;
        }
        return rounds * round + (sections.contains("start") ? 2 * starts : 0);
    }

    /// Under load at the fixed rate, before it is measured: one message at a time is other work than as many as
    /// possible.
    double fixedWarmSeconds() {
        return Math.max(1, warmSeconds * FIXED_WARM_PART);
    }

    /// How it was measured, for the head of a section.
    ///
    /// @param taken how many rounds there are
    String manner(int taken) {
        return "Medians of %d rounds in turns, new processes each, %s s of load before each and %s s measured"
                .formatted(taken, number(warmSeconds), number(seconds));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }
}
