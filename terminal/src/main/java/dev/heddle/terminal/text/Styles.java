// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Looks in the terminal's own terms.
public final class Styles {
    /// IRC's first sixteen colours as the terminal's, so that they go with its theme.
    private static final int[] BASIC = {15, 0, 4, 2, 9, 1, 5, 3, 11, 10, 6, 14, 12, 13, 8, 7};

    /// IRC's colours 16 to 98 in the 256-colour palette.
    private static final int[] EXTENDED = {
        52, 94, 100, 58, 22, 29, 23, 24, 17, 54, 53, 89, 88, 130, 142, 64, 28, 35, 30, 25, 18, 91, 90, 125, 124, 166,
        184, 106, 34, 49, 37, 33, 19, 129, 127, 161, 196, 208, 226, 154, 46, 86, 51, 75, 21, 171, 201, 198, 203, 215,
        227, 191, 83, 122, 87, 111, 63, 177, 207, 205, 217, 223, 229, 193, 157, 158, 159, 153, 147, 183, 219, 212, 16,
        233, 235, 237, 239, 241, 244, 247, 250, 254, 231
    };

    /// Colours for nicks: readable on a dark and on a light background.
    private static final int[] NICKS = {31, 35, 64, 66, 68, 95, 97, 99, 107, 130, 132, 133, 136, 161, 166, 167, 172, 25
    };

    private Styles() {}

    /// The spans as one text with the terminal's styles on top of `base`.
    public static AttributedString of(List<Span> spans, AttributedStyle base) {
        var out = new AttributedStringBuilder();
        for (var span : spans) {
            out.styled(style(span.look(), base), span.text());
        }
        return out.toAttributedString();
    }

    private static AttributedStyle style(Look look, AttributedStyle base) {
        var style = base;
        style = look.has(Look.BOLD) ? style.bold() : style;
        style = look.has(Look.ITALIC) ? style.italic() : style;
        style = look.has(Look.UNDERLINE) ? style.underline() : style;
        style = look.has(Look.STRUCK) ? style.crossedOut() : style;
        style = look.has(Look.REVERSE) ? style.inverse() : style;
        if (look.foreground() != Look.NONE) {
            int colour = look.foreground();
            style = colour >= Look.RGB
                    ? style.foreground(colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff)
                    : style.foreground(palette(colour));
        }
        if (look.background() != Look.NONE) {
            int colour = look.background();
            style = colour >= Look.RGB
                    ? style.background(colour >> 16 & 0xff, colour >> 8 & 0xff, colour & 0xff)
                    : style.background(palette(colour));
        }
        return style;
    }

    private static int palette(int colour) {
        return colour < BASIC.length ? BASIC[colour] : EXTENDED[colour - BASIC.length];
    }

    /// The colour in which a nick is always shown.
    ///
    /// @param folded the nick as names are compared
    public static AttributedStyle nick(String folded) {
        int hash = folded.hashCode();
        hash ^= hash >>> 15;
        return AttributedStyle.DEFAULT.foreground(NICKS[Math.floorMod(hash * 31, NICKS.length)]);
    }
}
