// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MaskTest {
    private static Mask mask(String text) {
        return Objects.requireNonNull(Mask.parse(Casemapping.ASCII, text), text);
    }

    private static MaskSubject subject(String nick, String user, String host, @Nullable String account) {
        return MaskSubject.of(Casemapping.ASCII, nick, user, account, false, host, "192.0.2.7");
    }

    @Test
    void masksAreNormalised() {
        assertThat(mask("bob").text()).isEqualTo("bob!*@*");
        assertThat(mask("bob!ident").text()).isEqualTo("bob!ident@*");
        assertThat(mask("ident@host").text()).isEqualTo("*!ident@host");
        assertThat(mask("host.example.org").text()).isEqualTo("*!*@host.example.org");
        assertThat(mask("2001:db8::*").text()).isEqualTo("*!*@2001:db8::*");
        assertThat(mask("a!b@c").text()).isEqualTo("a!b@c");
        assertThat(mask("@c").text()).isEqualTo("*!*@c");
        assertThat(mask("~a:Bob").text()).isEqualTo("~a:Bob");
        assertThat(mask("~m:bob").text()).isEqualTo("~m:bob!*@*");
        assertThat(mask("~m:~a:bob").text()).isEqualTo("~m:~a:bob");
        assertThat(mask("~U:").text()).isEqualTo("~U:*!*@*");
    }

    @Test
    void unknownOrEmptyExtendedBansAreNone() {
        for (var bad : new String[] {"", "~x:y", "~a:", "~m:", "~m:~x:y"}) {
            assertThat(Mask.parse(Casemapping.ASCII, bad)).as(bad).isNull();
        }
    }

    @Test
    void masksMatchWhateverTheCaseAndWhicheverHost() {
        var bob = subject("Bob", "~bob", "Host.Example.org", "bobby");
        for (var good : new String[] {
            "BOB!*@*", "b?b", "*!*@*.example.ORG", "*!~bob@*", "192.0.2.*", "~a:bobby", "~a:bob*", "*", "***", "*o*!*@*"
        }) {
            assertThat(mask(good).matches(bob)).as(good).isTrue();
        }
        for (var bad : new String[] {"bo", "b??b", "*!*@example.org", "~a:bob", "~U:*", "~z:", "bob\\*!*@*"}) {
            assertThat(mask(bad).matches(bob)).as(bad).isFalse();
        }
        assertThat(mask("~U:bob").matches(subject("bob", "u", "h", null))).isTrue();
        assertThat(mask("~z:").matches(MaskSubject.of(Casemapping.ASCII, "a", "b", null, true, "h")))
                .isTrue();
    }

    @Test
    void aHostileGlobEndsSoon() {
        var glob = Glob.of("*a".repeat(120) + "b");
        assertThat(glob.matches("a".repeat(2_000))).isFalse();
    }

    /// Matching by backtracking agrees with the plain recursive definition.
    @Test
    void seed3GlobsAgreeWithTheirDefinition() {
        var random = new Random(3);
        for (var round = 0; round < 100_000; round++) {
            var pattern = random(random, "ab*?", 8);
            var text = random(random, "ab", 8);
            assertThat(Glob.of(pattern).matches(text))
                    .as("%s %s", pattern, text)
                    .isEqualTo(defined(pattern, text));
        }
    }

    private static boolean defined(String pattern, String text) {
        if (pattern.isEmpty()) {
            return text.isEmpty();
        }
        if (pattern.charAt(0) == '*') {
            return defined(pattern.substring(1), text) || (!text.isEmpty() && defined(pattern, text.substring(1)));
        }
        return !text.isEmpty()
                && (pattern.charAt(0) == '?' || pattern.charAt(0) == text.charAt(0))
                && defined(pattern.substring(1), text.substring(1));
    }

    private static String random(Random random, String alphabet, int lengthMax) {
        var out = new StringBuilder();
        for (var i = random.nextInt(lengthMax); i > 0; i--) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    /// The indexed set answers what a look at every mask would.
    @Test
    void seed5TheSetAgreesWithALookAtEveryMask() {
        var random = new Random(5);
        var shapes = new String[] {
            "%s!*@*", "*!*@%s", "*!*@*.%s", "*%s*", "~a:%s", "~a:%s*", "~m:%s", "~m:~a:%s", "%s!?@%s", "~U:%s"
        };
        for (var round = 0; round < 300; round++) {
            var set = new MaskSet<String>();
            var masks = new ArrayList<Mask>();
            for (var i = random.nextInt(40); i > 0; i--) {
                var text = shapes[random.nextInt(shapes.length)].replace("%s", random(random, "ab.", 4) + "a");
                var mask = mask(text);
                if (set.add(mask, mask.text())) {
                    masks.add(mask);
                }
                if (random.nextInt(4) == 0) {
                    var gone = masks.remove(random.nextInt(masks.size()));
                    assertThat(set.remove(gone.text())).isEqualTo(gone.text());
                }
            }
            assertThat(set.size()).isEqualTo(masks.size());
            for (var i = 0; i < 50; i++) {
                var account = random.nextBoolean() ? random(random, "ab", 4) + "a" : null;
                var who = subject(random(random, "ab", 4) + "a", "a", random(random, "ab.", 5) + "a", account);
                assertThat(set.ban(who) != null)
                        .isEqualTo(masks.stream().anyMatch(mask -> !mask.isMute() && mask.matches(who)));
                assertThat(set.mute(who) != null)
                        .isEqualTo(masks.stream().anyMatch(mask -> mask.isMute() && mask.matches(who)));
            }
        }
    }

    @Test
    void aMaskIsInTheSetOnce() {
        var set = new MaskSet<String>();
        assertThat(set.add(mask("bob"), "first")).isTrue();
        assertThat(set.add(mask("bob!*@*"), "second")).isFalse();
        assertThat(set.get("bob!*@*")).isEqualTo("first");
        assertThat(set.texts()).containsExactly("bob!*@*");
        assertThat(set.remove("bob")).isNull();
        assertThat(set.remove("bob!*@*")).isEqualTo("first");
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void addressRangesHoldTheirAddresses() {
        assertThat(contains("192.0.2.0/24", "192.0.2.255")).isTrue();
        assertThat(contains("192.0.2.0/24", "192.0.3.0")).isFalse();
        assertThat(contains("192.0.2.77/25", "192.0.2.1")).isTrue();
        assertThat(contains("0.0.0.0/0", "8.8.8.8")).isTrue();
        assertThat(contains("0.0.0.0/0", "::1")).isFalse();
        assertThat(contains("2001:db8::/32", "2001:db8:1::5")).isTrue();
        assertThat(contains("2001:db8::/33", "2001:db8:8000::")).isFalse();
        assertThat(contains("192.0.2.1", "::ffff:192.0.2.1")).isTrue();
        assertThat(contains("::1", "0:0:0:0:0:0:0:1")).isTrue();
        for (var bad : new String[] {
            "",
            "1.2.3",
            "1.2.3.256",
            "1.2.3.4/33",
            "1.2.3.4/",
            "::1/129",
            "1::2::3",
            "1:2",
            "host",
            "1:2:3:4:5:6:7:8::",
            "12345::",
            "1.2.3.4/-1",
            "1.2.3.4.5",
            ":::",
            "1:2:3:4:5:6:7:1.2.3.4"
        }) {
            assertThat(AddressMask.parse(bad)).as(bad).isNull();
        }
    }

    private static boolean contains(String range, String address) {
        return Objects.requireNonNull(AddressMask.parse(range))
                .contains(Objects.requireNonNull(AddressMask.parseAddress(address)));
    }
}
