// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.text;

/// How a piece of a message looks.
///
/// @param effects of the constants, or-ed
/// @param foreground [#NONE], one of IRC's colours 0 to 98, or [#RGB] with 24 bits
/// @param background the same
public record Look(int effects, int foreground, int background) {
    /// No colour of its own.
    public static final int NONE = -1;

    /// Marks 24 bits of red, green and blue.
    public static final int RGB = 1 << 24;

    /// An effect.
    public static final int BOLD = 1;

    /// An effect.
    public static final int ITALIC = 2;

    /// An effect.
    public static final int UNDERLINE = 4;

    /// An effect.
    public static final int STRUCK = 8;

    /// An effect: foreground and background change places.
    public static final int REVERSE = 16;

    /// An effect: every character as wide as any other, which a terminal does anyway.
    public static final int MONOSPACE = 32;

    /// As everything else.
    public static final Look PLAIN = new Look(0, NONE, NONE);

    Look toggled(int effect) {
        return new Look(effects ^ effect, foreground, background);
    }

    Look coloured(int front, int back) {
        return new Look(effects, front, back);
    }

    /// Whether it has this effect.
    public boolean has(int effect) {
        return (effects & effect) != 0;
    }
}
