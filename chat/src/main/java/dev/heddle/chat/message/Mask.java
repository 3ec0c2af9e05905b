// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import org.jspecify.annotations.Nullable;

/// A compiled entry of a ban list: `nick!user@host` with wildcards, or an extended ban.
///
/// ```
///  bob                →  bob!*@*            ~a:account    logged in to an account (wildcards allowed)
///  bob!ident          →  bob!ident@*        ~U:           (any mask) not logged in
///  ident@host         →  *!ident@host       ~z:           (any mask) connected by TLS
///  host.example.org   →  *!*@host.…         ~m:MASK       mutes who matches MASK, and does not ban
/// ```
/// Thread: any; immutable.
///
/// Source: modern.ircdocs.horse "Masks"; IRCv3 account-extban.
public final class Mask {
    /// The prefix of the EXTBAN token.
    public static final char EXTBAN_PREFIX = '~';
    /// The letters of the EXTBAN token.
    public static final String EXTBAN_LETTERS = "Uamz";
    /// The ACCOUNTEXTBAN token.
    public static final String ACCOUNT_EXTBAN = "a";

    /// What the pattern is compared with.
    public enum Kind {
        /// `nick!user@host`.
        SPELLING,
        /// The account's name.
        ACCOUNT,
        /// `nick!user@host` of users who are not logged in.
        LOGGED_OUT,
        /// `nick!user@host` of users who are connected by TLS.
        SECURE
    }

    private final String text;
    private final Kind kind;
    private final boolean mute;
    private final Glob glob;

    private Mask(String text, Kind kind, boolean mute, Glob glob) {
        this.text = text;
        this.kind = kind;
        this.mute = mute;
        this.glob = glob;
    }

    /// Compiles what a user typed; null for an extended ban that does not exist or has no argument, and for an
    /// empty text.
    public static @Nullable Mask parse(Casemapping casemapping, String typed) {
        var rest = typed;
        var prefix = "";
        var mute = false;
        if (isExtended(rest, 'm')) {
            mute = true;
            prefix = rest.substring(0, 3);
            rest = rest.substring(3);
        }
        var kind = kindOf(rest);
        if (kind != Kind.SPELLING) {
            prefix += rest.substring(0, 3);
            rest = rest.substring(3);
        }
        if (rest.isEmpty() && (kind == Kind.LOGGED_OUT || kind == Kind.SECURE)) {
            rest = "*";
        }
        if (rest.isEmpty() || (kind == Kind.SPELLING && rest.charAt(0) == EXTBAN_PREFIX && rest.indexOf(':') == 2)) {
            return null;
        }
        var normal = kind == Kind.ACCOUNT ? rest : normalized(rest);
        return new Mask(prefix + normal, kind, mute, Glob.of(folded(casemapping, kind, normal)));
    }

    private static boolean isExtended(String text, char letter) {
        return text.length() >= 3
                && text.charAt(0) == EXTBAN_PREFIX
                && text.charAt(1) == letter
                && text.charAt(2) == ':';
    }

    private static Kind kindOf(String text) {
        if (isExtended(text, 'a')) {
            return Kind.ACCOUNT;
        }
        if (isExtended(text, 'U')) {
            return Kind.LOGGED_OUT;
        }
        return isExtended(text, 'z') ? Kind.SECURE : Kind.SPELLING;
    }

    /// The full form `nick!user@host` of a mask.
    static String normalized(String mask) {
        var at = mask.indexOf('@');
        var bang = mask.indexOf('!');
        if (bang > at && at >= 0) {
            bang = -1;
        }
        var nick = bang >= 0 ? mask.substring(0, bang) : "";
        var user = at >= 0 ? mask.substring(bang + 1, at) : bang >= 0 ? mask.substring(bang + 1) : "";
        var host = at >= 0 ? mask.substring(at + 1) : "";
        if (bang < 0 && at < 0) {
            if (mask.indexOf('.') >= 0 || mask.indexOf(':') >= 0) {
                host = mask;
            } else {
                nick = mask;
            }
        }
        return starIfEmpty(nick) + '!' + starIfEmpty(user) + '@' + starIfEmpty(host);
    }

    private static String starIfEmpty(String part) {
        return part.isEmpty() ? "*" : part;
    }

    private static String folded(Casemapping casemapping, Kind kind, String normal) {
        if (kind == Kind.ACCOUNT) {
            return casemapping.fold(normal);
        }
        var bang = normal.indexOf('!');
        return casemapping.fold(normal.substring(0, bang)) + Casemapping.ASCII.fold(normal.substring(bang));
    }

    /// The mask in full form, as lists show it.
    public String text() {
        return text;
    }

    /// What the pattern is compared with.
    public Kind kind() {
        return kind;
    }

    /// Whether it mutes instead of banning.
    public boolean isMute() {
        return mute;
    }

    Glob glob() {
        return glob;
    }

    /// Whether the mask means this user.
    public boolean matches(MaskSubject subject) {
        return switch (kind) {
            case SPELLING -> matchesSpelling(subject);
            case ACCOUNT -> subject.account() != null && glob.matches(subject.account());
            case LOGGED_OUT -> subject.account() == null && matchesSpelling(subject);
            case SECURE -> subject.isSecure() && matchesSpelling(subject);
        };
    }

    private boolean matchesSpelling(MaskSubject subject) {
        for (var i = 0; i < subject.spellingCount(); i++) {
            if (glob.matches(subject.spelling(i))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return text;
    }
}
