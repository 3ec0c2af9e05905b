// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.bench.http.HeddleServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The raw-socket probes of `checks/http`, request smuggling among them, against a server of ours in its own process. */
class HttpProbesTest {
    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void everyProbeGetsTheAnswerThatTheRfcWants() throws Exception {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "NOT RUN: install python3");
        Process server = start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HeddleServer.class.getName(),
                "read",
                "EPOLL");
        try {
            String port = await(server, "port ");
            Process probes = start(
                    python.toString(),
                    Path.of("http", "h1probe.py").toAbsolutePath().toString(),
                    "127.0.0.1",
                    port);
            String said = new String(probes.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(said.strip()).startsWith("52/52");
        } finally {
            server.destroyForcibly().waitFor();
        }
    }

    private static Process start(String... command) throws IOException {
        return new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    }

    private static String await(Process process, String prefix) throws IOException {
        var out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(prefix)) {
                return line.substring(prefix.length());
            }
        }
        throw new IOException("wanted a line with '" + prefix + "', got the end");
    }
}
