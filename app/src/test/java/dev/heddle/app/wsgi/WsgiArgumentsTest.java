// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.wsgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.wsgi.WsgiArguments.UsageException;
import dev.heddle.runtime.net.Endpoint;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the command line and the file mean together. */
class WsgiArgumentsTest {
    @TempDir
    Path directory;

    @Test
    void yimmo0b_withoutAnyOptionThereIsOneThread() throws UsageException {
        var read = WsgiArguments.read(new String[] {"shop:app"});
        assertThat(read.threads()).isEqualTo(1);
        assertThat(read.interpreters()).isEqualTo(1);
        assertThat(read.application()).isEqualTo("shop:app");
        assertThat(read.bind()).containsExactly(new Endpoint("127.0.0.1", 8000));
        assertThat(read.reload()).isFalse();
        assertThat(read.supervise()).isFalse();
        assertThat(read.stopTime()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void yimmo11_eachOptionIsHeardUnderItsOwnName() throws UsageException {
        var read = WsgiArguments.read(new String[] {
            "--threads",
            "3",
            "--interpreters",
            "2",
            "--bind",
            "[::1]:81",
            "--bind",
            "*:82",
            "--chdir",
            directory.toString(),
            "--venv",
            "v",
            "--python",
            "p",
            "--reload",
            "--supervise",
            "shop"
        });
        assertThat(read.threads()).isEqualTo(3);
        assertThat(read.interpreters()).isEqualTo(2);
        assertThat(read.bind()).containsExactly(new Endpoint("::1", 81), new Endpoint("*", 82));
        assertThat(read.directory()).isEqualTo(directory);
        assertThat(read.venv()).isEqualTo(Path.of("v"));
        assertThat(read.python()).isEqualTo(Path.of("p"));
        assertThat(read.reload()).isTrue();
        assertThat(read.supervise()).isTrue();
    }

    @Test
    void theCommandLineGoesBeforeTheFile() throws Exception {
        var file = Files.writeString(
                directory.resolve("wsgi.toml"),
                "[wsgi]\napplication = \"file:app\"\nthreads = 7\ninterpreters = 5\nbody = \"2MiB\"\nstop-time = \"3s\"\n"
                        + "trusted-proxies = [\"10.0.0.0/8\"]\nbind = [\"127.0.0.1:1\"]\n");
        var read = WsgiArguments.read(new String[] {"--config", file.toString(), "--threads", "2"});
        assertThat(read.application()).isEqualTo("file:app");
        assertThat(read.threads()).isEqualTo(2);
        assertThat(read.interpreters()).isEqualTo(5);
        assertThat(read.bodyBytes()).isEqualTo(2 << 20);
        assertThat(read.stopTime()).isEqualTo(Duration.ofSeconds(3));
        assertThat(read.trustedProxies()).containsExactly("10.0.0.0/8");
        assertThat(read.bind()).containsExactly(new Endpoint("127.0.0.1", 1));
        assertThat(WsgiArguments.read(new String[] {"--config", file.toString(), "line:app"})
                        .application())
                .isEqualTo("line:app");
    }

    @Test
    void anUnknownKeyIsAnErrorWithItsLine() throws Exception {
        var file = Files.writeString(directory.resolve("wsgi.toml"), "[wsgi]\nthread = 7\n");
        assertThatThrownBy(() -> WsgiArguments.read(new String[] {"--config", file.toString(), "a:b"}))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems().toString())
                                .contains("wsgi.toml:2")
                                .contains("thread"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --threads 0 a:b      | --threads: wanted a number from 1 to 1024, got '0'
            --threads many a:b   | --threads: wanted a number from 1 to 1024, got 'many'
            --interpreters 99 a  | --interpreters: wanted a number from 1 to 64, got '99'
            --bind               | --bind wants a value
            --bind nowhere a:b   | --bind: wanted ADDR:PORT such as 127.0.0.1:8000, got 'nowhere'
            --bind a:99999 a:b   | --bind: wanted ADDR:PORT such as 127.0.0.1:8000, got 'a:99999'
            -t 4 a:b             | unknown argument '-t'
            a:b c:d              | wanted one MODULE:APP, got 'a:b' and 'c:d'
            :app                 | wanted MODULE:APP, got ':app'
            --chdir /no/where a  | --chdir: wanted a directory, got '/no/where'
            """)
    void whatIsWrongIsSaid(String line, String message) {
        assertThatThrownBy(() -> WsgiArguments.read(line.strip().split(" +")))
                .isInstanceOf(UsageException.class)
                .hasMessage(message);
    }

    @Test
    void withoutAnApplicationItSaysWhatItWants() {
        var err = new ByteArrayOutputStream();
        var out = new ByteArrayOutputStream();
        assertThat(WsgiCommand.run("1", new String[] {}, new PrintStream(out), new PrintStream(err)))
                .isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("heddle wsgi: wanted MODULE:APP, got none\nheddle wsgi --help tells what it takes.\n");
        assertThat(WsgiCommand.run("1", new String[] {"--help"}, new PrintStream(out), new PrintStream(err)))
                .isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("usage: heddle wsgi [OPTION]... MODULE:APP\n");
    }
}
