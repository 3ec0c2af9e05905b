// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.ServerTime;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Writes a [Line] as one class of clients sees it: the tags of that class, then the body, without a line end.
///
/// Thread: the hub; one scratch array, valid until the next call.
final class Encoder {
    private byte[] out = new byte[1024];
    private int length;
    private int tags;
    private final ServerTime serverTime = new ServerTime();
    private byte[] time = {};
    private long timeMillis = Long.MIN_VALUE;

    byte[] bytes() {
        return out;
    }

    /// Encodes for the class `visible`; answers the length.
    int encode(Line line, int visible) {
        length = 0;
        tags = 0;
        if (visible != 0) {
            tags(line, visible);
        }
        if (line.label != null) {
            text("label", line.label);
        }
        if (tags > 0) {
            put(' ');
        }
        int body = line.bodyBytes();
        room(body);
        System.arraycopy(line.bytes(), 0, out, length, body);
        length += body;
        return length;
    }

    private void tags(Line line, int visible) {
        if ((visible & Visible.TIME) != 0) {
            key("time");
            put('=');
            raw(time(line.timeMillis()));
        }
        if ((visible & Visible.ACCOUNT) != 0 && line.account != null) {
            text("account", line.account);
        }
        if ((visible & (Visible.BATCH | Visible.MULTILINE)) != 0 && line.batch != null) {
            text("batch", line.batch);
        }
        if ((visible & Visible.TAGS) != 0) {
            messageTags(line);
        }
    }

    private void messageTags(Line line) {
        if (line.msgid != null) {
            text("msgid", line.msgid.text());
        }
        if (line.bot) {
            key("bot");
        }
        if (!line.clientTags.isEmpty()) {
            key(line.clientTags);
        }
    }

    /// A tag whose value may hold anything.
    private void text(String key, String value) {
        key(key);
        put('=');
        room(value.length() * 3);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case ';' -> escaped(':');
                case ' ' -> escaped('s');
                case '\\' -> escaped('\\');
                case '\r' -> escaped('r');
                case '\n' -> escaped('n');
                default -> {
                    if (c < 0x80) {
                        put(c);
                    } else {
                        int codePoint = value.codePointAt(i);
                        raw(Character.toString(codePoint).getBytes(StandardCharsets.UTF_8));
                        i += Character.charCount(codePoint) - 1;
                    }
                }
            }
        }
    }

    private void escaped(char letter) {
        put('\\');
        put(letter);
    }

    private void key(String key) {
        put(tags++ == 0 ? '@' : ';');
        if (isAscii(key)) {
            for (int i = 0; i < key.length(); i++) {
                put(key.charAt(i));
            }
        } else {
            raw(key.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static boolean isAscii(@Nullable String text) {
        for (int i = 0; text != null && i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /// Kept while the time is the same: a turn's lines mostly share it.
    private byte[] time(long millis) {
        if (millis != timeMillis) {
            timeMillis = millis;
            time = serverTime.format(millis).getBytes(StandardCharsets.US_ASCII);
        }
        return time;
    }

    private void raw(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, out, length, bytes.length);
        length += bytes.length;
    }

    private void put(char ascii) {
        room(1);
        out[length++] = (byte) ascii;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
