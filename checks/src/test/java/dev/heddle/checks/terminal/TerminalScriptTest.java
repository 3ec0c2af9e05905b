// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.script.ScriptRunner;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The scripted client against a real server, everything in between being real as well. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // processes start in it, which takes a busy machine its time
class TerminalScriptTest {
    @TempDir
    private static Path directory;

    private static ServerProcess server;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeAll
    static void start() throws IOException {
        server = ServerProcess.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void anAccountIsMadeAndLoggedInTo() {
        pass("""
                register ann secret-ann
                expect registered ann
                expect in ann account ann
                quit
                login ann secret-ann
                expect in ann account ann
                """);
    }

    @Test
    void aWrongPasswordAndAnUnknownNameAreToldAndLetNobodyIn() {
        pass("""
                register wil secret-wil
                quit
                try login wil something-else
                expect failed WRONG_LOGIN wrong account or password
                try login wilma secret-wil
                expect failed WRONG_LOGIN wrong account or password
                try join #lobby
                """);
        assertThat(text(out)).contains("there is no connection").doesNotContain("joined");
    }

    @Test
    void aNameThatIsTakenIsTold() {
        pass("""
                register tak secret-tak
                client other
                try register tak another-secret
                expect failed ACCOUNT_EXISTS an account of that name exists already
                try guest tak
                expect failed NICK_IN_USE
                try guest no*good
                expect failed BAD_NAME
                """);
    }

    @Test
    void whoIsOnlineIsListedOneselfIncluded() {
        pass("""
                client one
                guest onl1
                client two
                guest onl2
                online
                expect /online .*onl1 onl2/
                """);
    }

    @Test
    void twoTalkInPrivateAndInAGroup() {
        pass("""
                client amy
                register amy secret-amy
                join #tea
                client ben
                register ben secret-ben
                join #tea
                say #tea is there any tea?
                expect said #tea <ben> is there any tea?
                client amy
                expect joined #tea ben
                expect said #tea <ben> is there any tea?
                do #tea puts the kettle on
                say ben come in
                client ben
                expect did #tea * amy puts the kettle on
                expect said amy <amy> come in
                say amy thank you
                client amy
                expect said ben <ben> thank you
                client ben
                part #tea off to work
                client amy
                expect left #tea ben (off to work)
                names #tea
                expect names #tea @amy
                client ben
                quit good night
                """);
    }

    @Test
    void whatWasSaidToSomebodyWhoIsAwayWaitsForThem() {
        pass("""
                client cat
                register cat secret-cat
                quit
                client dan
                register dan secret-dan
                say cat are you there?
                expect said cat <dan> are you there?
                client cat
                login cat secret-cat
                sync
                unread dan
                expect unread dan 1
                history dan
                expect history said dan <dan> are you there?
                """);
    }

    @Test
    void aMutedChannelAndAMutedPersonAreNotShown() {
        pass("""
                client eve
                guest eve1
                join #noise
                client fay
                guest fay1
                join #noise
                mute #noise
                client eve
                say #noise one
                say fay1 psst
                client fay
                expect said eve1 <eve1> psst
                absent one
                unmute #noise
                mute eve1
                client eve
                say #noise two
                say fay1 psst again
                client fay
                absent two
                absent psst again
                unmute eve1
                client eve
                say #noise three
                client fay
                expect said #noise <eve1> three
                """);
    }

    @Test
    void aRefusedMessageIsToldWithItsReason() {
        pass("""
                guest gus1
                say nobody-here hello
                expect refused nobody-here "hello" there is nobody called nobody-here
                say #nowhere hello
                expect refused #nowhere "hello" there is no channel #nowhere
                """);
    }

    @Test
    void aLongTextArrivesWholeInSeveralMessages() {
        String word = "abcdefgh-";
        String text = word.repeat(100) + " äöü€ " + "语".repeat(200);
        pass("""
                client hal
                guest hal1
                join #long
                client ida
                guest ida1
                join #long
                client hal
                say #long %s
                client ida
                expect /said #long <hal1> (abcdefgh-)+/
                expect /said #long <hal1> .*äöü€/
                expect /said #long <hal1> 语+$/
                """.formatted(text));
        assertThat(text(out)
                        .lines()
                        .filter(line -> line.startsWith("ida: said"))
                        .map(line -> line.substring("ida: said #long <hal1> ".length()))
                        .reduce("", String::concat)
                        .replace(" ", ""))
                .isEqualTo(text.replace(" ", ""));
    }

    @Test
    void controlCharactersOfOthersAreShownAsPicturesAndNeverRaw() {
        pass("""
                client jan
                guest jan1
                join #ctl
                client kim
                guest kim1
                join #ctl
                client jan
                raw PRIVMSG #ctl :\u001b[31mred\u0007\u0002bold\u0002\u202eevil
                client kim
                expect said #ctl <jan1> \u241b[31mred\u2407bold<202e>evil
                """);
        assertThat(text(out).lines().filter(line -> line.startsWith("kim:")))
                .noneMatch(line -> line.indexOf(0x1b) >= 0 || line.indexOf(7) >= 0 || line.indexOf(0x202e) >= 0);
    }

    @Test
    void aSelfSignedCertificateIsAskedForAndThenRemembered() throws IOException {
        Path settings = directory.resolve("tls-settings");
        var secure = new ServerAddress("127.0.0.1", server.tlsPort(), true);
        assertThat(run(secure, settings, "guest lea1")).isEqualTo(1);
        var refused = text(out)
                .lines()
                .filter(line -> line.contains("failed UNTRUSTED"))
                .findFirst()
                .orElseThrow();
        String fingerprint = refused.substring(refused.lastIndexOf(' ') + 1);
        assertThat(fingerprint).matches("[0-9a-f]{64}");

        assertThat(run(secure, settings, "trust " + fingerprint + "\nguest lea1\nexpect connected, TLSv1.3"))
                .isZero();
        assertThat(run(secure, settings, "guest lea2")).isZero();
        Path file = settings.resolve("known-servers");
        assertThat(file).content().contains(secure + " sha256 " + fingerprint);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        assertThat(run(secure, settings, "trust " + "0".repeat(64) + "\nguest lea3"))
                .isEqualTo(1);
        assertThat(text(out)).contains("failed UNTRUSTED");
    }

    @Test
    void historyOutlivesARestartAndTheClientComesBackByItselfWithoutLosingOrDoubling(@TempDir Path own)
            throws Exception {
        var first = ServerProcess.start(own);
        var address = new ServerAddress("127.0.0.1", first.plainPort(), false);
        try (var pipe = new ScriptPipe(address, own.resolve("settings"))) {
            pipe.say("""
                    timeout 300
                    client nia
                    register nia secret-nia
                    join #log
                    client oto
                    register oto secret-oto
                    join #log
                    say #log before the restart
                    client nia
                    expect said #log <oto> before the restart
                    echo first part done
                    """);
            pipe.await("first part done");
            first.kill();
            pipe.say("""
                    expect lost the connection
                    echo nia has noticed
                    client oto
                    expect lost the connection
                    echo second part done
                    """);
            pipe.await("second part done");
            pipe.say("""
                    say #log while the server was away
                    echo third part done
                    """);
            pipe.await("third part done");
            try (var second = ServerProcess.start(own, first.plainPort(), first.tlsPort())) {
                pipe.say("""
                        ready
                        expect said #log <oto> while the server was away
                        client nia
                        ready
                        expect said #log <oto> while the server was away
                        history #log
                        expect history said #log <oto> before the restart
                        expect history said #log <oto> while the server was away
                        absent while the server was away
                        """);
                assertThat(pipe.end()).as(pipe.toString()).isZero();
            }
        }
    }

    @Test
    void anExpectationThatFailsNamesPlaceWantedAndGot() {
        assertThat(run(plain(), directory.resolve("settings"), """
                guest mia1
                # nothing of the sort
                timeout 0.2
                expect said #mars <mia1> hello
                """)).isEqualTo(1);
        assertThat(text(err))
                .startsWith(
                        "heddle chat: test:4: expect said #mars <mia1> hello: wanted 'said #mars <mia1> hello' within 0.2 s")
                .contains("got\n    connecting to 127.0.0.1:");
    }

    @Test
    void aLineOfAnotherLanguageIsNotUnderstood() {
        assertThat(run(plain(), directory.resolve("settings"), "echo hello\nplease say hello\n"))
                .isEqualTo(2);
        assertThat(text(out)).contains("hello");
        assertThat(text(err)).contains("test:2: wanted a verb, got 'please'");
    }

    private void pass(String script) {
        int status = run(plain(), directory.resolve("settings"), "timeout 300\n" + script);
        assertThat(status).as(text(err) + "\n" + text(out)).isZero();
    }

    private static ServerAddress plain() {
        return new ServerAddress("127.0.0.1", server.plainPort(), false);
    }

    private int run(ServerAddress to, Path settings, String script) {
        return ScriptRunner.run(
                "test",
                new BufferedReader(new StringReader(script)),
                to,
                new KnownServers(settings.resolve("known-servers")),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
