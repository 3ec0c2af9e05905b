// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
    private static Settings parse(String text) {
        return ConfigReader.parse(ServeKeys.SCHEMA, "heddle.toml", text);
    }

    @Test
    void whatTheFileSaysIsTypedAndTheRestFallsBack() {
        var settings = parse("""
            [server]
            name = "irc.example"
            motd = ["one", "two"]
            [[listener]]
            port = 7000
            [[listener]]
            port = 7001
            speaks = "irc-tls"
            [limits]
            ping-after = "90s"
            outbox = "2MiB"
            """);
        assertThat(settings.get(ServeKeys.SERVER, ServeKeys.NAME)).isEqualTo("irc.example");
        assertThat(settings.get(ServeKeys.SERVER, ServeKeys.MOTD)).containsExactly("one", "two");
        assertThat(settings.get(ServeKeys.SERVER, ServeKeys.NETWORK)).isEqualTo("Heddle");
        assertThat(settings.get(ServeKeys.LIMITS, ServeKeys.PING_AFTER)).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.get(ServeKeys.LIMITS, ServeKeys.OUTBOX)).isEqualTo(2L << 20);
        var listeners = settings.all(ServeKeys.LISTENER);
        assertThat(listeners).hasSize(2);
        assertThat(listeners.get(1).get(ServeKeys.PORT)).isEqualTo(7001);
        assertThat(listeners.get(1).get(ServeKeys.SPEAKS)).isEqualTo(ServeKeys.Speaks.IRC_TLS);
        assertThat(listeners.get(1).where(ServeKeys.PORT)).hasToString("heddle.toml:7:1");
        assertThat(settings.all(ServeKeys.OPER)).isEmpty();
    }

    @Test
    void everyProblemIsNamedWithItsLineAndWhatWasExpected() {
        assertThatThrownBy(() -> parse("""
            [server]
            nmae = "x"
            loops = "two"
            [limits]
            ping-after = "1 minute"
            [sever]
            """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactlyInAnyOrder(
                                        "heddle.toml:2:1: unknown key \"server.nmae\": did you mean server.name?",
                                        "heddle.toml:3:1: server.loops is \"two\": expected a whole number from 0 to"
                                                + " 64",
                                        "heddle.toml:5:1: limits.ping-after is \"1 minute\": expected a time from 5s"
                                                + " to 1h such as \"500ms\", \"30s\", \"5m\", \"2h\", \"7d\" or \"4w\"",
                                        "heddle.toml:6:1: unknown section \"sever\": expected one of server, admin,"
                                                + " listener, web, tls, limits, flood, accounts, history, oper, webirc"));
    }

    @Test
    void brokenTomlIsNamedWithItsLine() {
        assertThatThrownBy(() -> parse("[server]\nname = \n"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("heddle.toml:2:");
    }

    @Test
    void aTableInTheWrongFormIsNamed() {
        assertThatThrownBy(() -> parse("[listener]\nport = 1\n")).hasMessageContaining("expected [[listener]]");
        assertThatThrownBy(() -> parse("[[server]]\nname = \"a\"\n")).hasMessageContaining("expected [server]");
        assertThatThrownBy(() -> parse("server = 1\n")).hasMessageContaining("expected [server]");
    }

    @Test
    void moreTablesThanAllowedIsAnErrorAtTheFirstTooMany() {
        assertThatThrownBy(() -> parse("[[webirc]]\npassword = \"x\"\n".repeat(33)))
                .hasMessageContaining("heddle.toml:65:")
                .hasMessageContaining("at most 32");
    }

    @Test
    void aMissingFileAndOneThatIsNotTextAreNamed(@TempDir Path directory) throws Exception {
        var absent = directory.resolve("absent.toml");
        assertThatThrownBy(() -> ConfigReader.read(ServeKeys.SCHEMA, absent))
                .hasMessageContaining("absent.toml: no such file");
        var binary = Files.write(directory.resolve("binary.toml"), new byte[] {'a', '=', (byte) 0xff, '\n'});
        assertThatThrownBy(() -> ConfigReader.read(ServeKeys.SCHEMA, binary)).hasMessageContaining("not UTF-8");
    }

    @Test
    void aReloadNamesWhatOnlyARestartChanges() {
        var before = parse("[server]\nname = \"a.b\"\nnetwork = \"N\"\n[[listener]]\nport = 1\n");
        assertThat(before.needsRestart(parse("[server]\nname = \"a.b\"\nnetwork = \"M\"\n[[listener]]\nport = 1\n")))
                .isEmpty();
        assertThat(before.needsRestart(parse("[server]\nname = \"c.d\"\n[[listener]]\nport = 2\n")))
                .containsExactly("server.name", "[[listener]]");
        assertThat(before.needsRestart(parse("[server]\nname = \"a.b\"\n"))).containsExactly("[[listener]]");
        assertThat(before.needsRestart(
                        parse("[server]\nname = \"a.b\"\n[[listener]]\nport = 1\n[[oper]]\nname = \"x\"\n")))
                .isEmpty();
    }

    @Test
    void everyKeyCanBeExplainedAndItsFallbackReadBack() {
        for (var section : ServeKeys.SCHEMA.sections()) {
            for (var key : section.keys()) {
                assertThat(ServeKeys.SCHEMA.explain(section.name() + "." + key.name()))
                        .hasSize(4);
                if (!key.fallbackText().equals("\"\"")) {
                    var text = Schema.head(section) + "\n" + key.name() + " = " + key.fallbackText() + "\n";
                    assertThat(parse(text).all(section).getFirst().get(key)).isEqualTo(key.fallback());
                }
            }
        }
        assertThat(ServeKeys.SCHEMA.explain("server.nothing")).isEmpty();
        assertThat(ServeKeys.SCHEMA.near("limits.pingafter")).contains("limits.ping-after");
    }
}
