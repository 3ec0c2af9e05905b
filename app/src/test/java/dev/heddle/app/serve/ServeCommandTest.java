// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an operator reads when the server cannot start.
@Timeout(600)
class ServeCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private int serve(String config) throws IOException {
        var file = Files.writeString(directory.resolve("heddle.toml"), config);
        return ServeCommand.run(
                "test",
                new String[] {
                    "--config",
                    file.toString(),
                    "--data",
                    directory.resolve("data").toString()
                },
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"irc", "web", "irc-tls", "web-tls"})
    void aPortThatIsTakenIsNamedWithItsLine(String speaks) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            int status = serve("[[listener]]\nspeaks = \"" + speaks + "\"\nport = " + port + "\n");
            assertThat(status).isEqualTo(2);
            assertThat(err.toString(StandardCharsets.UTF_8))
                    .startsWith("heddle serve: ")
                    .contains(":3:")
                    .contains("cannot listen on 127.0.0.1:" + port + " for ")
                    .contains("another program listens there");
        }
    }

    @Test
    void aWrongOriginOrNetworkIsNamedWithItsLine() throws IOException {
        assertThat(serve("[web]\norigins = [\"chat.example.org\"]\n")).isEqualTo(2);
        assertThat(serve("[web]\nforwarded-from = [\"proxy\"]\n")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .contains("https://chat.example.org")
                .contains("forwarded-from has \"proxy\"");
    }
}
