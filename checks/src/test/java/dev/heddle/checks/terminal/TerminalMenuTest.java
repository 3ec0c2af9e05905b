// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.menu.MenuMode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The menus, typed at a dumb terminal, against a real server. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // processes start in it, which takes a busy machine its time
class TerminalMenuTest {
    @TempDir
    private static Path directory;

    private static ServerProcess server;

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    /** A user: a terminal and the client in it. */
    private static final class User implements AutoCloseable {
        private final TypedTerminal terminal = new TypedTerminal();
        private final CompletableFuture<Void> ended;

        User(ServerAddress to) throws IOException {
            var settings = directory.resolve("settings");
            ended = CompletableFuture.runAsync(
                    () -> MenuMode.run(new MenuMode.Visit(terminal.terminal(), to, settings, ""), null),
                    Thread::startVirtualThread);
        }

        User() throws IOException {
            this(new ServerAddress("127.0.0.1", server.plainPort(), false));
        }

        /** Waits for a prompt or a text, then types. */
        User at(String text, String typed) throws Exception {
            terminal.await(text);
            terminal.type(typed);
            return this;
        }

        User sees(String text) throws Exception {
            terminal.await(text);
            return this;
        }

        User register(String name) throws Exception {
            at("5 come in as a guest", "1");
            at("Name for the account", name);
            at("Password", "secret-" + name);
            at("The same again", "secret-" + name);
            return sees("The account " + name + " is made, and you are logged in.");
        }

        void leaves() throws Exception {
            sees("Goodbye.");
            ended.get(30, TimeUnit.SECONDS);
        }

        @Override
        public void close() throws IOException {
            terminal.close();
        }
    }

    @Test
    void theFirstMenuMakesAnAccountAndLogsInToItAndTellsEveryOutcome() throws Exception {
        try (var user = new User()) {
            user.register("una");
            user.at("7 quit", "7").leaves();
        }
        try (var user = new User()) {
            user.at("5 come in", "2").at("Name", "una").at("Password", "wrong-password");
            user.sees("That did not work: wrong account or password.");
            user.at("5 come in", "1").at("Name", "una").at("Password", "another-secret");
            user.at("The same again", "another-secrets").sees("The two are not the same");
            user.at("5 come in", "1").at("Name", "una").at("Password", "another-secret");
            user.at("The same again", "another-secret");
            user.sees("That did not work: an account of that name exists already.");
            user.at("5 come in", "9").sees("There is no choice '9'.");
            user.at("Your choice", "help").sees("Register: makes an account.");
            user.at("5 come in", "2").at("Name", "una").at("Password", "secret-una");
            user.sees("You are logged in as una.");
            user.at("7 quit", "quit").leaves();
            assertThat(user.terminal.shown()).doesNotContain("secret-una", "wrong-password", "another-secret");
        }
    }

    @Test
    void whoIsOnlineIsListed() throws Exception {
        try (var user = new User()) {
            user.register("vic");
            user.at("7 quit", "1").sees("  vic");
            user.at("7 quit", "7").leaves();
        }
    }

    @Test
    void twoTalkInAGroupAndInPrivateAndReadItAgain() throws Exception {
        try (var wes = new User();
                var xia = new User()) {
            wes.register("wes");
            wes.at("7 quit", "3")
                    .sees("You are in no channel.")
                    .at("4 back", "1")
                    .at("Which channel", "chess");
            wes.sees("What you type is said in #chess");
            xia.register("xia");
            xia.at("7 quit", "3").at("4 back", "2").sees("#chess, 1 member");
            xia.at("4 back", "1").at("Which channel", "#chess").at("#chess> ", "white or black?");
            wes.sees("-- xia has joined").sees("<xia> white or black?").at("", "black");
            xia.sees("(delivered)").sees("<wes> black");
            wes.at("(delivered)", "/msg xia and no cheating");
            xia.sees("[private] <wes> and no cheating");
            xia.at("", "").at("4 back", "4").sees("New messages: wes 1");
            xia.at("7 quit", "2").at("With whom", "wes").sees("<wes> and no cheating");
            xia.at("wes> ", "never");
            wes.sees("[private] <xia> never");
            xia.at("(delivered)", "").at("7 quit", "4").at("Of which channel or whom", "#chess");
            xia.sees("<xia> white or black?").sees("<wes> black").sees("That is everything.");
            xia.at("7 quit", "4").at("Of which channel or whom", "wes");
            xia.sees("<wes> and no cheating").sees("<xia> never").sees("That is everything.");
            xia.at("7 quit", "3").at("4 back", "3").at("Which channel", "chess").sees("You have left #chess.");
            wes.sees("-- xia has left");
            xia.at("4 back", "4").at("7 quit", "7").leaves();
        }
    }

    @Test
    void whoIsMutedIsNotShownUntilTheyAreShownAgain() throws Exception {
        try (var yan = new User();
                var zoe = new User()) {
            yan.register("yan");
            zoe.register("zoe");
            zoe.at("7 quit", "5").sees("Nothing is muted.").at("A channel or a person", "yan");
            zoe.sees("Nothing of yan is shown any more.");
            yan.at("7 quit", "2")
                    .at("With whom", "zoe")
                    .at("zoe> ", "can you hear me?")
                    .sees("(delivered)");
            zoe.at("7 quit", "5")
                    .sees("Muted: yan.")
                    .at("A channel or a person", "yan")
                    .sees("yan is shown again.");
            assertThat(zoe.terminal.shown()).doesNotContain("can you hear me?");
            yan.at("", "and now?");
            zoe.sees("[private] <yan> and now?");
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForIsShownAndAskedAbout() throws Exception {
        var secure = new ServerAddress("127.0.0.1", server.tlsPort(), true);
        try (var user = new User(secure)) {
            user.at("5 come in", "5").at("Name", "tilda1");
            user.sees("shows a certificate that is not trusted yet").sees("fingerprint (SHA-256)");
            user.at("Type yes or no", "no").sees("That did not work: the server's certificate is not trusted.");
            user.at("5 come in", "5").at("Name", "tilda1").at("Type yes or no", "yes");
            user.sees("You are in as tilda1.");
        }
        try (var user = new User(secure)) {
            user.at("5 come in", "5").at("Name", "tilda2").sees("You are in as tilda2.");
            assertThat(user.terminal.shown()).doesNotContain("not trusted");
        }
    }

    @Test
    void aServerThatIsNotThereIsTold() throws Exception {
        try (var socket = new java.net.ServerSocket(0)) {
            int free = socket.getLocalPort();
            socket.close();
            try (var user = new User(new ServerAddress("127.0.0.1", free, false))) {
                user.at("5 come in", "5")
                        .at("Name", "ursula")
                        .sees("That did not work: ")
                        .sees("nobody answers there");
            }
        }
    }

    @Test
    void aRealTerminalNeverShowsAPassword() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "NOT RUN: install bsdutils");
        String command = String.join(
                " ",
                ServerProcess.java(
                        "chat",
                        "--server",
                        "127.0.0.1:" + server.plainPort(),
                        "--settings",
                        directory.resolve("pty-settings").toString(),
                        "--menu"));
        var builder =
                new ProcessBuilder(List.of("/usr/bin/script", "-qefc", command, "/dev/null")).redirectErrorStream(true);
        builder.environment().put("TERM", "xterm-256color");
        var process = builder.start();
        var heard = new StringBuilder();
        try (var in = process.getOutputStream();
                var out = process.inputReader(StandardCharsets.UTF_8)) {
            for (var step : List.of(
                    List.of("Your choice: ", "1\r"),
                    List.of("Name for the account: ", "quin\r"),
                    List.of("Password (not shown): ", "open-sesame\r"),
                    List.of("The same again: ", "open-sesame\r"),
                    List.of("The account quin is made", ""),
                    List.of("Your choice: ", "7\r"))) {
                read(out, heard, step.get(0));
                in.write(step.get(1).getBytes(StandardCharsets.UTF_8));
                in.flush();
            }
            read(out, heard, "Goodbye.");
        } finally {
            process.destroyForcibly();
        }
        assertThat(heard.toString())
                .contains("quin")
                .doesNotContain("open-sesame")
                .doesNotContain("sesame");
    }

    private static void read(java.io.Reader from, StringBuilder heard, String until) throws IOException {
        int begin = heard.length();
        while (heard.indexOf(until, begin) < 0) {
            int c = from.read();
            if (c < 0) {
                throw new IOException("wanted '" + until + "', got:\n" + heard);
            }
            heard.append((char) c);
        }
    }
}
