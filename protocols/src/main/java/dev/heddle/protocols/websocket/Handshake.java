// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.protocols.http.RequestHead;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The opening handshake, from the server's side: a request is refused with a status, or answered with 101.
///
/// Any thread; nothing is kept. Source: RFC 6455 section 4.2, RFC 7692 section 7.1
public final class Handshake {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// What the server offers.
    ///
    /// @param protocols subprotocols that it speaks; the client's first choice among them is taken
    /// @param protocolRequired whether a client that names none of them is refused
    /// @param compression whether permessage-deflate is agreed to when a client offers it
    /// @param origin says whether a page of that origin may connect; not asked when there is no Origin header
    public record Offer(
            List<String> protocols, boolean protocolRequired, boolean compression, Predicate<String> origin) {
        /// Keeps its own copy of the protocols.
        public Offer {
            protocols = List.copyOf(protocols);
        }
    }

    /// How a request is answered.
    ///
    /// @param status 101, or why it is refused: 400, 403, 405, 426
    /// @param headers "Name: value" lines of the answer, without CRLF
    /// @param protocol the subprotocol agreed on, or null
    /// @param compressed whether permessage-deflate was agreed on
    public record Answer(
            int status, List<String> headers, @Nullable String protocol, boolean compressed) {
        /// Keeps its own copy of the headers.
        public Answer {
            headers = List.copyOf(headers);
        }
    }

    private Handshake() {}

    /// Whether a request asks for a WebSocket at all.
    ///
    /// @param head of the request
    /// @return true when it must be answered with [#answer]
    public static boolean isAsked(RequestHead head) {
        return head.upgrade() && has(head.headers("Upgrade"), "websocket");
    }

    /// Answers a request that asks for a WebSocket.
    ///
    /// @param head of the request
    /// @param offer of this server
    /// @return with status 101 when the connection is a WebSocket from here on
    public static Answer answer(RequestHead head, Offer offer) {
        if (!head.methodIs("GET")) {
            return refuse(405, "Allow: GET");
        }
        if (!has(head.headers("Sec-WebSocket-Version"), "13")) {
            return refuse(426, "Sec-WebSocket-Version: 13", "Upgrade: websocket");
        }
        var key = head.headers("Sec-WebSocket-Key");
        if (key == null || !isKey(key) || head.framing() != RequestHead.Framing.NONE) {
            return refuse(400);
        }
        var origin = head.header("Origin");
        if (origin != null && !offer.origin().test(origin)) {
            return refuse(403);
        }
        var protocol = choose(head.headers("Sec-WebSocket-Protocol"), offer.protocols());
        if (protocol == null && offer.protocolRequired()) {
            return refuse(400);
        }
        var headers = new ArrayList<String>();
        headers.add("Upgrade: websocket");
        headers.add("Connection: Upgrade");
        headers.add("Sec-WebSocket-Accept: " + accept(key));
        if (protocol != null) {
            headers.add("Sec-WebSocket-Protocol: " + protocol);
        }
        boolean compressed = offer.compression() && acceptsDeflate(head.headers("Sec-WebSocket-Extensions"));
        if (compressed) {
            headers.add("Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover;"
                    + " client_no_context_takeover");
        }
        return new Answer(101, headers, protocol, compressed);
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

    private static Answer refuse(int status, String... headers) {
        return new Answer(status, List.of(headers), null, false);
    }

    private static boolean isKey(String key) {
        try {
            return key.length() == 24 && Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean has(@Nullable String list, String wanted) {
        if (list != null) {
            for (var item : list.split(",", -1)) {
                if (item.strip().equalsIgnoreCase(wanted)) {
                    return true;
                }
            }
        }
        return false;
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

    /// RFC 7692 section 7.1: the first offer that can be met. A smaller window for the server cannot be: the
    /// JDK's deflater has one size.
    private static boolean acceptsDeflate(@Nullable String extensions) {
        if (extensions == null) {
            return false;
        }
        for (var offer : extensions.split(",", -1)) {
            var parts = offer.split(";", -1);
            if (parts[0].strip().equals("permessage-deflate") && canMeet(parts)) {
                return true;
            }
        }
        return false;
    }

    private static boolean canMeet(String[] parts) {
        var seen = new ArrayList<String>();
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            var name = parameter.contains("=")
                    ? parameter.substring(0, parameter.indexOf('=')).strip()
                    : parameter;
            boolean known = switch (name) {
                case "server_no_context_takeover", "client_no_context_takeover" -> name.equals(parameter);
                case "client_max_window_bits" -> name.equals(parameter) || isWindow(parameter);
                case "server_max_window_bits" -> parameter.endsWith("=15");
                default -> false;
            };
            if (!known || seen.contains(name)) {
                return false;
            }
            seen.add(name);
        }
        return true;
    }

    private static boolean isWindow(String parameter) {
        var bits = parameter.substring(parameter.indexOf('=') + 1).strip().replace("\"", "");
        return bits.matches("8|9|1[0-5]");
    }
}
