// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.app.operate.OperatorCommand;
import dev.heddle.chat.store.sqlite.DataDirectory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The operator's commands of a shell, with a server running and without one.
@Timeout(600)
class OperatorsTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int typing(String input, String... words) {
        out.reset();
        err.reset();
        var args = Arrays.copyOf(words, words.length + 2);
        args[words.length] = "--data";
        args[words.length + 1] = directory.resolve("data").toString();
        return OperatorCommand.run(
                args[0],
                Arrays.copyOfRange(args, 1, args.length),
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private int heddle(String... words) {
        return typing("", words);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRunningServerIsAskedOverASocketThatIsTheOwnersAlone() throws IOException {
        try (var site = Site.open(directory, "")) {
            var socket = site.data.resolve(OperatorCommand.SOCKET);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                    .isEqualTo("rw-------");
            try (var alice = Visitor.join(site.port(), "alice")) {
                assertThat(heddle("status")).isZero();
                assertThat(said()).contains("heaps").contains("batch");
                assertThat(heddle("status", "json")).isZero();
                assertThat(said()).startsWith("{\"report\":\"heddle\"").endsWith("}\n");
                assertThat(typing("p".repeat(592) + "\n", "accounts", "create", "ann"))
                        .isZero();
                assertThat(heddle("accounts", "list")).isZero();
                assertThat(said()).isEqualTo("ann\n1 accounts\n");
                assertThat(typing("other word\n", "accounts", "reset-password", "ann"))
                        .isZero();
                alice.send("PRIVMSG NickServ :IDENTIFY ann other");
                alice.await("Wrong account or password");
                assertThat(typing("newword\n", "accounts", "reset-password", "ann"))
                        .isZero();
                alice.send("PRIVMSG NickServ :IDENTIFY ann newword");
                alice.await(" 900 ");
                assertThat(heddle("users", "list")).isZero();
                assertThat(said()).contains("alice!~alice@127.0.0.1 127.0.0.1 account ann");
                assertThat(heddle("broadcast", "a restart", "at noon")).isZero();
                assertThat(alice.await("a restart")).isEqualTo(":heddle.local NOTICE alice :a restart at noon");
                assertThat(heddle("users", "kill", "alice", "enough")).isZero();
                assertThat(alice.untilClosed()).last().asString().contains("(enough)");
                assertThat(heddle("users", "kill", "alice")).isEqualTo(1);
                assertThat(said()).isEqualTo("Nobody is here under the nick alice\n");
            }
            assertThat(heddle("reload")).isZero();
            assertThat(said()).contains("loaded again");
            assertThat(heddle("stop")).isZero();
            site.serving.awaitStop();
            site.serving.stop();
            assertThat(socket).doesNotExist();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void withoutAServerTheSameCommandsWorkOnTheStore() {
        try (var site = Site.open(directory, "")) {
            assertThat(site.data).exists();
        }
        assertThat(typing("secret\n", "accounts", "create", "ann")).isZero();
        assertThat(heddle("accounts", "role", "ann", "administrator")).isZero();
        assertThat(heddle("bans", "kline", "mallory!*@*", "spam")).isZero();
        assertThat(heddle("status")).isEqualTo(1);
        assertThat(said()).isEqualTo("There is no running server to do that\n");
        try (var site = Site.open(directory, "")) {
            try (var ann = Visitor.join(site.port(), "a1")) {
                ann.send("PRIVMSG NickServ :IDENTIFY ann secret", "OPER ann secret");
                ann.await(" 381 ");
            }
            assertThat(heddle("bans", "list")).isZero();
            assertThat(said()).contains("kline mallory!*@*").endsWith("1 bans\n");
            try (var mallory = Visitor.connect(site.port()).send("NICK mallory", "USER m 0 * :m")) {
                assertThat(mallory.untilClosed()).anyMatch(line -> line.contains(" 465 "));
            }
        }
    }

    @Test
    void aBackupIsAWholeDataDirectory() throws IOException {
        var copy = directory.resolve("copy");
        Files.createDirectory(copy);
        try (var site = Site.open(directory, "")) {
            assertThat(typing("secret\n", "accounts", "create", "ann")).isZero();
            try (var bob = Visitor.join(site.port(), "bob")) {
                bob.send("CAP REQ echo-message", "PRIVMSG ann :for later");
                bob.await("PRIVMSG ann :for later"); // an echo is on disk
            }
            var file = copy.resolve("heddle.db").toString();
            assertThat(heddle("backup", file)).isZero();
            assertThat(heddle("backup", file)).isEqualTo(1);
            assertThat(said()).contains("overwrites nothing");
        }
        Files.createDirectory(directory.resolve("again"));
        Files.move(copy, directory.resolve("again/data"));
        try (var site = Site.open(directory.resolve("again"), "")) {
            try (var ann = Visitor.join(site.port(), "a1")) {
                ann.send("PRIVMSG NickServ :IDENTIFY ann secret");
                assertThat(ann.await("for later")).startsWith(":bob!~bob@127.0.0.1 PRIVMSG ann :");
            }
        }
    }

    @Test
    void whatCannotBeIsSaid() {
        assertThat(heddle("accounts", "list")).isEqualTo(2);
        assertThat(said()).contains("is no data directory (wanted heddle.db in it)");
        try (var site = Site.open(directory, "")) {
            assertThat(site.port()).isPositive();
            assertThat(heddle("reload")).isZero();
            assertThat(site.reload("[limits]\noutbox = \"lots\"\n")).hasSize(1);
            assertThat(heddle("reload")).isEqualTo(1);
            assertThat(said()).contains("nothing changed: ").contains("limits.outbox is \"lots\"");
        }
        assertThat(heddle("reload")).isEqualTo(1);
        assertThat(heddle("accounts", "nonsense")).isEqualTo(2);
        assertThat(said()).contains("heddle accounts create NAME");
        assertThat(heddle("accounts", "--help")).isZero();
        assertThat(typing("\n", "accounts", "create", "ann")).isEqualTo(1);
        assertThat(said()).contains("the password is empty");
        try (var held = DataDirectory.lock(directory.resolve("data"))) {
            assertThat(heddle("accounts", "list")).isEqualTo(1);
            assertThat(said())
                    .contains("in use by process " + ProcessHandle.current().pid())
                    .contains(held.path() + "");
        }
    }
}
