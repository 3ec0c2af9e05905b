// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.heddle.chat.store.PasswordHasher.Cost;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PasswordHasherTest {
    private static final Cost CHEAP = new Cost(64, 1, 1);

    private final Random random = new Random(1);
    private final PasswordHasher hasher = new PasswordHasher(CHEAP, random::nextBytes);

    @Test
    void theRightPasswordVerifiesAndNoOther() {
        var encoded = hasher.hash("pässwörd");
        assertThat(encoded).startsWith("$argon2id$v=19$m=64,t=1,p=1$");
        assertThat(hasher.verify(encoded, "pässwörd")).isTrue();
        assertThat(hasher.verify(encoded, "passwort")).isFalse();
        assertThat(hasher.verify(encoded, "")).isFalse();
        assertThat(hasher.hash("pässwörd")).isNotEqualTo(encoded);
    }

    @Test
    void theLongestPasswordRoundTripsAndALongerOneIsRefused() {
        var longest = "x".repeat(PasswordHasher.PASSWORD_BYTES_MAX);
        assertThat(hasher.verify(hasher.hash(longest), longest)).isTrue();
        assertThat(hasher.verify(hasher.hash(longest), longest + "x")).isFalse();
        assertThatThrownBy(() -> hasher.hash(longest + "x")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> hasher.hash("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hashesOfTheReferenceImplementationVerify() {
        // Made with the argon2 command: argon2 somesalt -id -v 13 -t 2 -k 256 -p 1 -l 32
        var encoded = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
        assertThat(hasher.verify(encoded, "password")).isTrue();
        assertThat(hasher.verify(encoded, "Password")).isFalse();
        assertThat(hasher.isOutdated(encoded)).isTrue();
        assertThat(hasher.isOutdated(hasher.hash("x"))).isFalse();
    }

    @Test
    void damagedHashesNeverVerify() {
        var good = hasher.hash("x");
        for (var bad : new String[] {
            "",
            "x",
            good.replace("argon2id", "argon2i"),
            good.replace("v=19", "v=16"),
            good.replace("m=64", "m=99999999"),
            good.replace("t=1", "t=0"),
            good.replace("p=1", "q=1"),
            good.replace(",p=1", ""),
            good.substring(0, good.lastIndexOf('$') + 1),
            good + "$"
        }) {
            assertThat(hasher.verify(bad, "x")).as(bad).isFalse();
        }
        hasher.verifyNobody("x");
    }

    @Test
    void anIllegalCostIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> new Cost(1, 2, 3)).hasMessageContaining("1, 2, 3");
    }
}
