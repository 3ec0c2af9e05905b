// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SteadyTextTest {
    @Test
    void joinedPicturesComeApartAndColoursOfSkinGo() {
        assertThat(SteadyText.of("👨‍👩‍👧 👍🏽 ✈️")).isEqualTo("👨👩👧 👍 ✈");
    }

    @Test
    void flagsBecomeTheirLetters() {
        assertThat(SteadyText.of("from 🇩🇪 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿")).isEqualTo("from DE and 🏴");
    }

    @Test
    void everythingElseStays() {
        for (String text : new String[] {"", "plain", "grüße 世界 مرحبا", "\u0002bold\u0002", "e\u0301"}) {
            assertThat(SteadyText.of(text)).isEqualTo(text);
        }
    }
}
