// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TextSplitterTest {
    @Test
    void whatFitsIsOnePiece() {
        assertThat(TextSplitter.split("hello", 5)).containsExactly("hello");
        assertThat(TextSplitter.split("", 5)).isEmpty();
    }

    @Test
    void aLongTextIsCutAtSpaces() {
        assertThat(TextSplitter.split("one two three four", 9)).containsExactly("one two", "three", "four");
    }

    @Test
    void aWordThatIsTooLongIsCutBetweenCharactersAsPeopleSeeThem() {
        String family = "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67"; // one picture, 18 bytes
        assertThat(TextSplitter.split("aa" + family + family, 22)).containsExactly("aa" + family, family);
        assertThat(TextSplitter.split("e\u0301".repeat(4), 7)).allMatch(piece -> piece.startsWith("e"));
    }

    @Test
    void aCharacterLongerThanAPieceIsCutBetweenCodePoints() {
        String zalgo = "a" + "\u0301".repeat(20);
        var pieces = TextSplitter.split(zalgo, 8);

        assertThat(String.join("", pieces)).isEqualTo(zalgo);
        assertThat(pieces).allMatch(piece -> TextSplitter.bytes(piece) <= 8);
    }

    @Test
    void thereMustBeRoomForACharacter() {
        assertThatThrownBy(() -> TextSplitter.split("abc", 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingIsLostAndNothingIsTooLongWhateverTheTextSeed7() {
        var random = new Random(7);
        String[] parts = {"a", " ", "word ", "ü", "€", "语", "\ud83d\ude00", "\u0301", "-"};
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder("x");
            for (int i = random.nextInt(200); i > 0; i--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            int max = 4 + random.nextInt(60);
            var pieces = TextSplitter.split(text.toString(), max);

            assertThat(String.join("", pieces).replace(" ", ""))
                    .isEqualTo(text.toString().replace(" ", ""));
            assertThat(pieces)
                    .allMatch(piece -> TextSplitter.bytes(piece) <= max)
                    .doesNotContain("");
        }
    }
}
