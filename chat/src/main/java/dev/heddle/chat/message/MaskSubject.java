// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Somebody as masks see them; made once per user and change, so that a check makes nothing. All parts are folded.
///
/// Thread: any; immutable.
public final class MaskSubject {
    /// Words of the pair filter; see [MaskSet].
    static final int FILTER_WORDS = 4;

    private final String[] spellings;
    private final String[] hosts;
    private final @Nullable String account;
    private final boolean secure;
    private final long[] pairs = new long[FILTER_WORDS];

    private MaskSubject(String[] spellings, String[] hosts, @Nullable String account, boolean secure) {
        this.spellings = spellings;
        this.hosts = hosts;
        this.account = account;
        this.secure = secure;
        for (var spelling : spellings) {
            for (var i = 1; i < spelling.length(); i++) {
                Glob.addPair(pairs, spelling.charAt(i - 1), spelling.charAt(i));
            }
        }
    }

    /// A user with one host name per way to see it (displayed host, real host, address); those that are the same
    /// count once.
    ///
    /// `account` is folded, null for a user who is not logged in; `secure` says whether the connection is TLS.
    public static MaskSubject of(
            Casemapping casemapping,
            String nick,
            String user,
            @Nullable String account,
            boolean secure,
            String... hosts) {
        var distinct =
                Arrays.stream(hosts).map(Casemapping.ASCII::fold).distinct().toArray(String[]::new);
        var prefix = casemapping.fold(nick) + '!' + Casemapping.ASCII.fold(user) + '@';
        var spellings = new String[distinct.length];
        for (var i = 0; i < distinct.length; i++) {
            spellings[i] = prefix + distinct[i];
        }
        return new MaskSubject(spellings, distinct, account, secure);
    }

    /// How many spellings of `nick!user@host` there are.
    int spellingCount() {
        return spellings.length;
    }

    /// One spelling of `nick!user@host`.
    String spelling(int index) {
        return spellings[index];
    }

    /// The host in that spelling.
    String host(int index) {
        return hosts[index];
    }

    /// The account, folded; null if there is none.
    @Nullable
    String account() {
        return account;
    }

    boolean isSecure() {
        return secure;
    }

    /// A bit for each pair of neighbouring characters in any spelling.
    long[] pairs() {
        return pairs;
    }
}
