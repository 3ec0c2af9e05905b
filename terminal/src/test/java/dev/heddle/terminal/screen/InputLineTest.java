// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputLineTest {
    private final InputLine line = new InputLine();

    @Test
    void textGoesInAtTheCursor() {
        line.insert("helo");
        line.left();
        line.insert("l");
        line.end();
        line.insert("!");
        assertThat(line.text()).isEqualTo("hello!");
    }

    @Test
    void charactersAreDeletedAsPeopleSeeThem() {
        line.insert("a👨‍👩‍👧é");
        line.backspace();
        line.backspace();
        assertThat(line.text()).isEqualTo("a");
        line.insert("e\u0301x");
        line.home();
        line.right();
        line.delete();
        assertThat(line.text()).isEqualTo("ax");
    }

    @Test
    void wordsAreKilledAndPutBack() {
        line.insert("one two  three ");
        line.killWord();
        assertThat(line.text()).isEqualTo("one two  ");
        line.killWord();
        line.yank();
        line.yank();
        assertThat(line.text()).isEqualTo("one two  two  ");
        line.wordLeft();
        line.killToEnd();
        assertThat(line.text()).isEqualTo("one two  ");
        line.home();
        line.wordRight();
        assertThat(line.cursor()).isEqualTo(3);
        line.killAll();
        assertThat(line.isEmpty()).isTrue();
        line.yank();
        assertThat(line.text()).isEqualTo("one two  ");
    }

    @Test
    void controlCharactersAreNotTakenButLineFeedsOfAPasteAre() {
        line.insert("a\u001b[31m\tb\nc\u0007\u009b");
        assertThat(line.text()).isEqualTo("a[31m b\nc");
    }

    @Test
    void earlierLinesComeBackAndTheOneThatWasBeingTypedToo() {
        line.insert("first");
        assertThat(line.take()).isEqualTo("first");
        line.insert("second");
        line.take();
        line.take(); // an empty line is not kept
        line.insert("second");
        line.take(); // nor the same again
        line.insert("draft");
        line.earlier();
        assertThat(line.text()).isEqualTo("second");
        line.earlier();
        line.earlier();
        assertThat(line.text()).isEqualTo("first");
        line.later();
        line.later();
        line.later();
        assertThat(line.text()).isEqualTo("draft");
    }

    @Test
    void theLimitsHold() {
        line.insert("x".repeat(InputLine.CHARS_MAX - 1));
        line.insert("\ud83d\ude00");
        assertThat(line.text()).hasSize(InputLine.CHARS_MAX - 1);
        line.insert("yz");
        assertThat(line.text()).hasSize(InputLine.CHARS_MAX).endsWith("xy");
        for (int i = 0; i < InputLine.HISTORY_MAX + 10; i++) {
            line.set("line " + i);
            line.take();
        }
        for (int i = 0; i < InputLine.HISTORY_MAX + 20; i++) {
            line.earlier();
        }
        assertThat(line.text()).isEqualTo("line 10");
    }
}
