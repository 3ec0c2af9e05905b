// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Makes `serve` start in a fraction of the time: unsigned jars, SQLite's library unpacked, and a cache of
/// loaded and linked classes (`heddle.aot`).
///
/// Run by the build after the jar is made. For the cache it starts the real command on an empty directory and
/// on free ports, lets one client log in and talk, and stops it with SIGTERM; the JDK writes the cache when
/// it ends. A cache belongs to one build of a JDK and one set of jars; another JDK ignores it. What cannot be
/// done is told and skipped, because the command works without any of it.
public final class AotTraining {
    private static final Pattern LISTENING = Pattern.compile("listening: (irc|web) on .*:(\\d+)");
    private static final int PATIENCE_MILLIS = 60_000;
    private static final String CONFIG = """
            [[listener]]
            port = 0
            speaks = "irc"

            [[listener]]
            port = 0
            speaks = "irc-tls"

            [[listener]]
            port = 0
            speaks = "web"
            """;
    private static final String TALK =
            "CAP LS 302\r\nNICK trainee\r\nUSER t 0 * :t\r\nCAP END\r\nJOIN #t\r\nPRIVMSG #t :hello\r\nQUIT\r\n";

    private static final String VISIT = """
            GET / HTTP/1.1\r
            Host: a\r
            \r
            GET /irc HTTP/1.1\r
            Host: a\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
            Sec-WebSocket-Extensions: permessage-deflate\r
            \r
            """;

    private final Path home;
    private final Path work;

    private AotTraining(Path home, Path work) {
        this.home = home;
        this.work = work;
    }

    /// Takes the directory of `heddle.jar`. Says what it did.
    public static void main(String[] args) throws IOException {
        Path home = Path.of(args[0]).toAbsolutePath();
        UnsignedJars.replaceIn(home.resolve("lib")).forEach(jar -> System.out.println("unsigned: " + jar));
        try {
            System.out.println("unpacked: " + home.relativize(SqliteLibrary.unpack(home)));
        } catch (IOException e) {
            System.out.println("unpacked: nothing, " + e.getMessage());
        }
        Path work = Files.createTempDirectory("heddle-aot");
        try {
            System.out.println("aot cache: " + new AotTraining(home, work).run());
        } catch (IOException e) {
            System.out.println("aot cache: skipped, the training run failed: " + e.getMessage());
        } finally {
            delete(work);
        }
    }

    private String run() throws IOException {
        Path cache = home.resolve("heddle.aot");
        Files.deleteIfExists(cache);
        Path config = Files.writeString(work.resolve("heddle.toml"), CONFIG);
        Process server = new ProcessBuilder(command(cache, config))
                .directory(work.toFile())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8)) {
            var heard = new ArrayList<String>();
            Map<String, Integer> ports = awaitReady(said, heard);
            Integer irc = ports.get("irc");
            Integer web = ports.get("web");
            if (irc == null || web == null) {
                return "skipped, the server did not start: " + String.join(" | ", heard);
            }
            talk(irc, TALK.getBytes(StandardCharsets.UTF_8));
            talk(web, visit());
            server.toHandle().destroy();
            said.lines().forEach(heard::add);
            if (!server.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS) || !Files.exists(cache)) {
                return "skipped, the server left none: " + String.join(" | ", heard);
            }
            return home.relativize(cache) + ", " + Files.size(cache) / 1_000_000 + " MB";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "skipped, interrupted";
        } finally {
            server.destroyForcibly();
        }
    }

    /// As the launcher starts it, or the cache would not fit.
    private List<String> command(Path cache, Path config) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-D" + SqliteLibrary.PROPERTY + "=" + home.resolve(SqliteLibrary.DIRECTORY),
                "-XX:AOTCacheOutput=" + cache,
                "-jar",
                home.resolve("heddle.jar").toString(),
                "serve",
                "--config",
                config.toString(),
                "--data",
                work.resolve("data").toString());
    }

    /// The ports in the clear once everything listens; empty when the server ended instead.
    private static Map<String, Integer> awaitReady(BufferedReader said, List<String> heard) throws IOException {
        var ports = new HashMap<String, Integer>();
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            heard.add(line);
            var listening = LISTENING.matcher(line);
            if (listening.matches()) {
                ports.putIfAbsent(listening.group(1), Integer.valueOf(listening.group(2)));
            }
            if (line.startsWith("ready")) {
                return ports;
            }
        }
        return Map.of();
    }

    /// The same talk as a browser would have it, a message for each line; a mask of zeros is one, too.
    private static byte[] visit() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(VISIT.getBytes(StandardCharsets.US_ASCII));
        for (String line : TALK.split("\r\n")) {
            var payload = line.getBytes(StandardCharsets.UTF_8);
            out.write(0x81);
            out.write(0x80 | payload.length);
            out.writeBytes(new byte[4]);
            out.writeBytes(payload);
        }
        out.writeBytes(new byte[] {(byte) 0x88, (byte) 0x80, 0, 0, 0, 0});
        return out.toByteArray();
    }

    /// A short visit; reads until the server hangs up.
    private static void talk(int port, byte[] said) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(said);
            socket.getInputStream().readAllBytes();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
