// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;

class FormattingTest {
    @Test
    void codesBecomeLooksAndAreGone() {
        assertThat(Formatting.spans("a\u0002b\u001dc\u0002d\u000fe"))
                .containsExactly(
                        new Span("a", Look.PLAIN),
                        new Span("b", new Look(Look.BOLD, Look.NONE, Look.NONE)),
                        new Span("c", new Look(Look.BOLD | Look.ITALIC, Look.NONE, Look.NONE)),
                        new Span("d", new Look(Look.ITALIC, Look.NONE, Look.NONE)),
                        new Span("e", Look.PLAIN));
    }

    @Test
    void coloursHaveOneOrTwoDigitsAndPerhapsABackground() {
        assertThat(Formatting.spans("\u00034red\u000312,8both\u00033,x\u000399d\u0003end"))
                .containsExactly(
                        new Span("red", new Look(0, 4, Look.NONE)),
                        new Span("both", new Look(0, 12, 8)),
                        new Span(",x", new Look(0, 3, 8)),
                        new Span("d", new Look(0, Look.NONE, 8)),
                        new Span("end", Look.PLAIN));
    }

    @Test
    void hexColoursHaveSixDigits() {
        assertThat(Formatting.spans("\u0004ff8000,000001x\u0004y\u0004ffz"))
                .containsExactly(
                        new Span("x", new Look(0, Look.RGB | 0xff8000, Look.RGB | 1)), new Span("yffz", Look.PLAIN));
    }

    @Test
    void aDigitAfterTheColourIsText() {
        assertThat(Formatting.plain("\u0003041 apple")).isEqualTo("1 apple");
        assertThat(Formatting.plain("\u0003")).isEmpty();
        assertThat(Formatting.plain("end\u0003,")).isEqualTo("end,");
        assertThat(Formatting.plain("\u00031,")).isEqualTo(",");
    }

    @Test
    void everythingElseIsMadeSafe() {
        assertThat(Formatting.plain("\u0002a\u001b[0mb\u0002")).isEqualTo("a\u241b[0mb");
    }

    @Test
    void stylesAreTheTerminals() {
        var text = Styles.of(Formatting.spans("\u0002\u00034x\u0003\u0002\u000400ff00y"), AttributedStyle.DEFAULT);

        assertThat(text.toString()).isEqualTo("xy");
        assertThat(text.styleAt(0)).isEqualTo(AttributedStyle.DEFAULT.bold().foreground(9));
        assertThat(text.styleAt(1)).isEqualTo(AttributedStyle.DEFAULT.foreground(0, 255, 0));
        for (int colour = 0; colour <= 98; colour++) {
            assertThat(Styles.of(Formatting.spans("\u0003%02dz".formatted(colour)), AttributedStyle.DEFAULT)
                            .styleAt(0))
                    .isNotEqualTo(AttributedStyle.DEFAULT);
        }
    }

    @Test
    void aNickHasOneColour() {
        assertThat(Styles.nick("amy")).isEqualTo(Styles.nick("amy"));
    }
}
