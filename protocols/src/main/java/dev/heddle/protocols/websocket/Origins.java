// SPDX-License-Identifier: Apache-2.0
package dev.heddle.protocols.websocket;

import dev.heddle.protocols.http.Forwarded;
import dev.heddle.protocols.http.RequestHead;
import dev.heddle.runtime.graph.Participant;
import dev.heddle.runtime.net.Endpoint;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Which pages may open a WebSocket here. A browser sends the Origin of the page; without this question any page
/// that a user visits could speak in that user's name. Programs that are no browsers send none, and may connect.
///
/// Any thread; immutable. Source: RFC 6455 section 10.2
public final class Origins {
    private final boolean any;
    private final boolean ownHost;
    private final Set<String> listed;
    private final Forwarded proxies;

    private Origins(boolean any, boolean ownHost, Set<String> listed, Forwarded proxies) {
        this.any = any;
        this.ownHost = ownHost;
        this.listed = listed;
        this.proxies = proxies;
    }

    /// Every page.
    public static Origins any() {
        return new Origins(true, false, Set.of(), Forwarded.none());
    }

    /// Pages that came from the host and port that the request names with Host.
    public static Origins ownHost() {
        return new Origins(false, true, Set.of(), Forwarded.none());
    }

    /// Pages of these origins only, such as "https://chat.example.org"; "null" stands for a page that has
    /// none.
    ///
    /// @param origins scheme, host, and the port where it is not the scheme's own
    public static Origins listed(List<String> origins) {
        return new Origins(false, false, lower(origins), Forwarded.none());
    }

    /// These too, besides what is allowed already.
    ///
    /// @param origins as in [#listed]
    /// @return a copy
    public Origins and(List<String> origins) {
        var more = lower(origins);
        return new Origins(
                any,
                ownHost,
                Stream.concat(listed.stream(), more.stream()).collect(Collectors.toUnmodifiableSet()),
                proxies);
    }

    /// The own host is what these proxies say that the client asked for.
    ///
    /// @param proxies those that are believed
    /// @return a copy
    public Origins behind(Forwarded proxies) {
        return new Origins(any, ownHost, listed, proxies);
    }

    private static Set<String> lower(List<String> origins) {
        return origins.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /// Whether a request may go on.
    boolean allow(RequestHead head, Participant peer) {
        var origin = head.headers("Origin");
        if (origin == null || any) {
            return true;
        }
        var page = origin.toLowerCase(Locale.ROOT);
        return listed.contains(page) || (ownHost && isOwnHost(page, head, peer));
    }

    private boolean isOwnHost(String origin, RequestHead head, Participant peer) {
        int slashes = origin.indexOf("://");
        if (slashes < 0) {
            return false;
        }
        var host = peer instanceof Endpoint endpoint ? proxies.host(head, endpoint) : head.headers("Host");
        return host != null && origin.substring(slashes + 3).equals(host.toLowerCase(Locale.ROOT));
    }
}
