// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageParserTest {
    private final MessageParser parser = new MessageParser();

    private Parsed parse(String line) {
        return parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private Parsed parse(byte[] line) {
        return parser.parse(line, 0, line.length);
    }

    private Message message(String line) {
        assertThat(parse(line)).isInstanceOf(Message.class);
        return (Message) parse(line);
    }

    private void is(String line, @Nullable String source, String command, String... params) {
        var message = message(line);
        assertThat(message.source()).isEqualTo(source);
        assertThat(message.command()).isEqualTo(command);
        assertThat(message.params()).isEqualTo(List.of(params));
    }

    @Test
    void theExamplesOfTheSpecificationParse() {
        is(
                ":irc.example.com CAP LS * :multi-prefix extended-join sasl",
                "irc.example.com",
                "CAP",
                "LS",
                "*",
                "multi-prefix extended-join sasl");
        is("CAP REQ :sasl message-tags foo", null, "CAP", "REQ", "sasl message-tags foo");
        is(":dan!d@localhost PRIVMSG #chan :Hey!", "dan!d@localhost", "PRIVMSG", "#chan", "Hey!");
        is(":dan!d@localhost PRIVMSG #chan Hey!", "dan!d@localhost", "PRIVMSG", "#chan", "Hey!");
        is(":irc.example.com CAP * LIST :", "irc.example.com", "CAP", "*", "LIST", "");
        is("PRIVMSG #chan ::-) hi", null, "PRIVMSG", "#chan", ":-) hi");
        is("foo", null, "FOO");
        is("001 me :hi", null, "001", "me", "hi");
    }

    @Test
    void spacesAreOneSeparatorHoweverMany() {
        is("   privmsg   #a    b  :c  d ", null, "PRIVMSG", "#a", "b", "c  d ");
        is("USER a   ", null, "USER", "a");
        is(":src   JOIN  #a", "src", "JOIN", "#a");
        is("@a=b    :src JOIN #a", "src", "JOIN", "#a");
    }

    @Test
    void theFifteenthParameterTakesTheRest() {
        var message = message("CMD 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 and more");
        assertThat(message.paramCount()).isEqualTo(15);
        assertThat(message.param(14)).isEqualTo("15 and more");
        assertThat(message("CMD 1 2 3 4 5 6 7 8 9 10 11 12 13 14 :15 and more").param(14))
                .isEqualTo("15 and more");
        assertThat(message.paramOrEmpty(15)).isEmpty();
    }

    @Test
    void wellKnownCommandsAreOneInstance() {
        assertThat(message("privmsg a b").command())
                .isSameAs(message("PRIVMSG a b").command());
        assertThat(message("Authenticate x").command()).isEqualTo("AUTHENTICATE");
        assertThat(message("nonsense x").command()).isEqualTo("NONSENSE");
    }

    @Test
    void tagsAreUnescapedAndTheLastOfAKeyCounts() {
        var tags = message("@a=1;+b;c=x\\sy\\:z\\\\\\q\\;a=2;d=;=e TAGMSG #x").tags();
        assertThat(tags.get("a")).isEqualTo("2");
        assertThat(tags.get("+b")).isEmpty();
        assertThat(tags.get("c")).isEqualTo("x y;z\\q");
        assertThat(tags.get("d")).isEmpty();
        assertThat(tags.get("e")).isNull();
        assertThat(tags.size()).isEqualTo(4);
        assertThat(tags.clientOnly()).isEqualTo(Tags.of("+b", ""));
        assertThat(message("@ PING x").tags().isEmpty()).isTrue();
    }

    @Test
    void whatIsNoMessageSaysWhy() {
        assertThat(parse("")).isEqualTo(Malformed.EMPTY);
        assertThat(parse("   ")).isEqualTo(Malformed.EMPTY);
        assertThat(parse(":source")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("@tag=1")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("PRIV-MSG a")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("12 a")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("A12 a")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("[ a")).isEqualTo(Malformed.NO_COMMAND);
        assertThat(parse("PING a\0b")).isEqualTo(Malformed.FORBIDDEN_BYTE);
        assertThat(parse("PING a\rQUIT")).isEqualTo(Malformed.FORBIDDEN_BYTE);
        assertThat(parse("PING a\nQUIT")).isEqualTo(Malformed.FORBIDDEN_BYTE);
    }

    @Test
    void theLimitsAreExact() {
        var body = "PRIVMSG #a :" + "x".repeat(498);
        assertThat(body).hasSize(MessageParser.BODY_BYTES_MAX);
        assertThat(parse(body)).isInstanceOf(Message.class);
        assertThat(parse(body + "x")).isEqualTo(Malformed.BODY_TOO_LONG);
        var tags = "a=" + "y".repeat(MessageParser.CLIENT_TAG_BYTES_MAX - 2);
        assertThat(parse("@" + tags + " " + body)).isInstanceOf(Message.class);
        assertThat(parse("@" + tags + "y " + body)).isEqualTo(Malformed.TAGS_TOO_LONG);
        assertThat(parse("@" + tags + "y A")).isEqualTo(Malformed.TAGS_TOO_LONG);
        assertThat(parse("@a=b " + body + "x")).isEqualTo(Malformed.BODY_TOO_LONG);
        assertThat(parse("x".repeat(100_000))).isEqualTo(Malformed.BODY_TOO_LONG);
    }

    @Test
    void utf8IsStrict() {
        assertThat(message("PRIVMSG a :Grüße 你好 🎉").param(1)).isEqualTo("Grüße 你好 🎉");
        for (var bad : new int[][] {
            {0xc0, 0x80},
            {0xc1, 0xbf},
            {0xe0, 0x9f, 0xbf},
            {0xed, 0xa0, 0x80},
            {0xf0, 0x8f, 0xbf, 0xbf},
            {0xf4, 0x90, 0x80, 0x80},
            {0xf5, 0x80, 0x80, 0x80},
            {0x80},
            {0xff},
            {0xe4, 0xbd},
            {0xc3},
            {0xc3, 0x28}
        }) {
            var line = new byte[10 + bad.length];
            System.arraycopy("PRIVMSG a ".getBytes(StandardCharsets.US_ASCII), 0, line, 0, 10);
            for (var i = 0; i < bad.length; i++) {
                line[10 + i] = (byte) bad[i];
            }
            assertThat(parse(line)).isEqualTo(Malformed.NOT_UTF8);
        }
    }

    /// The validator agrees with the JDK's strict decoder on random bytes near the borders.
    @Test
    void seed42TheValidatorAgreesWithTheStrictDecoder() {
        var random = new Random(42);
        var interesting =
                new int[] {0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc2, 0xdf, 0xe0, 0xed, 0xef, 0xf0, 0xf4};
        for (var round = 0; round < 200_000; round++) {
            var bytes = new byte[1 + random.nextInt(12)];
            for (var i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) interesting[random.nextInt(interesting.length)];
            }
            assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(decodes(bytes));
        }
    }

    private static boolean decodes(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /// Whatever the writer writes, the parser reads back.
    @Test
    void seed7MessagesRoundTripThroughWriterAndParser() {
        var random = new Random(7);
        var writer = new LineWriter(64);
        for (var round = 0; round < 20_000; round++) {
            writer.clear();
            var message = randomMessage(random);
            writer.begin().tags(message.tags());
            if (message.source() != null) {
                writer.source(message.source());
            }
            var length = writer.command(message.command()).params(message).end();
            assertThat(length).isEqualTo(writer.lengthBytes());
            var back = (Message) parser.parse(MemorySegment.ofArray(writer.toBytes()), 0, length - 2);
            assertThat(back.tags()).isEqualTo(message.tags());
            assertThat(back.params()).isEqualTo(message.params());
            assertThat(back.command()).isEqualTo(message.command());
        }
    }

    private static Message randomMessage(Random random) {
        var tags = Tags.EMPTY;
        for (var i = random.nextInt(4); i > 0; i--) {
            tags = tags.with("k" + random.nextInt(5), text(random, "a;\\ \r\nü=:🎉", 9));
        }
        var params = new String[random.nextInt(5)];
        for (var i = 0; i < params.length; i++) {
            var last = i == params.length - 1;
            params[i] = last ? text(random, "a: ü🎉", 12) : "p" + text(random, "a:ü🎉", 6);
        }
        return Message.of(random.nextBoolean() ? "PRIVMSG" : "001", params).withTags(tags);
    }

    private static String text(Random random, String alphabet, int lengthMax) {
        var points = alphabet.codePoints().toArray();
        var out = new StringBuilder();
        for (var i = random.nextInt(lengthMax); i > 0; i--) {
            out.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return out.toString();
    }

    /// Random bytes never throw, and what parses keeps the limits.
    @Test
    void seed9NoBytesMakeTheParserThrow() {
        var random = new Random(9);
        var alphabet = " :@;=\\A1#\0\r\u00c3\u00bc,x".getBytes(StandardCharsets.ISO_8859_1);
        for (var round = 0; round < 200_000; round++) {
            var bytes = new byte[random.nextInt(40)];
            for (var i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            if (parse(bytes) instanceof Message message) {
                assertThat(message.command()).isNotEmpty();
                assertThat(message.paramCount()).isLessThanOrEqualTo(MessageParser.PARAMS_MAX);
            }
        }
    }
}
