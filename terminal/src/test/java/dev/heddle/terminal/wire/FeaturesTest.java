// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private final Features features = new Features();

    private void learn(String tokens) {
        features.learn(Objects.requireNonNull(IrcLine.parse(":s 005 me " + tokens + " :are supported")));
    }

    @Test
    void withoutTokensTheOldRulesHold() {
        assertThat(features.fold("Nick[]\\")).isEqualTo("nick{}|");
        assertThat(features.isChannel("#a")).isTrue();
        assertThat(features.isChannel("&a")).isFalse();
        assertThat(features.lineBytes()).isEqualTo(512);
        assertThat(features.rank('o')).isEqualTo('@');
    }

    @Test
    void tokensChangeThemAndAMinusTakesOneBack() {
        learn("CASEMAPPING=ascii CHANTYPES=#& PREFIX=(ov)@+ LINELEN=2048 NETWORK=My\\x20Net MONITOR=100");

        assertThat(features.fold("Nick[]")).isEqualTo("nick[]");
        assertThat(features.isChannel("&a")).isTrue();
        assertThat(features.ranks()).isEqualTo("@+");
        assertThat(features.rank('h')).isEqualTo('\0');
        assertThat(features.lineBytes()).isEqualTo(2048);
        assertThat(features.value("NETWORK", "")).isEqualTo("My Net");
        assertThat(features.number("MONITOR", 0)).isEqualTo(100);

        learn("-MONITOR");
        assertThat(features.number("MONITOR", 0)).isZero();
    }

    @Test
    void onlyAsciiLettersAreFoldedByAscii() {
        learn("CASEMAPPING=ascii");
        assertThat(features.fold("ÄÖ-AB")).isEqualTo("ÄÖ-ab");
        learn("CASEMAPPING=precis");
        assertThat(features.fold("ÄÖ-AB")).isEqualTo("äö-ab");
    }

    @Test
    void modesThatTakeAParameterAreKnown() {
        learn("CHANMODES=beI,k,l,imnst PREFIX=(ov)@+");

        assertThat(features.takesParameter('b', false)).isTrue();
        assertThat(features.takesParameter('k', false)).isTrue();
        assertThat(features.takesParameter('l', true)).isTrue();
        assertThat(features.takesParameter('l', false)).isFalse();
        assertThat(features.takesParameter('m', true)).isFalse();
        assertThat(features.takesParameter('o', false)).isTrue();
    }

    @Test
    void aMalformedPrefixChangesNothing() {
        learn("PREFIX=(ov)@");
        assertThat(features.ranks()).isEqualTo("~&@%+");
    }
}
