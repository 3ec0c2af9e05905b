// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.MaskSet;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.store.ChannelMask;
import dev.heddle.chat.store.RegisteredChannel;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A channel: members, modes, lists, topic, and its audiences (the members' clients by loop and class).
///
/// Thread: the hub. Everybody may read; only [Hub#apply] changes it.
/// Lifetime: from the first join until the last member leaves; a registered one for ever.
public final class Channel {
    private final String name;
    private final String folded;
    private final long createdMillis;
    private Membership[] members = new Membership[2];
    private int memberCount;
    private int modes;
    private @Nullable String key;
    private int limit;
    private String topic = "";
    private String topicSetter = "";
    private long topicMillis;
    private final MaskSet<ChannelMask> bans = new MaskSet<>();
    private final MaskSet<ChannelMask> exceptions = new MaskSet<>();
    private final MaskSet<ChannelMask> invitations = new MaskSet<>();
    private long listVersion;
    private @Nullable RegisteredChannel registration;
    private final Map<String, Character> access = new LinkedHashMap<>(2);
    private Audience[] audiences = new Audience[1];
    private int audienceCount;
    /// Whether some audience has lines of this turn; owner: [Fanout].
    boolean dirty;

    Channel(String name, String folded, long createdMillis) {
        this.name = name;
        this.folded = folded;
        this.createdMillis = createdMillis;
    }

    public String name() {
        return name;
    }

    public String folded() {
        return folded;
    }

    public long createdMillis() {
        return createdMillis;
    }

    public int memberCount() {
        return memberCount;
    }

    public Membership member(int index) {
        return members[index];
    }

    /// The members as they are now, for a cursor.
    public Membership[] members() {
        return Arrays.copyOf(members, memberCount);
    }

    /// A scan of the user's few channels; null if it is not a member.
    public @Nullable Membership member(User user) {
        for (int i = 0; i < user.membershipCount(); i++) {
            Membership membership = user.membership(i);
            if (membership.channel() == this) {
                return membership;
            }
        }
        return null;
    }

    /// Whether the flag is set; the key and the limit have their own.
    public boolean has(ChannelMode mode) {
        return (modes & mode.bit()) != 0;
    }

    /// The bits of [ChannelMode], flags only.
    public int modes() {
        return modes;
    }

    public @Nullable String key() {
        return key;
    }

    /// 0 for none.
    public int limit() {
        return limit;
    }

    /// Empty for none.
    public String topic() {
        return topic;
    }

    public String topicSetter() {
        return topicSetter;
    }

    public long topicMillis() {
        return topicMillis;
    }

    /// The list of this mode: b, e or I.
    public MaskSet<ChannelMask> list(ChannelMode mode) {
        return switch (mode.letter()) {
            case 'b' -> bans;
            case 'e' -> exceptions;
            case 'I' -> invitations;
            default -> throw new IllegalArgumentException("channel list: wanted b, e or I, got " + mode.letter());
        };
    }

    /// Whether a ban keeps this user out.
    public boolean isBanned(User user) {
        return !bans.isEmpty() && bans.ban(user.subject()) != null && !isExcepted(user);
    }

    /// Whether a ban or a mute keeps this user from speaking.
    public boolean silences(User user) {
        return !bans.isEmpty()
                && (bans.ban(user.subject()) != null || bans.mute(user.subject()) != null)
                && !isExcepted(user);
    }

    private boolean isExcepted(User user) {
        return exceptions.ban(user.subject()) != null || exceptions.mute(user.subject()) != null;
    }

    /// Whether an INVITE or an entry of the list I lets this user in.
    public boolean isInvited(User user) {
        return user.isInvitedTo(this) || invitations.ban(user.subject()) != null;
    }

    long listVersion() {
        return listVersion;
    }

    public @Nullable RegisteredChannel registration() {
        return registration;
    }

    /// Roles of accounts (folded): prefix mode letters.
    public Map<String, Character> access() {
        return access;
    }

    /// The ranks that this account has a right to here.
    public int ranksOf(@Nullable String accountFolded) {
        RegisteredChannel known = registration;
        if (known == null || accountFolded == null) {
            return 0;
        }
        int ranks = known.founder().equals(accountFolded) ? Prefix.FOUNDER.bit() | Prefix.OPERATOR.bit() : 0;
        Character role = access.get(accountFolded);
        Prefix rank = role == null ? null : Prefix.ofLetter(role);
        return rank == null ? ranks : ranks | rank.bit();
    }

    // --- changes, by Hub#apply only

    Membership enter(User user, int ranks, long atMillis, long sequence) {
        Membership membership = new Membership(user, this, ranks, atMillis, sequence);
        if (memberCount == members.length) {
            members = Arrays.copyOf(members, memberCount * 2);
        }
        membership.index = memberCount;
        members[memberCount++] = membership;
        user.enter(membership);
        for (int i = 0; i < user.clientCount(); i++) {
            hear(user.client(i));
        }
        return membership;
    }

    /// The caller has flushed the channel.
    void leave(Membership membership) {
        User user = membership.user();
        for (int i = 0; i < user.clientCount(); i++) {
            unhear(user.client(i));
        }
        user.leave(membership);
        Membership last = members[--memberCount];
        members[membership.index] = last;
        last.index = membership.index;
        forgetLast();
    }

    /// The array keeps no member alive.
    @SuppressWarnings("NullAway")
    private void forgetLast() {
        members[memberCount] = null;
    }

    /// One more client of a member.
    void hear(Client client) {
        for (int i = 0; i < audienceCount; i++) {
            if (client.isIn(audiences[i])) {
                audiences[i].add(client.outlet());
                return;
            }
        }
        Audience fresh = new Audience(client.loop(), client.framing(), client.sharedBits());
        fresh.add(client.outlet());
        if (audienceCount == audiences.length) {
            audiences = Arrays.copyOf(audiences, audienceCount * 2);
        }
        audiences[audienceCount++] = fresh;
    }

    /// One client less; the caller has flushed the channel.
    void unhear(Client client) {
        for (int i = 0; i < audienceCount; i++) {
            Audience audience = audiences[i];
            if (client.isIn(audience)) {
                audience.remove(client.outlet());
                if (audience.count() == 0) {
                    audiences[i] = audiences[--audienceCount];
                }
                return;
            }
        }
    }

    Audience[] audiences() {
        return audiences;
    }

    int audienceCount() {
        return audienceCount;
    }

    void modes(int bits) {
        modes = bits;
    }

    void key(@Nullable String text) {
        key = text;
    }

    void limit(int most) {
        limit = most;
    }

    void topic(String text, String setter, long atMillis) {
        topic = text;
        topicSetter = setter;
        topicMillis = atMillis;
    }

    void listsChanged() {
        listVersion++;
    }

    void registration(@Nullable RegisteredChannel known) {
        registration = known;
        if (known == null) {
            access.clear();
        }
    }

    void access(String accountFolded, char role) {
        if (role == 0) {
            access.remove(accountFolded);
        } else {
            access.put(accountFolded, role);
        }
    }

    @Override
    public String toString() {
        return "channel " + name + " of " + memberCount;
    }
}
