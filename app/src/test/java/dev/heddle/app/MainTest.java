// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<Subcommand> subcommands = List.of(
            new Subcommand("echo", "says its arguments", (args, o, e) -> {
                o.println(String.join(",", args));
                return 0;
            }),
            Subcommand.annotated("add", "adds two numbers", Add::new));

    @Test
    void theFirstArgumentChoosesAndTheRestIsHandedOn() {
        assertThat(run("echo", "--help", "a b")).isZero();
        assertThat(text(out)).isEqualTo("--help,a b\n");
    }

    @Test
    void anAnnotatedCommandIsReadByPicocli() {
        assertThat(run("add", "--first", "2", "40")).isEqualTo(42);
        assertThat(run("add", "--nonsense")).isEqualTo(Main.USAGE);
        assertThat(text(err)).contains("heddle add");
    }

    @Test
    void anUnknownCommandIsNamedAndNotUnderstood() {
        assertThat(run("serf")).isEqualTo(Main.USAGE);
        assertThat(text(err)).isEqualTo("heddle: wanted a command, got 'serf'; heddle --help lists them\n");
    }

    @Test
    void helpListsEveryCommandWithItsSummary() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("  echo  says its arguments\n", "  add   adds two numbers\n");
    }

    @Test
    void noArgumentAtAllShowsTheHelpAsAnError() {
        assertThat(run()).isEqualTo(Main.USAGE);
        assertThat(text(out)).isEmpty();
        assertThat(text(err)).startsWith("usage: heddle COMMAND");
    }

    @Test
    void everyCommandHasANameOfItsOwnAndASummary() {
        assertThat(Main.SUBCOMMANDS).extracting(Subcommand::name).doesNotHaveDuplicates();
        assertThat(Main.SUBCOMMANDS)
                .allSatisfy(subcommand ->
                        assertThat(subcommand.summary()).isNotBlank().doesNotEndWith("."));
    }

    private int run(String... args) {
        return new Main(subcommands, new PrintStream(out, true), new PrintStream(err, true)).run(args);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @CommandLine.Command
    private static final class Add implements Callable<Integer> {
        @CommandLine.Option(names = "--first")
        private int first;

        @CommandLine.Parameters
        private int second;

        @Override
        public Integer call() {
            return first + second;
        }
    }
}
