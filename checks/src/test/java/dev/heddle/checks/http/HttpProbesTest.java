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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of others against a server of ours in its own process, which reads each body and answers 13 bytes. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HttpProbesTest {
    private static Process server;
    private static String port;

    @BeforeAll
    static void serve() throws IOException {
        server = start(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                HeddleServer.class.getName(),
                "read",
                "EPOLL");
        port = await(server, "port ");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        server.destroyForcibly().waitFor();
    }

    /** The probes of `checks/http`: framing, limits, and the ways to smuggle a request. */
    @Test
    void everyProbeGetsTheAnswerThatTheRfcWants() throws Exception {
        assertThat(said(
                        "/usr/bin/python3",
                        Path.of("http", "h1probe.py").toAbsolutePath().toString(),
                        "127.0.0.1",
                        port))
                .startsWith("52/52");
    }

    /** Two requests on one connection, the first with a body in chunks that waits for 100, then one with a length. */
    @Test
    void curlUploadsInChunksAndWithALength(@TempDir Path directory) throws Exception {
        Path body = Files.write(directory.resolve("body"), new byte[1 << 20]);
        String address = "http://127.0.0.1:" + port + "/";
        assertThat(said(
                        "/usr/bin/curl",
                        "--silent",
                        "--show-error",
                        "--max-time",
                        "60",
                        "--write-out",
                        " %{http_code} %{num_connects}\n",
                        "--header",
                        "Transfer-Encoding: chunked",
                        "--upload-file",
                        body.toString(),
                        address,
                        "--next",
                        "--silent",
                        "--write-out",
                        " %{http_code} %{num_connects}\n",
                        "--data-binary",
                        "@" + body,
                        address))
                .isEqualTo("Hello, World! 200 1\nHello, World! 200 0");
    }

    private static String said(String... command) throws IOException {
        Path program = Path.of(command[0]);
        assumeTrue(Files.isExecutable(program), "NOT RUN: install " + program.getFileName());
        return new String(start(command).getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
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
