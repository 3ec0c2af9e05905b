// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.wire;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// What a server says about itself in numeric 005: how names are compared, what begins a channel's name,
/// limits.
///
/// Thread: confined to its user. Limit: [#TOKENS_MAX] tokens, further ones are dropped.
public final class Features {
    private static final int TOKENS_MAX = 256;
    private static final int LINE_BYTES = 512;

    private final Map<String, String> tokens = new HashMap<>();
    private Map<Character, Character> rankByMode = Map.of('q', '~', 'a', '&', 'o', '@', 'h', '%', 'v', '+');
    private String ranks = "~&@%+";

    /// Takes the tokens of one 005 line; a token with a leading minus takes one back.
    public void learn(IrcLine line) {
        for (int i = 1; i < line.params().size() - 1; i++) {
            String token = line.param(i);
            if (token.startsWith("-")) {
                tokens.remove(token.substring(1));
                continue;
            }
            int equals = token.indexOf('=');
            String name = equals < 0 ? token : token.substring(0, equals);
            if (tokens.size() < TOKENS_MAX) {
                tokens.put(name, equals < 0 ? "" : unescaped(token.substring(equals + 1)));
            }
        }
        learnRanks(value("PREFIX", "(qaohv)~&@%+"));
    }

    private static String unescaped(String value) {
        return value.replace("\\x20", " ").replace("\\x3D", "=").replace("\\x5C", "\\");
    }

    private void learnRanks(String prefix) {
        int close = prefix.indexOf(')');
        if (!prefix.startsWith("(") || prefix.length() - close - 1 != close - 1) {
            return;
        }
        var byMode = new HashMap<Character, Character>();
        for (int i = 1; i < close; i++) {
            byMode.put(prefix.charAt(i), prefix.charAt(close + i));
        }
        rankByMode = byMode;
        ranks = prefix.substring(close + 1);
    }

    /// A token's value.
    ///
    /// @param otherwise for a token that the server did not send
    public String value(String name, String otherwise) {
        return tokens.getOrDefault(name, otherwise);
    }

    /// A token's value as a number above zero.
    ///
    /// @param otherwise for a token that the server did not send, or that is no such number
    public int number(String name, int otherwise) {
        String value = value(name, "");
        return value.matches("[1-9][0-9]{0,6}") ? Integer.parseInt(value) : otherwise;
    }

    /// Whether a target is a channel.
    public boolean isChannel(String target) {
        return !target.isEmpty() && value("CHANTYPES", "#").indexOf(target.charAt(0)) >= 0;
    }

    /// The form of a name by which names are compared.
    public String fold(String name) {
        String mapping = value("CASEMAPPING", "rfc1459");
        if (mapping.startsWith("rfc")) {
            return lower(name).replace('[', '{').replace(']', '}').replace('\\', '|');
        }
        return mapping.equals("ascii") ? lower(name) : name.toLowerCase(Locale.ROOT);
    }

    private static String lower(String name) {
        var out = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
    }

    /// The symbols that stand before a member's nick, the highest first.
    public String ranks() {
        return ranks;
    }

    /// The symbol of a channel mode that gives a rank; 0 for a mode that gives none.
    public char rank(char mode) {
        return rankByMode.getOrDefault(mode, '\0');
    }

    /// How many bytes a line may have, its end included.
    public int lineBytes() {
        return Math.max(LINE_BYTES, number("LINELEN", LINE_BYTES));
    }

    /// Whether a channel mode takes a parameter.
    ///
    /// @param setting whether it is being set; some modes take one only then
    public boolean takesParameter(char mode, boolean setting) {
        if (rank(mode) != 0) {
            return true;
        }
        String[] kinds = value("CHANMODES", "beI,k,l,imnpst").split(",", -1);
        for (int i = 0; i < 3 && i < kinds.length; i++) {
            if (kinds[i].indexOf(mode) >= 0) {
                return i < 2 || setting;
            }
        }
        return false;
    }
}
