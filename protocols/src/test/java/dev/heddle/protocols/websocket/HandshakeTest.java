// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.HeadParser;
import dev.heddle.protocols.http.HttpLimits;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.runtime.net.Endpoint;
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
    private static final Endpoint PEER = new Endpoint("192.0.2.7", 4711);
    private static final WebSocketOptions.Offer OFFER = new WebSocketOptions.Offer(
            List.of(),
            Origins.listed(List.of("https://good")),
            List.of("binary.ircv3.net", "text.ircv3.net"),
            false,
            new WebSocketOptions.Compression(true, 0, 9));

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
        var answer = Handshake.answer(head, OFFER, PEER);
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.headers().toString()).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        assertThat(answer.agreed().protocol()).isNull();
        assertThat(answer.agreed().compressed()).isFalse();
    }

    @Test
    void theClientsFirstChoiceAmongTheSpokenProtocolsIsTaken() {
        var answer = Handshake.answer(
                head("GET /", SAMPLE + "Sec-WebSocket-Protocol: other, text.ircv3.net, binary.ircv3.net$"),
                OFFER,
                PEER);
        assertThat(answer.agreed().protocol()).isEqualTo("text.ircv3.net");
        assertThat(answer.headers().toString()).contains("Sec-WebSocket-Protocol: text.ircv3.net");
        var required = OFFER.speaking(OFFER.protocols(), true);
        assertThat(Handshake.answer(head("GET /", SAMPLE), required, PEER).status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "permessage-deflate                                        | true",
                "permessage-deflate; client_max_window_bits                | true",
                "permessage-deflate; client_max_window_bits=10             | true",
                "permessage-deflate; server_max_window_bits=15             | true",
                "permessage-deflate; server_max_window_bits=8              | false",
                "permessage-deflate; server_max_window_bits=9              | true",
                "permessage-deflate; server_max_window_bits                | false",
                "permessage-deflate; server_max_window_bits=8, permessage-deflate | true",
                "permessage-deflate; client_max_window_bits=7              | false",
                "permessage-deflate; unknown                               | false",
                "permessage-deflate; server_no_context_takeover; server_no_context_takeover | false",
                "x-webkit-deflate-frame                                    | false"
            })
    void compressionIsAgreedOnOnlyIfEveryParameterCanBeMet(String extensions, boolean agreed) {
        var answer =
                Handshake.answer(head("GET /", SAMPLE + "Sec-WebSocket-Extensions: " + extensions + "$"), OFFER, PEER);
        assertThat(answer.agreed().compressed()).isEqualTo(agreed);
    }

    @Test
    void aClientsSmallWindowIsMet() {
        var answer = Handshake.answer(
                head("GET /", SAMPLE + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=\"10\"$"),
                OFFER,
                PEER);
        assertThat(answer.agreed().windowBits()).isEqualTo(10);
        assertThat(answer.headers().toString())
                .contains("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                        + " client_no_context_takeover; server_max_window_bits=10");
    }

    @Test
    void aPageOfTheOwnHostMayConnectAndOneBehindATrustedProxyNamesTheProxysHost() {
        var own = OFFER.from(Origins.ownHost());
        var behind = OFFER.from(Origins.ownHost()
                .behind(Forwarded.by(peer -> peer.host().equals("192.0.2.7"), Forwarded.Header.X_FORWARDED)));
        record Case(String lines, int ownStatus, int behindStatus) {}
        for (var one : List.of(
                new Case("Origin: https://A$", 101, 101),
                new Case("Origin: http://a:80$", 403, 403),
                new Case("Origin: null$", 403, 403),
                new Case("Origin: https://chat.example.org$X-Forwarded-Host: chat.example.org$", 403, 101),
                new Case("Origin: https://evil$X-Forwarded-Host: evil, chat.example.org$", 403, 403),
                new Case("Origin: https://a$X-Forwarded-Host: chat.example.org$", 101, 403),
                new Case("Origin: https://a$Origin: https://a$", 403, 403))) {
            var head = head("GET /", SAMPLE + one.lines());
            assertThat(Handshake.answer(head, own, PEER).status())
                    .as(one.lines())
                    .isEqualTo(one.ownStatus());
            assertThat(Handshake.answer(head, behind, PEER).status())
                    .as(one.lines())
                    .isEqualTo(one.behindStatus());
        }
        var listedToo = own.from(Origins.ownHost().and(List.of("https://Other.example", "null")));
        for (var origin : List.of("https://a", "https://other.example", "null")) {
            assertThat(Handshake.answer(head("GET /", SAMPLE + "Origin: " + origin + "$"), listedToo, PEER)
                            .status())
                    .as(origin)
                    .isEqualTo(101);
        }
    }

    @Test
    void aPathThatIsNotAmongThoseOfferedIsNotFound() {
        var offer = OFFER.at(List.of("/irc", "/"));
        assertThat(Handshake.answer(head("GET /irc?x=1", SAMPLE), offer, PEER).status())
                .isEqualTo(101);
        assertThat(Handshake.answer(head("GET /irc/more", SAMPLE), offer, PEER).status())
                .isEqualTo(404);
    }

    @Test
    void everyRefusalHasItsStatus() {
        assertThat(Handshake.answer(head("POST /", SAMPLE), OFFER, PEER).status())
                .isEqualTo(405);
        assertThat(Handshake.answer(head("GET /", SAMPLE.replace(": 13", ": 8")), OFFER, PEER)
                        .status())
                .isEqualTo(426);
        assertThat(Handshake.answer(head("GET /", SAMPLE.replace("dGhl", "")), OFFER, PEER)
                        .status())
                .isEqualTo(400);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Content-Length: 1$"), OFFER, PEER)
                        .status())
                .isEqualTo(400);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Origin: https://evil$"), OFFER, PEER)
                        .status())
                .isEqualTo(403);
        assertThat(Handshake.answer(head("GET /", SAMPLE + "Origin: https://good$"), OFFER, PEER)
                        .status())
                .isEqualTo(101);
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
