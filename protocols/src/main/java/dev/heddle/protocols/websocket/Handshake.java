// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.protocols.http.RequestHead;
import dev.heddle.protocols.http.ResponseHeaders;
import dev.heddle.runtime.graph.Participant;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The opening handshake, from the server's side: a request is refused with a status, or answered with 101.
///
/// Any thread; nothing is kept. Source: RFC 6455 section 4.2, RFC 7692 section 7.1
final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final Pattern WINDOW = Pattern.compile("\"?(8|9|1[0-5])\"?");

    /// How a request is answered.
    ///
    /// @param status 101, or why it is refused: 400, 403, 404, 405, 426
    /// @param headers of the answer, besides Upgrade and Connection
    /// @param why a refusal's reason in words; empty for 101
    /// @param agreed what holds from here on; of no meaning in a refusal
    record Answer(int status, ResponseHeaders headers, String why, Agreed agreed) {}

    private Handshake() {}

    /// Answers a request that asks for a WebSocket.
    ///
    /// @param peer where the request came from, for the proxies that are trusted
    static Answer answer(RequestHead head, WebSocketOptions.Offer offer, Participant peer) {
        if (!offer.paths().isEmpty() && !offer.paths().contains(head.path())) {
            return refuse(404, "no WebSocket here");
        }
        if (!head.methodIs("GET")) {
            return refuse(405, "a WebSocket is asked for with GET", "Allow", "GET");
        }
        if (!"13".equals(head.headers("Sec-WebSocket-Version"))) {
            return refuse(426, "WebSocket version 13 is spoken here", "Sec-WebSocket-Version", "13");
        }
        var key = head.headers("Sec-WebSocket-Key");
        if (key == null || !isKey(key)) {
            return refuse(400, "Sec-WebSocket-Key must be 16 bytes in base64");
        }
        if (head.framing() != RequestHead.Framing.NONE) {
            return refuse(400, "a WebSocket is asked for without a body");
        }
        if (!offer.origins().allow(head, peer)) {
            return refuse(403, "pages of this origin may not connect");
        }
        var protocol = choose(head.headers("Sec-WebSocket-Protocol"), offer.protocols());
        if (protocol == null && offer.protocolRequired()) {
            return refuse(400, "Sec-WebSocket-Protocol must name one of " + String.join(", ", offer.protocols()));
        }
        return accept(key, protocol, compression(head, offer.compression()));
    }

    private static Answer accept(String key, @Nullable String protocol, @Nullable Window window) {
        var headers = ResponseHeaders.of("Sec-WebSocket-Accept", accept(key));
        if (protocol != null) {
            headers = headers.with("Sec-WebSocket-Protocol", protocol);
        }
        if (window == null) {
            return new Answer(101, headers, "", new Agreed(protocol, false, Deflate.WINDOW_BITS_MOST));
        }
        headers = headers.with(
                "Sec-WebSocket-Extensions",
                "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
                        + (window.asked() ? "; server_max_window_bits=" + window.bits() : ""));
        return new Answer(101, headers, "", new Agreed(protocol, true, window.bits()));
    }

    /// The proof that the server understood the key.
    static String accept(String key) {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder().encodeToString(sha1.digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-1", e);
        }
    }

    private static Answer refuse(int status, String why, String... headers) {
        return new Answer(status, ResponseHeaders.of(headers), why, Agreed.PLAIN);
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static @Nullable String choose(@Nullable String asked, List<String> spoken) {
        if (asked != null) {
            for (var item : asked.split(",", -1)) {
                if (spoken.contains(item.strip())) {
                    return item.strip();
                }
            }
        }
        return null;
    }

    /// How far back a client can look, and whether it said so.
    private record Window(int bits, boolean asked) {}

    /// The first offer that can be met; null: none, so nothing is compressed.
    private static @Nullable Window compression(RequestHead head, WebSocketOptions.Compression ours) {
        var extensions = ours.on() ? head.headers("Sec-WebSocket-Extensions") : null;
        if (extensions == null) {
            return null;
        }
        for (var offer : extensions.split(",", -1)) {
            var parts = offer.split(";", -1);
            var window = parts[0].strip().equals("permessage-deflate") ? window(parts) : null;
            if (window != null && window.bits() >= ours.smallestWindowBits()) {
                return window;
            }
        }
        return null;
    }

    /// What the parameters of an offer mean for us; null: one of them is unknown, wrong, or there twice, and then
    /// the whole offer does not count.
    private static @Nullable Window window(String[] parts) {
        var seen = new ArrayList<String>();
        var window = new Window(Deflate.WINDOW_BITS_MOST, false);
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            int equals = parameter.indexOf('=');
            var name = equals < 0 ? parameter : parameter.substring(0, equals).strip();
            var matcher = WINDOW.matcher(
                    equals < 0 ? "" : parameter.substring(equals + 1).strip());
            boolean known = switch (name) {
                case "server_no_context_takeover", "client_no_context_takeover" -> equals < 0;
                case "client_max_window_bits" -> equals < 0 || matcher.matches();
                case "server_max_window_bits" -> matcher.matches();
                default -> false;
            };
            if (!known || seen.contains(name)) {
                return null;
            }
            seen.add(name);
            if (name.equals("server_max_window_bits")) {
                window = new Window(Integer.parseInt(matcher.group(1)), true);
            }
        }
        return window;
    }
}
