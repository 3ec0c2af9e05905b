// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.http;

import dev.heddle.runtime.net.Endpoint;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What proxies say of the client behind them. Only what a trusted proxy has added is believed: whatever the
/// client itself put into the same headers comes before it, and is never reached.
///
/// Any thread; immutable. Limit: one of the two ways of saying it, as the proxies are set up; the other header
/// is passed through by them and could be the client's. Source: RFC 7239 and the practice that it describes
public final class Forwarded {
    /// In which headers the proxies say it.
    public enum Header {
        /// X-Forwarded-For, X-Forwarded-Proto, X-Forwarded-Host.
        X_FORWARDED,
        /// Forwarded, with `for`, `proto` and `host`.
        FORWARDED
    }

    private final Predicate<? super Endpoint> trusted;
    private final Header header;

    private Forwarded(Predicate<? super Endpoint> trusted, Header header) {
        this.trusted = trusted;
        this.header = header;
    }

    /// Nobody is believed.
    ///
    /// @return where each request comes from whoever connected
    public static Forwarded none() {
        return new Forwarded(peer -> false, Header.X_FORWARDED);
    }

    /// These proxies are believed.
    ///
    /// @param trusted says of an address whether it is a proxy of ours
    /// @param header where they say it
    /// @return to be asked for each request
    public static Forwarded by(Predicate<? super Endpoint> trusted, Header header) {
        return new Forwarded(trusted, header);
    }

    /// Where a request really comes from: the last address on its way that is no proxy of ours.
    ///
    /// @param head of the request
    /// @param peer who connected
    /// @return with the peer's port when the address is another, because nobody tells the real one
    public Endpoint client(RequestHead head, Endpoint peer) {
        var client = peer;
        var hops = header == Header.X_FORWARDED ? list(head, "X-Forwarded-For") : elements(head, "for");
        for (int i = hops.size() - 1; i >= 0 && trusted.test(client); i--) {
            var hop = address(hops.get(i), peer.port());
            if (hop == null) {
                return client; // hidden on purpose, or nonsense: the proxy that said so is all that is known
            }
            client = hop;
        }
        return client;
    }

    /// The host that the client asked for.
    ///
    /// @param head of the request
    /// @param peer who connected
    /// @return what the nearest proxy of ours says, else the Host header; null when there is neither
    public @Nullable String host(RequestHead head, Endpoint peer) {
        var told = told(head, peer, "X-Forwarded-Host", "host");
        return told == null ? head.headers("Host") : told;
    }

    /// Whether the client's connection to the nearest proxy of ours is encrypted.
    ///
    /// @param head of the request
    /// @param peer who connected
    /// @return false when nobody that is believed says so
    public boolean isSecure(RequestHead head, Endpoint peer) {
        return "https".equalsIgnoreCase(told(head, peer, "X-Forwarded-Proto", "proto"));
    }

    private @Nullable String told(RequestHead head, Endpoint peer, String name, String parameter) {
        if (!trusted.test(peer)) {
            return null;
        }
        var values = header == Header.X_FORWARDED ? list(head, name) : elements(head, parameter);
        return values.isEmpty() || values.getLast().isEmpty() ? null : values.getLast();
    }

    private static List<String> list(RequestHead head, String name) {
        var value = head.headers(name);
        var items = new ArrayList<String>();
        if (value != null) {
            for (var item : value.split(",", -1)) {
                items.add(item.strip());
            }
        }
        return items;
    }

    /// One parameter of each element of Forwarded; empty where an element has none.
    private static List<String> elements(RequestHead head, String parameter) {
        var values = new ArrayList<String>();
        for (var element : list(head, "Forwarded")) {
            var found = "";
            for (var pair : element.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0
                        && pair.substring(0, equals)
                                .strip()
                                .toLowerCase(Locale.ROOT)
                                .equals(parameter)) {
                    found = unquoted(pair.substring(equals + 1).strip());
                }
            }
            values.add(found);
        }
        return values;
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    /// An address, perhaps in brackets, perhaps with a port, which is not believed; null: none.
    private static @Nullable Endpoint address(String text, int port) {
        var host = text;
        int end = text.indexOf(']');
        if (text.startsWith("[") && end > 0) {
            host = text.substring(1, end);
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            host = text.substring(0, text.indexOf(':'));
        }
        try {
            return Endpoint.of(new InetSocketAddress(InetAddress.ofLiteral(host), port));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
