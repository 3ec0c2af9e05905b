// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The path of a request without its percent signs, in the one spelling that routes and files are looked up by.
/// Any thread. Source: RFC 3986 sections 2.1 and 3.3
final class RequestPath {
    private RequestPath() {}

    /// Decodes a path.
    ///
    /// @param path as it came
    /// @return null for what has no one spelling or is not meant well: a malformed escape, bytes that are no
    ///     UTF-8, a control character, a backslash, an escaped slash, a segment "." or ".."
    static @Nullable String decode(String path) {
        var text = path.indexOf('%') < 0 ? path : unescape(path);
        if (text == null || hasDots(text)) {
            return null;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == 0x7f || c == '\\') {
                return null;
            }
        }
        return text;
    }

    private static boolean hasDots(String path) {
        for (int at = path.indexOf("/."); at >= 0; at = path.indexOf("/.", at + 1)) {
            int end = path.indexOf('/', at + 1);
            int length = (end < 0 ? path.length() : end) - at - 1;
            if (length == 1 || (length == 2 && path.charAt(at + 2) == '.')) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable String unescape(String path) {
        var bytes = new ByteArrayOutputStream(path.length());
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int high = i + 2 < path.length() ? Character.digit(path.charAt(i + 1), 16) : -1;
            int low = high < 0 ? -1 : Character.digit(path.charAt(i + 2), 16);
            if (low < 0 || (high << 4 | low) == '/') {
                return null;
            }
            bytes.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
