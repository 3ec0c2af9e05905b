// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.http.HeadParser;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.http.RequestHead;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    private static final String SAMPLE = "Host: a$Upgrade: websocket$Connection: keep-alive, Upgrade$"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==$Sec-WebSocket-Version: 13$";
    private static final Handshake.Offer OFFER = new Handshake.Offer(
            List.of("binary.ircv3.net", "text.ircv3.net"), false, true, origin -> origin.equals("https://good"));

    private static RequestHead head(String start, String lines) {
        var bytes = (start + " HTTP/1.1\r\n" + lines.replace("$", "\r\n") + "\r\n").getBytes(StandardCharsets.US_ASCII);
        var head = new RequestHead();
        assertThat(new HeadParser(HttpLimits.defaults()).parse(MemorySegment.ofArray(bytes), bytes.length, head))
                .isPositive();
        return head;
    }

    @Test
    void theSampleOfTheRfcIsAnswered() {
        var head = head("GET /chat", SAMPLE);
        assertThat(Handshake.isAsked(head)).isTrue();
        var answer = Handshake.answer(head, OFFER);
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.headers()).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.protocol()).isNull();
        assertThat(answer.compressed()).isFalse();
    }

    @Test
    void theClientsFirstChoiceAmongTheSpokenProtocolsIsTaken() {
        var answer = Handshake.answer(
                head("GET /", SAMPLE + "Sec-WebSocket-Protocol: other, text.ircv3.net, binary.ircv3.net$"), OFFER);
        assertThat(answer.protocol()).isEqualTo("text.ircv3.net");
        assertThat(answer.headers()).contains("Sec-WebSocket-Protocol: text.ircv3.net");
        var required = new Handshake.Offer(OFFER.protocols(), true, true, OFFER.origin());
        assertThat(Handshake.answer(head("GET /", SAMPLE), required).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate                                        | true",
                "permessage-deflate; client_max_window_bits                | true",
                "permessage-deflate; client_max_window_bits=10             | true",
                "permessage-deflate; server_max_window_bits=15             | true",
                "permessage-deflate; server_max_window_bits=10             | false",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate | true",
                "permessage-deflate; client_max_window_bits=7              | false",
                "permessage-deflate; unknown                               | false",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover | false",
                "x-webkit-deflate-frame                                    | false"
            })
    void compressionIsAgreedOnOnlyIfEveryParameterCanBeMet(String extensions, boolean agreed) {
        var answer = Handshake.answer(head("GET /", SAMPLE + "Sec-WebSocket-Extensions: " + extensions + "$"), OFFER);
        assertThat(answer.compressed()).isEqualTo(agreed);
    }

    @Test
    void everyRefusalHasItsStatus() {
        assertThat(Handshake.answer(head("POST /", SAMPLE), OFFER).status()).isEqualTo(405);
        assertThat(Handshake.answer(head("GET /", SAMPLE.replace(": 13", ": 8")), OFFER)
                        .status())
                .isEqualTo(426);
        assertThat(Handshake.answer(head("GET /", SAMPLE.replace("dGhl", "")), OFFER)
                        .status())
                .isEqualTo(400);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Content-Length: 1$"), OFFER)
                        .status())
                .isEqualTo(400);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Origin: https://evil$"), OFFER)
                        .status())
                .isEqualTo(403);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Origin: https://good$"), OFFER)
                        .status())
                .isEqualTo(101);
        assertThat(Handshake.isAsked(head("GET /", "Host: a$Upgrade: h2c$Connection: Upgrade$")))
                .isFalse();
    }

    @Test
    void frameHeadsHaveTheirShortestFormAndCloseReasonsAreCutAtACharacter() {
        try (var arena = Arena.ofConfined()) {
            var into = arena.allocate(140);
            for (long length : new long[] {0, 125, 126, 65_535, 65_536, 1L << 40}) {
                int head = FrameEncoder.head(into, 0, Opcode.TEXT, false, length);
                assertThat(head).isEqualTo(FrameEncoder.headBytes(length));
                var decoder = new FrameDecoder(Long.MAX_VALUE, false, false);
                assertThat(decoder.next(into, 0, head)).isEqualTo(FrameDecoder.BEGIN);
                assertThat(decoder.length()).isEqualTo(length);
            }
            int length = FrameEncoder.close(into, 0, 1008, "ä".repeat(100));
            assertThat(length).isEqualTo(2 + 2 + 122);
            assertThat(into.asSlice(4, 122).toArray(JAVA_BYTE)).isEqualTo(ClientFrames.utf8("ä".repeat(61)));
            assertThat(FrameEncoder.close(into, 0, CloseCode.NONE, "")).isEqualTo(2);
        }
    }
}
