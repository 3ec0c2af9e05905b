// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class LineBuilderTest {
    @Test
    void aLineIsPutTogether() {
        String line = LineBuilder.of("PRIVMSG")
                .tag("label", "h1")
                .tag("+heddle/nonce", "a b;c\\")
                .word("#tea")
                .text(":) hello")
                .line();

        assertThat(line).isEqualTo("@label=h1;+heddle/nonce=a\\sb\\:c\\\\ PRIVMSG #tea ::) hello");
        assertThat(Objects.requireNonNull(IrcLine.parse(line)).tag("+heddle/nonce"))
                .isEqualTo("a b;c\\");
    }

    @Test
    void whatIsTypedNeverBecomesASecondLine() {
        assertThat(LineBuilder.of("PRIVMSG").word("x").text("a\r\nQUIT\0").line())
                .isEqualTo("PRIVMSG x :a  QUIT ");
    }

    @Test
    void aMiddleParameterMustBeAWord() {
        for (String wrong : new String[] {"", "a b", ":a", "a\nb", "a\rb", "a\0"}) {
            assertThat(LineBuilder.isWord(wrong)).isFalse();
            assertThatThrownBy(() -> LineBuilder.of("JOIN").word(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(LineBuilder.isWord("#tee-küche")).isTrue();
    }
}
