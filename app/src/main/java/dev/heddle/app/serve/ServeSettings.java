// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.app.config.ConfigException;
import dev.heddle.app.config.Key;
import dev.heddle.app.config.ServeKeys;
import dev.heddle.app.config.ServeKeys.Speaks;
import dev.heddle.app.config.ServeKeys.Visible;
import dev.heddle.app.config.Settings;
import dev.heddle.app.config.WebKeys;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.AddressMask;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.store.PasswordHasher;
import dev.heddle.chat.store.Retention;
import dev.heddle.runtime.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Turns what a configuration file says into what the server understands, and checks what a single key cannot
/// know.
///
/// Any thread; immutable.
final class ServeSettings {
    private static final int KICK_LENGTH = 390;
    private static final int AWAY_LENGTH = 200;
    private static final int REALNAME_LENGTH = 150;
    private static final int WHOWAS = 1000;
    private static final int QUEUED_LINES = 64;
    private static final int PLAIN_PORT = 6667;
    private static final int TLS_PORT = 6697;
    private static final int WEB_PORT = 8080;

    /// A listener as the file has it.
    ///
    /// @param where its place in the file, for errors; null: it is one of those that need no file
    record Listener(
            Endpoint at,
            Speaks speaks,
            List<AddressMask> proxies,
            @Nullable String where) {
        boolean isSecure() {
            return speaks == Speaks.IRC_TLS || speaks == Speaks.WEB_TLS;
        }

        boolean isWeb() {
            return speaks == Speaks.WEB || speaks == Speaks.WEB_TLS;
        }

        /// As the operator reads it.
        String what() {
            return (isWeb() ? "web" : "irc") + (isSecure() ? " over tls" : "");
        }
    }

    private final Settings settings;
    private final String version;

    ServeSettings(Settings settings, String version) {
        this.settings = settings;
        this.version = version;
        check();
    }

    Settings settings() {
        return settings;
    }

    private void check() {
        var problems = new ArrayList<String>();
        for (var oper : settings.all(ServeKeys.OPER)) {
            if (oper.get(ServeKeys.OPER_NAME).isEmpty()
                    || oper.get(ServeKeys.OPER_PASSWORD).isEmpty()) {
                problems.add(
                        oper.where(ServeKeys.OPER_NAME) + ": [[oper]] wants a name and a password, one is missing");
            }
        }
        for (var gateway : settings.all(ServeKeys.WEBIRC)) {
            if (gateway.get(ServeKeys.GATEWAY_PASSWORD).isEmpty()) {
                problems.add(
                        gateway.where(ServeKeys.GATEWAY_PASSWORD) + ": [[webirc]] wants a password, it is missing");
            }
            if (gateway.get(ServeKeys.GATEWAY_ADDRESSES).isEmpty()) {
                problems.add(gateway.where(ServeKeys.GATEWAY_ADDRESSES)
                        + ": [[webirc]] wants the addresses that the gateway may come from, there are none");
            }
            checkNetworks(gateway, ServeKeys.GATEWAY_ADDRESSES, problems);
        }
        for (var flood : settings.all(ServeKeys.FLOOD)) {
            checkNetworks(flood, ServeKeys.EXEMPT, problems);
        }
        for (var web : settings.all(WebKeys.WEB)) {
            checkNetworks(web, WebKeys.FORWARDED_FROM, problems);
        }
        for (var listener : settings.all(ServeKeys.LISTENER)) {
            checkNetworks(listener, ServeKeys.PROXIES, problems);
            if (endpoint(listener) == null) {
                problems.add(listener.where(ServeKeys.ADDRESS) + ": listener.address is \""
                        + listener.get(ServeKeys.ADDRESS) + "\": expected an IPv4 or IPv6 address, or \"*\"");
            }
        }
        for (var tls : settings.all(ServeKeys.TLS)) {
            if (tls.get(ServeKeys.CERTIFICATE).isEmpty()
                    != tls.get(ServeKeys.PRIVATE_KEY).isEmpty()) {
                problems.add(tls.where(ServeKeys.CERTIFICATE) + ": [tls] wants both certificate and key, or neither");
            }
            if (tls.get(ServeKeys.STS)
                    && listeners().stream().noneMatch(listener -> listener.speaks() == Speaks.IRC_TLS)) {
                problems.add(tls.where(ServeKeys.STS)
                        + ": tls.sts sends clients to a [[listener]] that speaks \"irc-tls\", there is none");
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static void checkNetworks(Settings.Table table, Key<List<String>> key, List<String> problems) {
        for (var network : table.get(key)) {
            if (AddressMask.parse(network) == null) {
                problems.add(table.where(key) + ": " + key.name() + " has \"" + network
                        + "\": expected an address or a network such as 192.0.2.0/24");
            }
        }
    }

    private static @Nullable Endpoint endpoint(Settings.Table listener) {
        var address = listener.get(ServeKeys.ADDRESS);
        var endpoint = new Endpoint(address, Math.toIntExact(listener.get(ServeKeys.PORT)));
        return address.equals("*") || AddressMask.parseAddress(address) != null ? endpoint : null;
    }

    List<Listener> listeners() {
        var listeners = new ArrayList<Listener>();
        for (var table : settings.all(ServeKeys.LISTENER)) {
            var at = endpoint(table);
            if (at != null) {
                listeners.add(new Listener(
                        at,
                        table.get(ServeKeys.SPEAKS),
                        masks(table.get(ServeKeys.PROXIES)),
                        table.where(ServeKeys.PORT).toString()));
            }
        }
        if (listeners.isEmpty()) {
            listeners.add(new Listener(new Endpoint("127.0.0.1", PLAIN_PORT), Speaks.IRC, List.of(), null));
            listeners.add(new Listener(new Endpoint("127.0.0.1", WEB_PORT), Speaks.WEB, List.of(), null));
            listeners.add(new Listener(new Endpoint("0.0.0.0", TLS_PORT), Speaks.IRC_TLS, List.of(), null));
        }
        return listeners;
    }

    private static List<AddressMask> masks(List<String> networks) {
        var masks = new ArrayList<AddressMask>();
        for (var network : networks) {
            var mask = AddressMask.parse(network);
            if (mask != null) {
                masks.add(mask);
            }
        }
        return masks;
    }

    /// The HTTP proxies that are believed.
    List<AddressMask> forwardedFrom() {
        return masks(settings.get(WebKeys.WEB, WebKeys.FORWARDED_FROM));
    }

    /// Where each HTTP answer leaves a line; empty: nowhere.
    String accessLog() {
        return settings.get(WebKeys.WEB, WebKeys.ACCESS_LOG);
    }

    Casemapping casemapping() {
        return settings.get(ServeKeys.SERVER, ServeKeys.CASEMAPPING) == ServeKeys.Casemapping.PRECIS
                ? Casemapping.PRECIS
                : Casemapping.ASCII;
    }

    int loops() {
        return Math.max(1, Math.toIntExact(settings.get(ServeKeys.SERVER, ServeKeys.LOOPS)));
    }

    int outboxBytes() {
        return Math.toIntExact(Math.min(Integer.MAX_VALUE, settings.get(ServeKeys.LIMITS, ServeKeys.OUTBOX)));
    }

    PasswordHasher.Cost passwordCost() {
        long bytes = settings.get(ServeKeys.ACCOUNTS, ServeKeys.ARGON_MEMORY);
        return new PasswordHasher.Cost(
                Math.toIntExact(bytes >> 10),
                Math.toIntExact(settings.get(ServeKeys.ACCOUNTS, ServeKeys.ARGON_PASSES)),
                1);
    }

    boolean keepsHistory() {
        return settings.get(ServeKeys.HISTORY, ServeKeys.ENABLED);
    }

    HubSettings hub() {
        return new HubSettings(identity(), limits(), flood(), accounts(), history(), opers(), gateways(), sts());
    }

    private HubSettings.Identity identity() {
        return new HubSettings.Identity(
                settings.get(ServeKeys.SERVER, ServeKeys.NAME),
                settings.get(ServeKeys.SERVER, ServeKeys.NETWORK),
                settings.get(ServeKeys.SERVER, ServeKeys.DESCRIPTION),
                version,
                settings.get(ServeKeys.SERVER, ServeKeys.MOTD),
                settings.get(ServeKeys.SERVER, ServeKeys.USER_MODES),
                settings.get(ServeKeys.SERVER, ServeKeys.PASSWORD),
                settings.get(ServeKeys.ADMIN, ServeKeys.ADMIN_LINES));
    }

    private int limit(Key<Long> key) {
        return Math.toIntExact(settings.get(ServeKeys.LIMITS, key));
    }

    private HubSettings.Limits limits() {
        return new HubSettings.Limits(
                limit(ServeKeys.CONNECTIONS),
                limit(ServeKeys.PER_ADDRESS),
                limit(ServeKeys.CHANNELS),
                limit(ServeKeys.CHANNELS_PER_USER),
                limit(ServeKeys.SESSIONS_PER_USER),
                limit(ServeKeys.NICK_LENGTH),
                limit(ServeKeys.CHANNEL_LENGTH),
                limit(ServeKeys.TOPIC_LENGTH),
                KICK_LENGTH,
                AWAY_LENGTH,
                REALNAME_LENGTH,
                limit(ServeKeys.LIST_MODES),
                limit(ServeKeys.MONITOR),
                WHOWAS,
                QUEUED_LINES,
                settings.get(ServeKeys.LIMITS, ServeKeys.REGISTRATION_TIME),
                settings.get(ServeKeys.LIMITS, ServeKeys.PING_AFTER),
                settings.get(ServeKeys.LIMITS, ServeKeys.PING_TIME));
    }

    private HubSettings.Flood flood() {
        return new HubSettings.Flood(
                settings.get(ServeKeys.FLOOD, ServeKeys.EXEMPT),
                Math.toIntExact(settings.get(ServeKeys.FLOOD, ServeKeys.BURST)),
                settings.get(ServeKeys.FLOOD, ServeKeys.RATE),
                Math.toIntExact(settings.get(ServeKeys.FLOOD, ServeKeys.CONNECT_BURST)),
                settings.get(ServeKeys.FLOOD, ServeKeys.CONNECT_WINDOW),
                Math.toIntExact(settings.get(ServeKeys.FLOOD, ServeKeys.LOGIN_FAILURES)),
                settings.get(ServeKeys.FLOOD, ServeKeys.LOGIN_WINDOW),
                Math.toIntExact(settings.get(ServeKeys.FLOOD, ServeKeys.REGISTRATIONS)));
    }

    private HubSettings.Accounts accounts() {
        return new HubSettings.Accounts(
                settings.get(ServeKeys.ACCOUNTS, ServeKeys.REGISTRATION),
                settings.get(ServeKeys.ACCOUNTS, ServeKeys.BEFORE_CONNECT),
                settings.get(ServeKeys.ACCOUNTS, ServeKeys.REQUIRED),
                settings.get(ServeKeys.ACCOUNTS, ServeKeys.NICK_OWNED),
                settings.get(ServeKeys.ACCOUNTS, ServeKeys.EMAIL_REQUIRED));
    }

    private HubSettings.History history() {
        return new HubSettings.History(
                settings.get(ServeKeys.HISTORY, ServeKeys.ENABLED),
                Math.toIntExact(settings.get(ServeKeys.HISTORY, ServeKeys.PAGE)),
                Math.toIntExact(settings.get(ServeKeys.HISTORY, ServeKeys.REPLAY)),
                Math.toIntExact(settings.get(ServeKeys.HISTORY, ServeKeys.JOIN_REPLAY)),
                settings.get(ServeKeys.HISTORY, ServeKeys.VISIBLE) == Visible.JOINED,
                Retention.of(
                        settings.get(ServeKeys.HISTORY, ServeKeys.RETENTION),
                        Math.toIntExact(settings.get(ServeKeys.HISTORY, ServeKeys.KEEP))));
    }

    private List<HubSettings.Oper> opers() {
        var opers = new ArrayList<HubSettings.Oper>();
        for (var table : settings.all(ServeKeys.OPER)) {
            opers.add(new HubSettings.Oper(table.get(ServeKeys.OPER_NAME), table.get(ServeKeys.OPER_PASSWORD)));
        }
        return opers;
    }

    private List<HubSettings.Gateway> gateways() {
        var gateways = new ArrayList<HubSettings.Gateway>();
        for (var table : settings.all(ServeKeys.WEBIRC)) {
            gateways.add(new HubSettings.Gateway(
                    table.get(ServeKeys.GATEWAY_PASSWORD), table.get(ServeKeys.GATEWAY_ADDRESSES)));
        }
        return gateways;
    }

    private HubSettings.@Nullable Sts sts() {
        if (!settings.get(ServeKeys.TLS, ServeKeys.STS)) {
            return null;
        }
        int port = TLS_PORT;
        for (var listener : listeners()) {
            if (listener.speaks() == Speaks.IRC_TLS) {
                port = listener.at().port();
                break;
            }
        }
        return new HubSettings.Sts(port, settings.get(ServeKeys.TLS, ServeKeys.STS_DURATION));
    }

    /// Whether an address lies in one of the networks.
    static boolean isFrom(List<AddressMask> networks, Endpoint from) {
        var address = AddressMask.parseAddress(from.host());
        return address != null && networks.stream().anyMatch(network -> network.contains(address));
    }
}
