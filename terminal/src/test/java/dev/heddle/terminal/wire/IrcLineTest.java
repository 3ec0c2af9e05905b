// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class IrcLineTest {
    private static IrcLine parse(String text) {
        return Objects.requireNonNull(IrcLine.parse(text));
    }

    @Test
    void aLineComesApartIntoTagsSourceCommandAndParameters() {
        var line = parse("@time=2026-01-02T03:04:05.678Z;+heddle/nonce=ab :amy!~a@host privmsg #tea :hello  there ");

        assertThat(line.command()).isEqualTo("PRIVMSG");
        assertThat(line.nick()).isEqualTo("amy");
        assertThat(line.params()).containsExactly("#tea", "hello  there ");
        assertThat(line.tag("+heddle/nonce")).isEqualTo("ab");
        assertThat(line.timeMillis(0)).isEqualTo(1_767_323_045_678L);
    }

    @Test
    void tagValuesAreUnescaped() {
        assertThat(parse("@a=x\\:y\\sz\\\\\\r\\n\\q\\;b;c= PING").tags())
                .containsEntry("a", "x;y z\\\r\nq")
                .containsEntry("b", "")
                .containsEntry("c", "");
    }

    @Test
    void anEmptyLastParameterAndSeveralSpacesAreUnderstood() {
        assertThat(parse("TOPIC   #tea  :").params()).containsExactly("#tea", "");
        assertThat(parse("PING").params()).isEmpty();
        assertThat(parse("PING").param(3)).isEmpty();
        assertThat(parse("PING").last()).isEmpty();
    }

    @Test
    void aLineWithoutACommandIsNone() {
        assertThat(IrcLine.parse("")).isNull();
        assertThat(IrcLine.parse("@a=b")).isNull();
        assertThat(IrcLine.parse(":source")).isNull();
        assertThat(IrcLine.parse("@a=b :source ")).isNull();
    }

    @Test
    void aTimeThatIsNoneIsNow() {
        assertThat(parse("@time=yesterday PING").timeMillis(42)).isEqualTo(42);
        assertThat(parse("PING").timeMillis(42)).isEqualTo(42);
    }

    @Test
    void serversAndErrorsAreToldFromPeople() {
        assertThat(parse(":irc.example.org NOTICE x :y").isFromServer()).isTrue();
        assertThat(parse("NOTICE x :y").isFromServer()).isTrue();
        assertThat(parse(":amy!a@b.c NOTICE x :y").isFromServer()).isFalse();
        assertThat(parse(":s 401 me you :none").isError()).isTrue();
        assertThat(parse("FAIL JOIN X :y").isError()).isTrue();
        assertThat(parse(":s 001 me :hi").isError()).isFalse();
    }

    @Test
    void moreParametersThanTheLimitAreOneLastOne() {
        var line = parse("X " + "a ".repeat(IrcLine.PARAMS_MAX + 5));

        assertThat(line.params()).hasSize(IrcLine.PARAMS_MAX);
        assertThat(line.params().subList(0, 3)).isEqualTo(List.of("a", "a", "a"));
        assertThat(line.last()).startsWith("a a a");
    }
}
