// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

/// When two names are the same name. Fixed in the database at its creation.
public enum Casemapping {
    /// A-Z are a-z; everything else is itself.
    ASCII("ascii") {
        @Override
        public String fold(String name) {
            for (var i = 0; i < name.length(); i++) {
                var c = name.charAt(i);
                if (c >= 'A' && c <= 'Z') {
                    return foldFrom(name, i);
                }
            }
            return name;
        }
    },
    /// PRECIS UsernameCaseMapped (RFC 8265), so that names in any script have one form.
    PRECIS("precis") {
        @Override
        public String fold(String name) {
            return PrecisFolding.fold(name);
        }

        @Override
        public boolean accepts(String name) {
            return PrecisFolding.accepts(name);
        }
    };

    private final String token;

    Casemapping(String token) {
        this.token = token;
    }

    /// The value of the CASEMAPPING token.
    public String token() {
        return token;
    }

    /// The mapping with this token; throws IllegalArgumentException if there is none.
    public static Casemapping ofToken(String token) {
        for (var mapping : values()) {
            if (mapping.token.equals(token)) {
                return mapping;
            }
        }
        throw new IllegalArgumentException("casemapping: wanted ascii or precis, got '" + token + "'");
    }

    /// The form that all spellings of a name share. Total: a text that the mapping does not accept is folded as
    /// well as it can be.
    public abstract String fold(String name);

    /// Whether the mapping can fold this nick (or channel name without its `#`) without loss. ASCII takes
    /// ASCII only.
    public boolean accepts(String name) {
        return name.chars().allMatch(c -> c < 0x80);
    }

    /// Whether both are the same name.
    public boolean same(String one, String other) {
        return one.equals(other) || fold(one).equals(fold(other));
    }

    private static String foldFrom(String name, int first) {
        var chars = name.toCharArray();
        for (var i = first; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] + 32);
            }
        }
        return new String(chars);
    }
}
