// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SafeTextTest {
    @Test
    void ordinaryTextOfAnyScriptStays() {
        for (String text : new String[] {
            "hello", "grüße, κόσμε, 世界, שלום, مرحبا", "👨‍👩‍👧 ✈️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿", "क्षि", "nbsp\u00a0here"
        }) {
            assertThat(SafeText.of(text)).isEqualTo(text);
        }
    }

    @Test
    void controlCharactersBecomePictures() {
        assertThat(SafeText.of("\u001b[2J\u0007\r\n\t\0\u007f"))
                .isEqualTo("\u241b[2J\u2407\u240d\u240a\u2409\u2400\u2421");
    }

    @Test
    void whatIsInvisibleOrTurnsTextAroundBecomesItsNumber() {
        assertThat(SafeText.of("a\u202eb\u2066c\u200bd\u2028e\u0085f\u009bg\ufeffh"))
                .isEqualTo("a<202e>b<2066>c<200b>d<2028>e<85>f<9b>g<feff>h");
        assertThat(SafeText.of("x\ud800y")).isEqualTo("x<d800>y");
    }

    @Test
    void towersOfMarksAreCut() {
        assertThat(SafeText.of("a" + "\u0301".repeat(100) + "b"))
                .isEqualTo("a" + "\u0301".repeat(SafeText.MARKS_MAX) + "b");
    }

    @Test
    void nothingThatATerminalWouldObeyGetsThroughSeed11() {
        var random = new Random(11);
        for (int round = 0; round < 2000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append((char) random.nextInt(round % 2 == 0 ? 0x300 : 0x10000));
            }
            String safe = SafeText.of(text.toString());
            assertThat(safe.chars()).noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e);
            String plain = Formatting.plain(text.toString());
            assertThat(plain.chars()).noneMatch(c -> c < ' ' || c >= 0x7f && c < 0xa0 || c >= 0x202a && c <= 0x202e);
        }
    }
}
