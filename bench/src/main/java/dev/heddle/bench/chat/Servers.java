// SPDX-License-Identifier: Apache-2.0
package dev.heddle.bench.chat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How each server is started: ours by its launcher, the peers from Debian's packages, unpacked and not
/// installed, so that no service starts and none conflicts with another.
///
/// All have what shipped configurations limit against floods lifted, or the load would measure the limits.
final class Servers {
    static final String HEDDLE = "heddle";
    static final String HISTORY = "heddle-history";
    static final String INSPIRCD = "inspircd";
    static final String NGIRCD = "ngircd";
    static final String HYBRID = "ircd-hybrid";
    static final String IDEAL = "ideal";
    static final List<String> NAMES = List.of(HEDDLE, HISTORY, INSPIRCD, NGIRCD, HYBRID, IDEAL);

    /// The packages, and the libraries that they need and a plain system has not.
    private static final Map<String, List<String>> PACKAGES = Map.of(
            INSPIRCD, List.of("inspircd"),
            NGIRCD, List.of("ngircd", "libident"),
            HYBRID, List.of("ircd-hybrid", "libltdl7"));

    private static final int NOBODY = 65_534;

    private final Bench bench;
    private final Map<String, String> missing = new LinkedHashMap<>();

    Servers(Bench bench) {
        this.bench = bench;
    }

    /// Fetches and unpacks what is needed; what cannot be had is told, and left out of the tables.
    void prepare(Options options) throws IOException, InterruptedException {
        for (var name : NAMES) {
            if (PACKAGES.containsKey(name) && options.wantsServer(name)) {
                for (var debian : PACKAGES.getOrDefault(name, List.of())) {
                    unpack(name, debian);
                }
            }
        }
    }

    private void unpack(String name, String debian) throws IOException, InterruptedException {
        var kept = Files.createDirectories(bench.home().resolve("bench/target/peers"));
        var archive = archive(kept, debian);
        if (archive == null && run(kept, "apt-get", "download", "-qq", debian)) {
            archive = archive(kept, debian);
        }
        if (archive == null
                || !run(kept, "dpkg", "-x", archive.toString(), root(name).toString())) {
            missing.put(name, "no package " + debian + ": apt-get download or dpkg -x failed");
            System.err.println("NOT RUN: " + name + ": " + missing.get(name));
        }
    }

    private static @Nullable Path archive(Path kept, String debian) throws IOException {
        try (var files = Files.newDirectoryStream(kept, debian + "_*.deb")) {
            for (var file : files) {
                return file;
            }
        }
        return null;
    }

    private static boolean run(Path directory, String... command) throws IOException, InterruptedException {
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor() == 0;
        } catch (IOException notThere) {
            return false;
        }
    }

    private Path root(String name) {
        return bench.programs().resolve(name);
    }

    boolean isThere(String name) {
        return !missing.containsKey(name);
    }

    /// Accounts are made the way that ours has.
    static boolean isMeant(String name, Case one) {
        return !one.accounts() || name.equals(HEDDLE) || name.equals(HISTORY);
    }

    /// As many registrations at once as suit it best.
    static int inFlight(String name) {
        return switch (name) {
            case INSPIRCD -> 4000; // finishes registrations on a timer
            case NGIRCD -> 8; // has a listen backlog of ten
            default -> 128;
        };
    }

    Server start(String name) throws IOException, InterruptedException {
        return switch (name) {
            case HEDDLE -> heddle(name, false, List.of());
            case HISTORY -> heddle(name, true, List.of());
            case IDEAL -> {
                int port = Bench.freePort();
                yield Server.start(name, List.of(bench.program("ideal"), "" + port), Map.of(), port, bench.directory());
            }
            case INSPIRCD ->
                peer(
                        name,
                        "usr/sbin/inspircd",
                        (directory, configuration) -> List.of("--config=" + configuration, "--nofork", "--nopid"));
            case NGIRCD ->
                peer(
                        name,
                        "usr/sbin/ngircd",
                        (directory, configuration) -> List.of("-n", "-f", configuration.toString()));
            case HYBRID -> peer(name, "usr/sbin/ircd-hybrid", Servers::hybridArguments);
            default -> throw new IllegalArgumentException("no server " + name);
        };
    }

    /// Ours, with shipped defaults but for the history if that is off.
    ///
    /// @param javaOptions more of them
    Server heddle(String name, boolean history, List<String> javaOptions) throws IOException, InterruptedException {
        int port = Bench.freePort();
        var directory = bench.directory();
        var configuration = Files.writeString(directory.resolve("heddle.toml"), """
                [history]
                enabled = %s

                # Accounts are made before anything is measured: what a password costs is not the question here.
                [accounts]
                argon2-memory = "8KiB"
                argon2-passes = 1

                [[listener]]
                address = "127.0.0.1"
                port = %d
                speaks = "irc"
                """.formatted(history, port));
        return Server.start(
                name,
                List.of(
                        launcher(bench.home()),
                        "serve",
                        "--config",
                        configuration.toString(),
                        "--data",
                        directory.resolve("data").toString()),
                Map.of("HEDDLE_NO_BUILD", "1", "HEDDLE_JAVA_OPTS", String.join(" ", javaOptions)),
                port,
                directory);
    }

    static String launcher(Path home) {
        return home.resolve("heddle").toString();
    }

    private static String libraries(Path root) {
        var architecture = System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch");
        return root.resolve("usr/lib/" + architecture + "-linux-gnu").toString();
    }

    /// What follows the program's name.
    private interface Arguments {
        List<String> of(Path directory, Path configuration);
    }

    private static List<String> hybridArguments(Path directory, Path configuration) {
        var arguments = new ArrayList<>(List.of("-foreground", "-configfile", configuration.toString()));
        for (var file : List.of("pidfile", "logfile", "klinefile", "dlinefile", "xlinefile", "resvfile")) {
            arguments.add("-" + file);
            arguments.add(directory.resolve(file).toString());
        }
        return arguments;
    }

    private Server peer(String name, String program, Arguments arguments) throws IOException, InterruptedException {
        int port = Bench.freePort();
        var directory = Files.createTempDirectory(bench.programs(), name);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
        var text = Files.readString(bench.home().resolve("bench/src/main/peers/" + name + ".conf"))
                .replace("@PORT@", "" + port)
                .replace("@DIR@", directory.toString())
                .replace("@ROOT@", root(name).toString());
        var configuration = Files.writeString(directory.resolve("server.conf"), text);
        var command = new ArrayList<String>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.addAll(List.of("env", "LD_LIBRARY_PATH=" + libraries(root(name))));
        if (name.equals(HYBRID)) {
            command.addAll(List.of("HYBRID_ROOT=" + root(name), "LD_PRELOAD=" + bench.program("hybrid.so")));
        }
        command.add(root(name).resolve(program).toString());
        command.addAll(arguments.of(directory, configuration));
        return Server.start(name, command, Map.of(), port, directory);
    }
}
