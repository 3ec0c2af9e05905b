// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LineWriterTest {
    private final LineWriter writer = new LineWriter(0);

    private String written() {
        return new String(writer.bytes(), 0, writer.lengthBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void aLineHasItsPartsInOrder() {
        writer.begin()
                .tag("time", "now")
                .tag("+x", "")
                .tag("y", "a b;c")
                .source("a!b@c")
                .command("PRIVMSG");
        var length = writer.param("#chan").trailing("hello world").end();
        assertThat(written()).isEqualTo("@time=now;+x;y=a\\sb\\:c :a!b@c PRIVMSG #chan :hello world\r\n");
        assertThat(length).isEqualTo(written().length());
    }

    @Test
    void linesFollowEachOther() {
        writer.begin()
                .source("s".getBytes(StandardCharsets.UTF_8))
                .numeric(Numeric.RPL_WELCOME, "me")
                .trailing("hi")
                .end();
        writer.begin().command("PING").param(12).end();
        assertThat(written()).isEqualTo(":s 001 me :hi\r\nPING 12\r\n");
        try (var arena = Arena.ofConfined()) {
            var segment = arena.allocate(64);
            writer.copyTo(segment, 3);
            assertThat(segment.get(ValueLayout.JAVA_BYTE, 3)).isEqualTo((byte) ':');
        }
        writer.clear();
        assertThat(writer.lengthBytes()).isZero();
    }

    @Test
    void aLongBodyIsCutBetweenCharacters() {
        for (var shift = 0; shift < 4; shift++) {
            writer.clear();
            writer.begin()
                    .tag("msgid", "x".repeat(100))
                    .command("P".repeat(1 + shift))
                    .trailing("🎉".repeat(200));
            writer.end();
            var body = written().substring(written().indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8);
            assertThat(body.length).isBetween(509, 512);
            assertThat(Utf8.isValid(writer.bytes(), 0, writer.lengthBytes())).isTrue();
            assertThat(written()).endsWith("🎉\r\n");
        }
    }

    @Test
    void noTextCanStartALineOfItsOwn() {
        writer.begin().command("NOTICE").param("a").trailing("x\r\nKILL y\0z").end();
        assertThat(written()).isEqualTo("NOTICE a :x  KILL y z\r\n");
    }

    @Test
    void halfASurrogatePairBecomesAQuestionMark() {
        writer.begin().command("A").trailing("\ud83c x \udf89").end();
        assertThat(written()).isEqualTo("A :? x ?\r\n");
    }

    @Test
    void theRoomOfTheBodyCountsDown() {
        writer.begin().tag("a", "b").command("PING").param("x");
        assertThat(writer.bodyRoomBytes()).isEqualTo(LineWriter.BODY_BYTES_MAX - 6);
    }

    @Test
    void truncationCountsBytesAndKeepsCharactersWhole() {
        assertThat(Utf8.truncated("abc", 3)).isEqualTo("abc");
        assertThat(Utf8.truncated("aü🎉", 7)).isEqualTo("aü🎉");
        assertThat(Utf8.truncated("aü🎉", 6)).isEqualTo("aü");
        assertThat(Utf8.truncated("aü🎉", 2)).isEqualTo("a");
        assertThat(Utf8.lengthBytes("aü你🎉")).isEqualTo(10);
    }

    @Test
    void aLongTextIsWrittenLikeAShortOneWhateverIsInIt() {
        for (var odd : new String[] {"", "\r", "\n", "\0", "\u0001", "\u007f", "é", "漢", "🎉", "\ud83c", "\udf89x"}) {
            for (var before = 0; before < 40; before++) {
                var text = "a".repeat(before) + odd + "b".repeat(40 - before);
                writer.clear();
                writer.begin().command("X").trailing(text).end();
                var lineEnds = text.replace('\r', ' ').replace('\n', ' ').replace('\0', ' ');
                // An unpaired surrogate has no UTF-8 form.
                var expected = lineEnds.replace("\udf89x", "?x").replaceAll("\ud83c(?!\udf89)", "?");
                assertThat(written()).as("%s after %d", odd, before).isEqualTo("X :" + expected + "\r\n");
            }
        }
    }
}
