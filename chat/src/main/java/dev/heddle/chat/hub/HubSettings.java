// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.store.Retention;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operator configured, as far as the hub and the commands care. Immutable; a REHASH gives the hub
/// another one ([Hub#settings(HubSettings)]).
///
/// Every limit of the chat server that is not a heap's is here, in one place.
///
/// @param identity who this server is
/// @param limits what one client, and all together, may have
/// @param flood how much one client or address may ask for in a time
/// @param accounts accounts and logging in
/// @param history what is kept of what was said
/// @param opers who may use OPER
/// @param gateways who may use WEBIRC
/// @param sts null: not advertised
public record HubSettings(
        Identity identity,
        Limits limits,
        Flood flood,
        Accounts accounts,
        History history,
        List<Oper> opers,
        List<Gateway> gateways,
        @Nullable Sts sts) {
    public HubSettings {
        opers = List.copyOf(opers);
        gateways = List.copyOf(gateways);
    }

    /// Who this server is.
    ///
    /// @param name the server's name in front of its own lines
    /// @param userModes the letters of the modes that every user starts with
    /// @param password what PASS must give; empty: nothing is asked; in clear or `$argon2id$`
    /// @param adminLines of ADMIN
    public record Identity(
            String name,
            String network,
            String description,
            String version,
            List<String> motd,
            String userModes,
            String password,
            List<String> adminLines) {
        public Identity {
            motd = List.copyOf(motd);
            adminLines = List.copyOf(adminLines);
        }
    }

    /// Counts and lengths.
    ///
    /// @param connections at once; one more is told so and closed
    /// @param perAddress connections at once from one address (IPv6: one /64)
    /// @param queuedLines lines that wait behind a slow command of the same client before its socket is paused
    public record Limits(
            int connections,
            int perAddress,
            int channels,
            int channelsPerUser,
            int clientsPerUser,
            int nickLength,
            int channelLength,
            int topicLength,
            int kickLength,
            int awayLength,
            int realnameLength,
            int listModes,
            int monitor,
            int whowas,
            int queuedLines,
            Duration registrationTime,
            Duration pingAfter,
            Duration pingTime) {}

    /// Rates; all of them are off for the exempt networks.
    ///
    /// @param exempt networks, such as `127.0.0.0/8`
    /// @param burst commands at once
    /// @param ratePerSecond commands after that; the rest waits
    /// @param connects connections of one address within the window
    /// @param loginFailures of one address or account within the window
    /// @param registrations of one address within an hour
    public record Flood(
            List<String> exempt,
            int burst,
            double ratePerSecond,
            int connects,
            Duration connectWindow,
            int loginFailures,
            Duration loginWindow,
            int registrations) {
        public Flood {
            exempt = List.copyOf(exempt);
        }
    }

    /// Accounts.
    ///
    /// @param registration whether people may make accounts themselves
    /// @param beforeConnect whether REGISTER is allowed before a client has finished connecting
    /// @param required whether a client must log in to connect
    /// @param nickOwned whether the nick of an account can be used by that account only
    /// @param emailRequired whether an account needs an address
    public record Accounts(
            boolean registration, boolean beforeConnect, boolean required, boolean nickOwned, boolean emailRequired) {}

    /// History.
    ///
    /// @param page most messages of one CHATHISTORY answer
    /// @param replay most missed messages at login of a client without chathistory
    /// @param joinReplay most messages that a client without chathistory is sent when it joins a channel whose
    /// members see all of it
    /// @param fromJoin whether a member sees only what came after it joined
    /// @param retention what is kept of every buffer whose channel says nothing else
    public record History(
            boolean enabled, int page, int replay, int joinReplay, boolean fromJoin, Retention retention) {}

    /// Somebody who may use OPER.
    ///
    /// @param password in clear or `$argon2id$`
    public record Oper(String name, String password) {}

    /// A gateway that may use WEBIRC.
    ///
    /// @param networks it may come from
    public record Gateway(String password, List<String> networks) {
        public Gateway {
            networks = List.copyOf(networks);
        }
    }

    /// Strict transport security.
    public record Sts(int port, Duration duration) {}

    /// The defaults of a server with no configuration file.
    public static HubSettings defaults(String name, String version) {
        return new HubSettings(
                new Identity(name, "Heddle", "A Heddle chat server", version, List.of(), "", "", List.of()),
                new Limits(
                        20_000,
                        64,
                        50_000,
                        100,
                        10,
                        32,
                        64,
                        390,
                        390,
                        200,
                        150,
                        100,
                        100,
                        1000,
                        64,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(120),
                        Duration.ofSeconds(60)),
                new Flood(
                        List.of("127.0.0.0/8", "::1/128"),
                        20,
                        4.0,
                        16,
                        Duration.ofMinutes(1),
                        10,
                        Duration.ofMinutes(10),
                        5),
                new Accounts(true, true, false, true, false),
                new History(true, 100, 200, 50, true, Retention.of(Duration.ofDays(90), 100_000)),
                List.of(),
                List.of(),
                null);
    }

    /// The same with other parts; for tests and for REHASH.
    public HubSettings with(Flood other) {
        return new HubSettings(identity, limits, other, accounts, history, opers, gateways, sts);
    }

    public HubSettings with(Limits other) {
        return new HubSettings(identity, other, flood, accounts, history, opers, gateways, sts);
    }

    public HubSettings with(Identity other) {
        return new HubSettings(other, limits, flood, accounts, history, opers, gateways, sts);
    }

    public HubSettings with(Accounts other) {
        return new HubSettings(identity, limits, flood, other, history, opers, gateways, sts);
    }

    public HubSettings with(History other) {
        return new HubSettings(identity, limits, flood, accounts, other, opers, gateways, sts);
    }

    public HubSettings withOpers(List<Oper> others) {
        return new HubSettings(identity, limits, flood, accounts, history, others, gateways, sts);
    }

    public HubSettings withGateways(List<Gateway> others) {
        return new HubSettings(identity, limits, flood, accounts, history, opers, others, sts);
    }
}
