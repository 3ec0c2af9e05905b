// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.client.Login;
import dev.heddle.terminal.client.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RememberedTest {
    @TempDir
    private Path directory;

    private ScriptedServer logIn() {
        var server = new ScriptedServer();
        var remembered = new Remembered(directory);
        remembered.of(server.client());
        server.hears(remembered);
        server.client().open(ScriptedServer.ADDRESS, new Login.Account("amy", "Amy", "secret"));
        server.accepts();
        server.says(
                ":srv CAP * LS :sasl=PLAIN",
                ":srv CAP * ACK :sasl",
                "AUTHENTICATE +",
                ":srv 900 amy m Amy :in",
                ":srv 903 amy :ok");
        server.says(":srv 001 amy :hi", ":srv 005 amy CASEMAPPING=ascii :are supported", ":srv 422 amy :none");
        return server;
    }

    @Test
    void channelsAndMutesAreThereAgainTheNextTime() throws IOException {
        var first = logIn();
        first.client().join("#Tea", "");
        first.client().join("#key", "secret");
        first.says(":amy!a@h JOIN #Tea", ":amy!a@h JOIN #key");
        first.client().mute("Bob", true);
        first.end();

        Path file = directory.resolve("chat-127.0.0.1_6667-amy");
        assertThat(Files.readAllLines(file)).containsExactly("join #Tea", "join #key secret", "mute bob");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        var second = logIn();
        assertThat(second.heard()).contains("JOIN #Tea", "JOIN #key secret");
        assertThat(second.client().model().isMuted("bob")).isTrue();
        second.says(":amy!a@h JOIN #Tea", ":amy!a@h JOIN #key");
        second.client().part("#key", "");
        second.says(":amy!a@h PART #key");
        second.end();
        assertThat(Files.readAllLines(file)).containsExactly("join #Tea", "mute bob");
    }

    @Test
    void nothingIsKeptForGuests() throws IOException {
        var server = new ScriptedServer();
        var remembered = new Remembered(directory);
        remembered.of(server.client());
        server.hears(remembered);
        server.letsIn("amy", ALL_CAPABILITIES);
        server.client().mute("bob", true);
        server.end();
        try (var files = Files.list(directory)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFileThatCannotBeReadIsToldAndLeftAlone() throws IOException {
        Path file = Files.createDirectory(directory.resolve("chat-127.0.0.1_6667-amy"));
        var server = logIn();
        server.client().mute("bob", true);
        assertThat(server.client().model().server().entries())
                .anyMatch(entry ->
                        entry.text().contains("cannot read") && entry.text().contains("are not remembered"));
        server.end();
        assertThat(file).isDirectory();
    }

    @Test
    void whatIsNotUnderstoodInTheFileIsPassedOver() throws IOException {
        Files.writeString(
                directory.resolve("chat-127.0.0.1_6667-amy"),
                "\nnonsense\njoin\njoin notachannel\nmute a b c\njoin #ok\n");
        var server = logIn();
        assertThat(server.heard()).filteredOn(line -> line.startsWith("JOIN")).containsExactly("JOIN #ok");
        server.end();
    }
}
