// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_PASSWDMISMATCH;
import static dev.heddle.chat.message.Numeric.ERR_YOUREBANNEDCREEP;
import static dev.heddle.chat.message.Numeric.RPL_CREATED;
import static dev.heddle.chat.message.Numeric.RPL_MYINFO;
import static dev.heddle.chat.message.Numeric.RPL_UMODEIS;
import static dev.heddle.chat.message.Numeric.RPL_WELCOME;
import static dev.heddle.chat.message.Numeric.RPL_YOURHOST;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.hub.Peer;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.ServerBan;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The end of registration: every check that lets a connection become a user, and what the new user is told.
///
/// ```
///  NICK, USER, CAP END, SASL ──▶ complete? ──▶ password ──▶ account ──▶ bans ──▶ nick ──▶ UserArrived |
///  ClientAttached
/// ```
final class Welcome {
    private Welcome() {}

    /// Goes on as far as what the client has said allows.
    static void tryComplete(Call call) {
        Registration registration = call.caller().registration();
        if (registration == null || !registration.isComplete()) {
            return;
        }
        String wanted = call.hub().settings().identity().password();
        if (wanted.isEmpty() || registration.passwordAccepted) {
            admit(call, registration);
        } else if (registration.password == null) {
            wrongPassword(call);
        } else if (wanted.startsWith("$")) {
            verify(call, registration, registration.password, wanted);
        } else if (Secrets.same(wanted, registration.password)) {
            admit(call, registration);
        } else {
            wrongPassword(call);
        }
    }

    private static void verify(Call call, Registration registration, String given, String wanted) {
        call.await();
        call.services()
                .passwords()
                .verify(
                        given,
                        wanted,
                        right -> call.resume(() -> {
                            if (right != null && right) {
                                registration.passwordAccepted = true;
                                admit(call, registration);
                            } else {
                                wrongPassword(call);
                            }
                        }));
    }

    private static void wrongPassword(Call call) {
        call.reply(ERR_PASSWDMISMATCH, "Password incorrect");
        Departure.close(call.services(), call.client(), "Bad password");
    }

    private static void admit(Call call, Registration registration) {
        HubSettings settings = call.hub().settings();
        if (settings.accounts().required() && registration.account == null) {
            call.fail("ACCOUNT_REQUIRED", "You must log in to an account to use this server");
            Departure.close(call.services(), call.client(), "You must log in to an account to use this server");
            return;
        }
        ServerBan ban = ServerBans.find(call.hub(), call.client().peer(), registration);
        if (ban != null) {
            call.reply(ERR_YOUREBANNEDCREEP, "You are banned from this server: " + ban.reason());
            Departure.close(call.services(), call.client(), "You are banned: " + ban.reason());
            return;
        }
        String nick = Objects.requireNonNull(registration.nick);
        User holder = call.hub().user(nick);
        if (holder != null) {
            joinOrRefuse(call, registration, holder);
        } else if (ConnectionCommands.isReserved(call, nick, registration.account)) {
            registration.nick = null;
            call.reply(
                    dev.heddle.chat.message.Numeric.ERR_NICKNAMEINUSE,
                    nick,
                    "This nickname belongs to an account; log in to use it");
        } else {
            arrive(call, registration, nick);
        }
    }

    private static void joinOrRefuse(Call call, Registration registration, User holder) {
        boolean same = registration.account != null && registration.account.equals(holder.account());
        if (same && holder.clientCount() < call.hub().settings().limits().clientsPerUser()) {
            call.caller().registered();
            call.emit(new Event.ClientAttached(
                    holder.id(), call.client().id(), call.client().capabilities(), call.nowMillis()));
            burst(call);
            for (int i = 0; i < holder.membershipCount(); i++) {
                JoinCommands.tellJoined(call, holder.membership(i).channel(), true);
            }
            HistoryReplay.start(call);
        } else {
            String nick = Objects.requireNonNull(registration.nick);
            registration.nick = null;
            ConnectionCommands.inUse(call, nick);
        }
    }

    private static void arrive(Call call, Registration registration, String nick) {
        Client client = call.client();
        Peer peer = client.peer();
        int modes = UserMode.bits(call.hub().settings().identity().userModes())
                | (peer.secure() ? UserMode.SECURE.bit() : 0)
                | (registration.account == null ? 0 : UserMode.REGISTERED.bit());
        call.caller().registered();
        call.emit(new Event.UserArrived(
                call.hub().nextId(),
                client.id(),
                client.capabilities(),
                nick,
                Objects.requireNonNull(registration.username),
                peer.host(),
                peer.host(),
                peer.address(),
                Objects.requireNonNull(registration.realname),
                registration.account,
                registration.away,
                modes,
                call.nowMillis()));
        burst(call);
        HistoryReplay.start(call);
    }

    private static void burst(Call call) {
        Hub hub = call.hub();
        HubSettings.Identity identity = hub.settings().identity();
        User user = call.user();
        call.reply(RPL_WELCOME, "Welcome to the " + identity.network() + " network, " + user.mask());
        call.reply(RPL_YOURHOST, "Your host is " + identity.name() + ", running version " + identity.version());
        call.reply(RPL_CREATED, "This server was started " + Instant.ofEpochMilli(hub.startedMillis()));
        call.replyWords(RPL_MYINFO, identity.name(), identity.version(), userModes(), channelModes(), "Ibehkloqv");
        call.services().features().tell(call);
        ServerCommands.lusers(call);
        ServerCommands.motd(call);
        if (user.modes() != 0) {
            call.replyWords(RPL_UMODEIS, "+" + UserMode.letters(user.modes()));
        }
    }

    private static String userModes() {
        return UserMode.letters(-1);
    }

    private static String channelModes() {
        return ChannelMode.letters(-1) + "qaohv";
    }

    /// The account that the connection logged in to before it was a user.
    static @Nullable String account(Call call) {
        Registration registration = call.caller().registration();
        User user = call.client().user();
        return registration != null ? registration.account : user == null ? null : user.account();
    }
}
