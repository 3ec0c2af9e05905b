// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class NamesTest {
    private final NameRules ascii = NameRules.of(Casemapping.ASCII);
    private final NameRules precis = NameRules.of(Casemapping.PRECIS);

    @Test
    void asciiFoldsLettersOnly() {
        assertThat(Casemapping.ASCII.fold("Bob[]\\~^{}|Ü")).isEqualTo("bob[]\\~^{}|Ü");
        assertThat(Casemapping.ASCII.same("#Chan", "#cHAN")).isTrue();
        assertThat(Casemapping.ASCII.same("a[", "a{")).isFalse();
        assertThat(Casemapping.ofToken("ascii")).isEqualTo(Casemapping.ASCII);
    }

    @Test
    void precisFoldsWhatPeopleTakeForOneName() {
        assertThat(Casemapping.PRECIS.same("ÜLO", "ülo")).isTrue();
        assertThat(Casemapping.PRECIS.same("u\u0308lo", "\u00fclo")).isTrue();
        assertThat(Casemapping.PRECIS.fold("#Straße")).startsWith("#");
        assertThat(Casemapping.PRECIS.fold("two words")).isEqualTo("two words");
    }

    @Test
    void nicksKeepTheRules() {
        for (var good : new String[] {"a", "[\\]^_`{|}", "bob-1", "x".repeat(32)}) {
            assertThat(ascii.isNick(good)).as(good).isTrue();
        }
        for (var bad : new String[] {
            "",
            "1a",
            "-a",
            "a b",
            "a!b",
            "a@b",
            "#a",
            ":a",
            "a.b",
            "ü",
            "x".repeat(33),
            "a*",
            "a?",
            "a,b",
            "~a",
            "+a",
            "a\u0001"
        }) {
            assertThat(ascii.isNick(bad)).as(bad).isFalse();
        }
        assertThat(precis.isNick("ülo")).isTrue();
        assertThat(precis.isNick("a\u200bb")).isFalse();
    }

    @Test
    void channelsKeepTheRules() {
        for (var good : new String[] {"#a", "#ünï", "##", "#a:b", "#" + "x".repeat(63)}) {
            assertThat(ascii.isChannel(good)).as(good).isTrue();
        }
        for (var bad : new String[] {"", "a", "#a b", "#a,b", "#a\u0007", "#a\u200b", "#" + "x".repeat(64), "&a"}) {
            assertThat(ascii.isChannel(bad)).as(bad).isFalse();
        }
        assertThat(NameRules.isKey("k3y!")).isTrue();
        for (var bad : new String[] {"", "a b", "a,b", ":a", "x".repeat(24), "ü"}) {
            assertThat(NameRules.isKey(bad)).as(bad).isFalse();
        }
        assertThat(ascii.userFrom("~b o!b@x")).isEqualTo("~bobx");
        assertThat(ascii.userFrom("x".repeat(99))).hasSize(20);
        assertThat(ascii.userFrom("ü@!")).isEmpty();
    }

    @Test
    void messageIdsRoundTripAndForgeriesDoNotParse() {
        var ids = new MessageIds(() -> -1L);
        var seen = new HashSet<String>();
        for (var sequence : new long[] {1, 63, 64, 4096, 1L << 40, Long.MAX_VALUE}) {
            var id = ids.next(sequence);
            assertThat(MessageId.parse(id.text())).isEqualTo(id);
            assertThat(id.text()).hasSize(22).matches("[A-Za-z0-9_-]+");
            assertThat(seen.add(id.text())).isTrue();
        }
        for (var bad :
                new String[] {"", "x", "A".repeat(22), "!".repeat(22), "_".repeat(22), "ü".repeat(22), "A".repeat(23)
                }) {
            assertThat(MessageId.parse(bad)).as(bad).isNull();
        }
        assertThat(ids.nextReference()).isNotEqualTo(ids.nextReference());
    }

    @Test
    void isupportPutsThirteenTokensInALine() {
        var isupport = new Isupport();
        for (var i = 0; i < 30; i++) {
            isupport.set("T" + i, i);
        }
        isupport.set("NETWORK", "My Net=x").set("EXCEPTS").set("LONG", "x".repeat(370));
        var lines = isupport.lines();
        assertThat(lines).allSatisfy(line -> assertThat(line.split(" ").length).isLessThanOrEqualTo(13));
        assertThat(lines.get(2)).endsWith("NETWORK=My\\x20Net\\x3Dx EXCEPTS");
        assertThat(lines.get(3)).startsWith("LONG=xxx");
        assertThat(String.join(" ", lines).split(" ")).hasSize(33);
        assertThat(lines)
                .allSatisfy(
                        line -> assertThat(line.split("=", -1).length - 1).isLessThanOrEqualTo(line.split(" ").length));
    }

    @Test
    void formattingCodesAreStrippedWithTheirDigits() {
        assertThat(Formatting.strip("\u0002a\u0003c\u00034,12d\u000399e\u0004ff00ffg\u000fh"))
                .isEqualTo("acdegh");
        assertThat(Formatting.strip("\u00034,x")).isEqualTo(",x");
        assertThat(Formatting.strip("\u0004ff00")).isEqualTo("ff00");
        assertThat(Formatting.isIn("plain")).isFalse();
        assertThat(Formatting.strip("plain")).isSameAs("plain");
    }

    @Test
    void timesAreWrittenAsTheJdkWritesThem() {
        var time = new ServerTime();
        for (var millis : new long[] {0, 1, 999, 1_000, 1_700_000_000_123L, 951_782_400_000L, 1_700_000_000_124L, -1}) {
            var text = time.format(millis);
            assertThat(Instant.parse(text).toEpochMilli()).isEqualTo(millis);
            assertThat(text).hasSize(24);
            assertThat(ServerTime.parseMillis(text)).isEqualTo(millis);
        }
        for (var bad :
                new String[] {"", "now", "2020-01-01", "2020-13-01T00:00:00.000Z", "2020-01-01T00:00:00+01:00"}) {
            assertThat(ServerTime.parseMillis(bad)).as(bad).isNull();
        }
    }

    @Test
    void theTablesSayWhatTheirTokensSay() {
        assertThat(ChannelMode.token()).isEqualTo("beI,k,l,cCimMnRrst");
        assertThat(ChannelMode.ofLetter('b')).isEqualTo(ChannelMode.BAN);
        assertThat(ChannelMode.ofLetter('o')).isNull();
        assertThat(ChannelMode.letters(ChannelMode.TOPIC_LOCKED.bit() | ChannelMode.NO_OUTSIDE.bit()))
                .isEqualTo("nt");
        assertThat(Prefix.TOKEN).isEqualTo("(" + letters() + ")" + Prefix.symbols(31, true));
        assertThat(Prefix.symbols(Prefix.VOICE.bit() | Prefix.OPERATOR.bit(), false))
                .isEqualTo("@");
        assertThat(Prefix.OPERATOR.isReachedBy(Prefix.FOUNDER.bit())).isTrue();
        assertThat(Prefix.OPERATOR.isReachedBy(Prefix.VOICE.bit())).isFalse();
        assertThat(Prefix.ofSymbol('%')).isEqualTo(Prefix.HALF_OPERATOR);
        assertThat(UserMode.ofLetter('B')).isEqualTo(UserMode.BOT);
        assertThat(UserMode.letters(UserMode.INVISIBLE.bit() | UserMode.WALLOPS.bit()))
                .isEqualTo("iw");
        assertThat(Capability.ofToken("sasl")).isEqualTo(Capability.SASL);
        assertThat(Capability.values().length).isLessThanOrEqualTo(32);
        assertThat(Numeric.RPL_WELCOME.code()).isEqualTo("001");
        assertThat(Numeric.ERR_NICKNAMEINUSE.code()).isEqualTo("433");
        assertThat(Numeric.ERR_NICKNAMEINUSE.isError()).isTrue();
        assertThat(List.of(Numeric.values())).extracting(Numeric::code).doesNotHaveDuplicates();
    }

    private static String letters() {
        var out = new StringBuilder();
        for (var prefix : Prefix.values()) {
            out.append(prefix.letter());
        }
        return out.toString();
    }
}
