// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.message;

import java.text.Normalizer;
import java.util.Locale;
import rocks.xmpp.precis.PrecisProfiles;

/// The precis mapping, apart from [Casemapping] so that a server with ascii never loads its tables.
final class PrecisFolding {
    private PrecisFolding() {}

    static String fold(String name) {
        var prefix = prefixLength(name);
        try {
            return name.substring(0, prefix)
                    + PrecisProfiles.USERNAME_CASE_MAPPED.toComparableString(name.substring(prefix));
        } catch (IllegalArgumentException notAUsername) {
            return Normalizer.normalize(name.toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
        }
    }

    static boolean accepts(String name) {
        try {
            PrecisProfiles.USERNAME_CASE_MAPPED.enforce(name);
            return true;
        } catch (IllegalArgumentException notAUsername) {
            return false;
        }
    }

    private static int prefixLength(String name) {
        var i = 0;
        while (i < name.length() && name.charAt(i) == '#') {
            i++;
        }
        return i;
    }
}
