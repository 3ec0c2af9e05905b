// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.StoreEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Applies what happens to users and their clients, and tells those who share a channel or monitor the nick.
final class UserEvents {
    private final Hub hub;
    private final Line line = new Line();
    /// Marks who has been told in this round.
    private long round;

    UserEvents(Hub hub) {
        this.hub = hub;
    }

    void on(Event.UserArrived e) {
        User user = new User(e, hub.names().casemapping());
        user.away(e.away());
        hub.roster.users.put(user.id(), user);
        hub.roster.nicks.put(user.folded(), user);
        hub.roster.census.add(user, hub.userCount());
        hub.arrived(e.user(), e.client());
        attach(user, e.client(), e.capabilities());
        tellWatchers(user.folded(), Numeric.RPL_MONONLINE, user.mask(), e.atMillis());
    }

    void on(Event.ClientAttached e) {
        hub.arrived(e.user(), e.client());
        User user = hub.roster.present(e.user());
        Client client = attach(user, e.client(), e.capabilities());
        for (int i = 0; i < user.membershipCount(); i++) {
            user.membership(i).channel().hear(client);
        }
    }

    private Client attach(User user, long clientId, int capabilities) {
        Client client = hub.client(clientId);
        if (client == null) {
            client = new Client(clientId, Silent.LOOP, new Silent.Nobody(), Framing.LINES, Silent.NOWHERE);
            hub.roster.clients.put(clientId, client);
        }
        client.capabilities(capabilities);
        client.user(user);
        user.attach(client);
        return client;
    }

    void on(Event.ClientDetached e) {
        User user = hub.roster.present(e.user());
        Client client = hub.client(e.client());
        if (client != null) {
            silence(user, client);
            user.detach(client);
            client.user(null);
            forget(client);
        }
    }

    /// Takes a client out of the audiences of its user's channels, after they heard what was said before.
    private void silence(User user, Client client) {
        for (int i = 0; i < user.membershipCount(); i++) {
            Channel channel = user.membership(i).channel();
            hub.fanout.flush(channel);
            channel.unhear(client);
        }
    }

    private void forget(Client client) {
        for (String folded : client.monitored().keySet()) {
            hub.roster.unwatch(folded, client);
        }
        client.forgetMonitored();
        hub.disconnect(client);
    }

    void on(Event.CapabilitiesChanged e) {
        Client client = hub.client(e.client());
        if (client == null) {
            return;
        }
        User user = client.user();
        if (user == null) {
            client.capabilities(e.capabilities());
            return;
        }
        silence(user, client);
        client.capabilities(e.capabilities());
        for (int i = 0; i < user.membershipCount(); i++) {
            user.membership(i).channel().hear(client);
        }
    }

    void on(Event.UserLeft e, long sequence) {
        User user = hub.roster.present(e.user());
        MessageId id = new MessageId(sequence, e.salt());
        line.begin(e.atMillis()).source(user.source()).command("QUIT").trailing(e.reason());
        line.end().msgid(id).from(user);
        toNeighbours(user, null, false);
        hub.recorder.event(EntryKind.QUIT, id, user, hub.recorder.placesOf(user), "", e.reason(), e.atMillis());
        while (user.membershipCount() > 0) {
            Membership membership = user.membership(user.membershipCount() - 1);
            hub.recorder.heardUntil(user, membership.channel(), sequence, e.atMillis());
            hub.fanout.flush(membership.channel());
            hub.roster.leave(membership);
        }
        hub.roster.whowas.add(user, e.atMillis());
        String account = user.accountFolded();
        if (account != null) {
            user.heard()
                    .forEach((name, position) ->
                            hub.recorder.keepAfter(new StoreEvent.ReadPositionSet(account, name, position)));
        }
        while (user.clientCount() > 0) {
            Client client = user.client(0);
            user.detach(client);
            client.user(null);
            forget(client);
        }
        hub.roster.census.remove(user);
        hub.roster.nicks.remove(user.folded(), user);
        hub.roster.users.remove(user.id());
        tellWatchers(user.folded(), Numeric.RPL_MONOFFLINE, user.nick(), e.atMillis());
    }

    void on(Event.NickChanged e, long sequence) {
        User user = hub.roster.present(e.user());
        MessageId id = new MessageId(sequence, e.salt());
        line.begin(e.atMillis()).source(user.source()).command("NICK").param(e.nick());
        line.end().msgid(id).from(user);
        toNeighbours(user, null, true);
        hub.recorder.event(EntryKind.NICK, id, user, hub.recorder.placesOf(user), "", e.nick(), e.atMillis());
        String before = user.folded();
        String after = hub.fold(e.nick());
        String oldNick = user.nick();
        if (before.equals(after)) {
            user.rename(e.nick(), after);
            return;
        }
        hub.roster.whowas.add(user, e.atMillis());
        hub.roster.nicks.remove(before);
        user.rename(e.nick(), after);
        hub.roster.nicks.put(after, user);
        tellWatchers(before, Numeric.RPL_MONOFFLINE, oldNick, e.atMillis());
        tellWatchers(after, Numeric.RPL_MONONLINE, user.mask(), e.atMillis());
    }

    void on(Event.RealnameChanged e) {
        User user = hub.roster.present(e.user());
        user.realname(e.realname());
        line.begin(e.atMillis()).source(user.source()).command("SETNAME").trailing(e.realname());
        line.end().from(user);
        toNeighbours(user, Capability.SETNAME, true);
    }

    void on(Event.HostChanged e) {
        User user = hub.roster.present(e.user());
        line.begin(e.atMillis())
                .source(user.source())
                .command("CHGHOST")
                .param(e.username())
                .param(e.host());
        line.end().from(user);
        toNeighbours(user, Capability.CHGHOST, true);
        user.rehost(e.username(), e.host());
    }

    void on(Event.AwayChanged e) {
        User user = hub.roster.present(e.user());
        user.away(e.away());
        awayLine(line, user, e.atMillis());
        toNeighbours(user, Capability.AWAY_NOTIFY, false);
    }

    static void awayLine(Line line, User user, long atMillis) {
        LineWriter body = line.begin(atMillis).source(user.source()).command("AWAY");
        String away = user.away();
        if (away != null) {
            body.trailing(away);
        }
        line.end().from(user);
    }

    void on(Event.AccountChanged e) {
        User user = hub.roster.present(e.user());
        String account = e.account();
        user.account(account, account == null ? null : hub.fold(account));
        int modes =
                account == null ? user.modes() & ~UserMode.REGISTERED.bit() : user.modes() | UserMode.REGISTERED.bit();
        user.modes(modes);
        for (int i = 0; account != null && i < user.membershipCount(); i++) {
            Membership membership = user.membership(i);
            hub.recorder.stayBegan(user, membership.channel(), membership.joinedSequence());
        }
        line.begin(e.atMillis()).source(user.source()).command("ACCOUNT").param(account == null ? "*" : account);
        line.end().from(user);
        toNeighbours(user, Capability.ACCOUNT_NOTIFY, true);
    }

    void on(Event.UserModesChanged e) {
        User user = hub.roster.present(e.user());
        int before = user.modes();
        hub.roster.census.remove(user);
        user.modes(e.modes());
        user.operator(e.operator());
        hub.roster.census.add(user, hub.userCount());
        String change = signed(before, e.modes());
        if (!change.isEmpty()) {
            line.begin(e.atMillis())
                    .source(user.source())
                    .command("MODE")
                    .param(user.nick())
                    .param(change);
            line.end();
            hub.fanout.beginShared();
            for (int i = 0; i < user.clientCount(); i++) {
                hub.fanout.toShared(user.client(i), line);
            }
        }
    }

    void on(Event.Accepted e) {
        hub.roster.present(e.user()).accept(e.target(), e.add());
    }

    private static String signed(int before, int after) {
        String gone = UserMode.letters(before & ~after);
        String come = UserMode.letters(after & ~before);
        return (come.isEmpty() ? "" : "+" + come) + (gone.isEmpty() ? "" : "-" + gone);
    }

    // --- who is told

    /// The line to each client that shares a channel with the user, once; with a capability only to those that
    /// have it, and to those that monitor the nick with extended-monitor.
    private void toNeighbours(User user, @Nullable Capability wanted, boolean self) {
        long mark = ++round;
        hub.fanout.beginShared();
        for (int i = 0; i < user.clientCount(); i++) {
            Client own = user.client(i);
            own.toldIn(mark);
            if (self && (wanted == null || own.has(wanted))) {
                hub.fanout.toShared(own, line);
            }
        }
        for (int i = 0; i < user.membershipCount(); i++) {
            Channel channel = user.membership(i).channel();
            for (int k = 0; k < channel.memberCount(); k++) {
                tellOnce(channel.member(k).user(), wanted, mark);
            }
        }
        if (wanted != null) {
            for (Client watcher : hub.watchers(user.folded())) {
                if (watcher.has(Capability.EXTENDED_MONITOR) && watcher.has(wanted) && watcher.toldIn(mark)) {
                    hub.fanout.toShared(watcher, line);
                }
            }
        }
    }

    private void tellOnce(User neighbour, @Nullable Capability wanted, long mark) {
        for (int i = 0; i < neighbour.clientCount(); i++) {
            Client client = neighbour.client(i);
            if (client.toldIn(mark) && (wanted == null || client.has(wanted))) {
                hub.fanout.toShared(client, line);
            }
        }
    }

    private void tellWatchers(String folded, Numeric numeric, String who, long atMillis) {
        List<Client> watchers = hub.watchers(folded);
        for (int i = 0; i < watchers.size(); i++) {
            Client watcher = watchers.get(i);
            line.begin(atMillis)
                    .source(hub.settings().identity().name())
                    .numeric(numeric, watcher.nickOrStar())
                    .trailing(who);
            line.end();
            hub.fanout.send(watcher, line, 0);
        }
    }
}
