// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.chat.store.sqlite.DataDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why a server does not start: one line that names the file, the place and what was expected, and exit status
/// 2.
@Timeout(600)
class ServeErrorsTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    private Path data() {
        return directory.resolve("data");
    }

    private String serve(String config) throws IOException {
        var file = Files.writeString(directory.resolve("heddle.toml"), config);
        var args = new String[] {"--config", file.toString(), "--data", data().toString()};
        int status = ServeCommand.run(
                "test",
                args,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(status).isEqualTo(2);
        var said = err.toString(StandardCharsets.UTF_8);
        assertThat(said).startsWith("heddle serve: ").endsWith("\n");
        assertThat(said.lines()).hasSize(1);
        return said.strip().replace(directory.toString(), "DIR");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[server]⏎nmae = \"x\"|DIR/heddle.toml:2:1: unknown key \"server.nmae\": did you mean server.name?",
                "[listener]⏎port = 0|DIR/heddle.toml:1:1: ",
                "[[listener]]⏎port = \"6667\"|DIR/heddle.toml:2:1: listener.port is \"6667\": expected a whole number"
                        + " from 0 to 65535",
                "[[listener]]⏎port = 70000|DIR/heddle.toml:2:1: listener.port is 70000: expected a whole number",
                "[[listener]]⏎address = \"localhost\"|DIR/heddle.toml:2:1: listener.address is \"localhost\": expected"
                        + " an IPv4 or IPv6 address",
                "[limits]⏎outbox = \"lots\"|DIR/heddle.toml:2:1: limits.outbox is \"lots\": expected a size from 16KiB",
                "[limits]⏎ping-after = 5|DIR/heddle.toml:2:1: limits.ping-after is 5: expected a time",
                "[history]⏎visible = \"everybody\"|DIR/heddle.toml:2:1: history.visible is \"everybody\": expected",
                "[[oper]]⏎name = \"x\"|DIR/heddle.toml:2:1: [[oper]] wants a name and a password, one is missing",
                "[[webirc]]⏎password = \"x\"|DIR/heddle.toml:1:1: [[webirc]] wants the addresses that the gateway may come"
                        + " from, there are none",
                "[tls]⏎sts = true⏎[[listener]]⏎port = 0|DIR/heddle.toml:2:1: tls.sts sends clients to a [[listener]]",
                "[server⏎|DIR/heddle.toml:1:8: "
            })
    void aMistakeInTheFileIsNamedWithItsPlace(String config, String expected) throws IOException {
        assertThat(serve(config.replace('⏎', '\n'))).startsWith("heddle serve: " + expected);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        var args = new String[] {"--config", directory.resolve("nowhere.toml").toString()};
        var to = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertThat(ServeCommand.run("test", args, to, to)).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("nowhere.toml: no such file: expected a TOML");
    }

    @Test
    void aCertificateThatCannotBeReadIsNamedWithItsPlace() throws IOException {
        var config = "[[listener]]\nport = 0\nspeaks = \"irc-tls\"\n[tls]\ncertificate = \"%s\"\nkey = \"%s\"\n";
        var missing = directory.resolve("missing.pem");
        var nonsense = Files.writeString(directory.resolve("nonsense.pem"), "no certificate\n");
        assertThat(serve(config.formatted(missing, missing)))
                .isEqualTo("heddle serve: DIR/heddle.toml:5:1: tls.certificate is \"DIR/missing.pem\", which is not"
                        + " there: expected a PEM file with the certificate chain");
        err.reset();
        assertThat(serve(config.formatted(nonsense, missing)))
                .startsWith("heddle serve: DIR/heddle.toml:6:1: tls.key is \"DIR/missing.pem\", which is not there");
        err.reset();
        assertThat(serve(config.formatted(nonsense, nonsense)))
                .startsWith("heddle serve: DIR/heddle.toml:5:1: [tls]: DIR/nonsense.pem: wanted ");
    }

    @Test
    void aDataDirectoryInUseNamesItsHolder() throws IOException {
        try (var held = DataDirectory.lock(data())) {
            assertThat(serve("[[listener]]\nport = 0\n"))
                    .isEqualTo("heddle serve: data directory DIR/data: in use by process "
                            + ProcessHandle.current().pid() + " (lock file DIR/data/" + DataDirectory.LOCK_FILE + ")");
            assertThat(held.path()).exists();
        }
    }

    @Test
    void aDataDirectoryOfANewerVersionIsLeftAlone() throws IOException, SQLException {
        try (var site = Site.open(directory, "")) {
            assertThat(site.port()).isPositive();
        }
        try (var database = DriverManager.getConnection("jdbc:sqlite:" + data().resolve("heddle.db"));
                var statement = database.createStatement()) {
            statement.execute("PRAGMA user_version = 99");
        }
        assertThat(serve("[[listener]]\nport = 0\n"))
                .startsWith(
                        "heddle serve: DIR/data/heddle.db: schema version 99 was written by a newer heddle; this one"
                                + " knows up to version ");
    }

    @Test
    void aFileThatIsNoDatabaseOfOursIsLeftAlone() throws IOException {
        Files.createDirectories(data());
        Files.writeString(data().resolve("heddle.db"), "something else entirely ".repeat(100));
        assertThat(serve("[[listener]]\nport = 0\n"))
                .startsWith("heddle serve: DIR/data/heddle.db: cannot be opened: ");
    }

    @Test
    void aDataDirectoryKeepsItsCasemapping() throws IOException {
        try (var site = Site.open(directory, "")) {
            assertThat(site.port()).isPositive();
        }
        assertThat(serve("[server]\ncasemapping = \"precis\"\n[[listener]]\nport = 0\n"))
                .startsWith("heddle serve: DIR/data/heddle.db: created with casemapping ascii, which cannot change");
    }
}
