// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MaskSubject;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.ReadPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A person on the server under one nick, with one or more clients. Membership, away state and modes belong
/// to the user.
///
/// Thread: the hub. Everybody may read; only [Hub#apply] changes it.
public final class User {
    private static final int HEARD_MAX = 100;

    /// At most so many users are accepted at once; the oldest goes.
    public static final int ACCEPTED_MAX = 100;

    private static final Client[] NO_CLIENTS = {};
    private static final Membership[] NO_CHANNELS = {};

    private final long id;
    private String nick;
    private String folded;
    private String username;
    private String host;
    private String realname;
    private final String realHost;
    private final String address;
    private @Nullable String account;
    private @Nullable String accountFolded;
    private @Nullable String away;
    private @Nullable String operator;
    private int modes;
    private final long signonMillis;
    private long spokeMillis;
    private Client[] clients = NO_CLIENTS;
    private Membership[] memberships = NO_CHANNELS;
    private int membershipCount;
    private final List<Channel> invitations = new ArrayList<>(0);
    /// Private conversations that a client without a history of its own has heard: name to the last sequence
    /// and time.
    private @Nullable Map<String, ReadPosition> heard;

    /// Whom a user with mode R takes private messages from; ids, never reused.
    private @Nullable Set<Long> accepted;
    private String mask;
    private byte[] source;
    private final Casemapping casemapping;
    /// Made when first asked for, because most users meet no mask.
    private @Nullable MaskSubject subject;
    /// Counts the changes of what masks are matched against, so that cached matches can be told from stale
    /// ones.
    private int identity;

    User(Event.UserArrived arrival, Casemapping casemapping) {
        this.casemapping = casemapping;
        id = arrival.user();
        nick = arrival.nick();
        folded = casemapping.fold(nick);
        username = arrival.username();
        host = arrival.host();
        realname = arrival.realname();
        realHost = arrival.realHost();
        address = arrival.address();
        account = arrival.account();
        accountFolded = account == null ? null : casemapping.fold(account);
        modes = arrival.modes();
        signonMillis = arrival.atMillis();
        spokeMillis = arrival.atMillis();
        mask = nick + "!" + username + "@" + host;
        source = mask.getBytes(StandardCharsets.UTF_8);
    }

    public long id() {
        return id;
    }

    public String nick() {
        return nick;
    }

    public String folded() {
        return folded;
    }

    public String username() {
        return username;
    }

    /// The host that others see.
    public String host() {
        return host;
    }

    public String realname() {
        return realname;
    }

    /// The host (or address) the first client really came from, for operators and bans.
    public String realHost() {
        return realHost;
    }

    public String address() {
        return address;
    }

    /// `nick!user@host` as others see it.
    public String mask() {
        return mask;
    }

    /// [#mask] encoded.
    public byte[] source() {
        return source;
    }

    public @Nullable String account() {
        return account;
    }

    public @Nullable String accountFolded() {
        return accountFolded;
    }

    /// The away text; null when here.
    public @Nullable String away() {
        return away;
    }

    /// The operator's name in the configuration; null for others.
    public @Nullable String operator() {
        return operator;
    }

    public boolean isOperator() {
        return operator != null;
    }

    /// Whether the user mode is set.
    public boolean has(UserMode mode) {
        return (modes & mode.bit()) != 0;
    }

    /// The bits of [UserMode].
    public int modes() {
        return modes;
    }

    public long signonMillis() {
        return signonMillis;
    }

    public long spokeMillis() {
        return spokeMillis;
    }

    public int clientCount() {
        return clients.length;
    }

    public Client client(int index) {
        return clients[index];
    }

    public int membershipCount() {
        return membershipCount;
    }

    public Membership membership(int index) {
        return memberships[index];
    }

    /// The channels that somebody invited this user to, oldest first.
    public List<Channel> invitations() {
        return Collections.unmodifiableList(invitations);
    }

    public boolean isInvitedTo(Channel channel) {
        return invitations.contains(channel);
    }

    /// Whether this user wants private messages of that one whatever its own mode R says.
    public boolean accepts(User other) {
        return other == this || accepted != null && accepted.contains(other.id);
    }

    /// The ids of those who are accepted, oldest first; some may have left.
    public Set<Long> accepted() {
        return accepted == null ? Set.of() : Collections.unmodifiableSet(accepted);
    }

    /// The user as masks see it: under the host that others see, the real one and the address.
    public MaskSubject subject() {
        MaskSubject known = subject;
        if (known == null) {
            known = MaskSubject.of(
                    casemapping, nick, username, accountFolded, has(UserMode.SECURE), host, realHost, address);
            subject = known;
        }
        return known;
    }

    /// How often nick, user name, host or account changed.
    int identity() {
        return identity;
    }

    // --- changes, by Hub#apply only

    void rename(String newNick, String newFolded) {
        nick = newNick;
        folded = newFolded;
        identityChanged();
    }

    void rehost(String newUsername, String newHost) {
        username = newUsername;
        host = newHost;
        identityChanged();
    }

    void realname(String text) {
        realname = text;
    }

    void account(@Nullable String name, @Nullable String nameFolded) {
        account = name;
        accountFolded = nameFolded;
        identityChanged();
    }

    void away(@Nullable String text) {
        away = text;
    }

    void operator(@Nullable String name) {
        operator = name;
    }

    void modes(int bits) {
        modes = bits;
    }

    void spoke(long atMillis) {
        spokeMillis = atMillis;
    }

    void attach(Client client) {
        clients = Arrays.copyOf(clients, clients.length + 1);
        clients[clients.length - 1] = client;
    }

    void detach(Client client) {
        clients = Arrays.stream(clients).filter(other -> other != client).toArray(Client[]::new);
    }

    void enter(Membership membership) {
        if (membershipCount == memberships.length) {
            memberships = Arrays.copyOf(memberships, Math.max(1, membershipCount * 2));
        }
        memberships[membershipCount++] = membership;
    }

    void leave(Membership membership) {
        for (int i = 0; i < membershipCount; i++) {
            if (memberships[i] == membership) {
                System.arraycopy(memberships, i + 1, memberships, i, membershipCount - i - 1);
                memberships = Arrays.copyOf(memberships, --membershipCount);
                return;
            }
        }
    }

    void accept(long other, boolean add) {
        Set<Long> known = accepted;
        if (known == null) {
            known = new LinkedHashSet<>(2);
            accepted = known;
        }
        known.remove(other);
        if (add) {
            known.add(other);
            if (known.size() > ACCEPTED_MAX) {
                known.remove(known.iterator().next());
            }
        }
    }

    void invite(Channel channel) {
        if (!invitations.contains(channel)) {
            invitations.add(channel);
        }
    }

    void uninvite(Channel channel) {
        invitations.remove(channel);
    }

    /// A private message reached a client that cannot say itself how far it has read.
    void heard(String name, ReadPosition position) {
        Map<String, ReadPosition> known = heard;
        if (known == null) {
            known = new LinkedHashMap<>();
            heard = known;
        }
        known.remove(name);
        known.put(name, position);
        if (known.size() > HEARD_MAX) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /// What was heard, to be kept when the user leaves.
    Map<String, ReadPosition> heard() {
        return heard == null ? Map.of() : heard;
    }

    private void identityChanged() {
        identity++;
        subject = null;
        mask = nick + "!" + username + "@" + host;
        source = mask.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "user " + id + " " + mask;
    }
}
