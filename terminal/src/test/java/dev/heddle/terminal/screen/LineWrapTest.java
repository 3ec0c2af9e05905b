// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.junit.jupiter.api.Test;

class LineWrapTest {
    private static List<String> wrap(String text, int columns) {
        return LineWrap.wrap(new AttributedString(text), columns).stream()
                .map(AttributedString::toString)
                .toList();
    }

    @Test
    void linesBreakAtSpacesAndLongWordsWhereTheyMust() {
        assertThat(wrap("the quick brown fox", 9)).containsExactly("the quick", "brown fox");
        assertThat(wrap("abcdefghij kl", 4)).containsExactly("abcd", "efgh", "ij", "kl");
        assertThat(wrap("", 4)).containsExactly("");
        assertThat(wrap("a b", 1)).containsExactly("a", "b");
    }

    @Test
    void wideCharactersTakeTwoColumnsAndMarksNone() {
        assertThat(LineWrap.width("语a")).isEqualTo(3);
        assertThat(LineWrap.width("e\u0301")).isEqualTo(1);
        assertThat(wrap("语语语", 4)).containsExactly("语语", "语");
        assertThat(wrap("语语", 1)).containsExactly("语", "语"); // cannot fit, and must end
    }

    @Test
    void fittedTextHasExactlyTheColumns() {
        assertThat(LineWrap.fit("abc", 5, AttributedStyle.DEFAULT)).hasToString("abc  ");
        assertThat(LineWrap.fit("abcdef", 5, AttributedStyle.DEFAULT)).hasToString("abcd…");
        assertThat(LineWrap.fit("ab语语", 5, AttributedStyle.DEFAULT)).hasToString("ab语…");
        assertThat(LineWrap.fit("a语语语", 5, AttributedStyle.DEFAULT)).hasToString("a语… ");
        assertThat(LineWrap.fit("abc", 0, AttributedStyle.DEFAULT)).hasToString("");
    }

    @Test
    void noLineIsTooWideAndNothingIsLostSeed5() {
        var random = new Random(5);
        String[] parts = {"a", " ", "word", "语", "👨", "\u0301", "ß", "-"};
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(60); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            int columns = 2 + random.nextInt(20);
            var lines = wrap(text.toString(), columns);
            assertThat(lines).allMatch(line -> LineWrap.width(line) <= columns);
            assertThat(String.join("", lines).replace(" ", ""))
                    .isEqualTo(text.toString().replace(" ", ""));
            assertThat(LineWrap.width(LineWrap.fit(text.toString(), columns, AttributedStyle.DEFAULT)))
                    .isEqualTo(columns);
        }
    }
}
