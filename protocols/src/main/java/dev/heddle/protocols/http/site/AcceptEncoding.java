// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http.site;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How much a client wants each content coding. Immutable, any thread. Source: RFC 9110 section 12.5.3
final class AcceptEncoding {
    private static final int UNSAID = -1;
    private static final int FULL = 1000;

    private int br = UNSAID;
    private int gzip = UNSAID;
    private int identity = UNSAID;
    private int others = UNSAID;

    private AcceptEncoding() {}

    /// Reads the header.
    ///
    /// @param header null: the client said nothing, and gets what is not encoded
    /// @return weights; a malformed item counts as not wanted
    static AcceptEncoding of(@Nullable String header) {
        var read = new AcceptEncoding();
        if (header != null) {
            for (var item : header.split(",", -1)) {
                read.item(item);
            }
        }
        return read;
    }

    private void item(String item) {
        int semicolon = item.indexOf(';');
        var coding =
                (semicolon < 0 ? item : item.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
        int weight = semicolon < 0 ? FULL : weight(item.substring(semicolon + 1).strip());
        switch (coding) {
            case "br" -> br = weight;
            case "gzip", "x-gzip" -> gzip = weight;
            case "identity" -> identity = weight;
            case "*" -> others = weight;
            default -> {
                // a coding that no file has
            }
        }
    }

    /// Thousandths.
    private static int weight(String parameter) {
        var text = parameter.toLowerCase(Locale.ROOT);
        if (!text.matches("q\\s*=\\s*(0(\\.\\d{0,3})?|1(\\.0{0,3})?)")) {
            return 0;
        }
        return (int) Math.round(
                Double.parseDouble(text.substring(text.indexOf('=') + 1).strip()) * FULL);
    }

    /// The weight of a coding.
    ///
    /// @param coding "br", "gzip" or "identity"
    /// @return 0: not wanted
    int weightOf(String coding) {
        int said = switch (coding) {
            case "br" -> br;
            case "gzip" -> gzip;
            default -> identity;
        };
        if (said != UNSAID) {
            return said;
        }
        if (coding.equals("identity")) {
            return others == 0 ? 0 : 1; // it is always wanted, if nothing better is, unless it is excluded
        }
        return Math.max(0, others);
    }
}
