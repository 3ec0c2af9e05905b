// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

import dev.heddle.terminal.model.Entry.Delivery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One channel, one peer, or the server itself: what was said there, and who is there.
///
/// Thread: the loop. Limit: [#ENTRIES_MAX] entries; beyond that the oldest go, or, when older ones are being
/// loaded, no more are. [#MEMBERS_MAX] members; further ones are counted and not listed.
public final class Conversation {
    /// How much of a conversation is kept here; the server has the rest.
    public static final int ENTRIES_MAX = 10_000;

    static final int MEMBERS_MAX = 20_000;

    /// With whom.
    public enum Kind {
        /// The server.
        SERVER,
        /// Everybody in a channel.
        CHANNEL,
        /// One other person.
        PRIVATE
    }

    /// Whether the other person of a private conversation is there.
    public enum Presence {
        /// Nobody has said.
        UNKNOWN,
        /// Here.
        ONLINE,
        /// Not here; messages wait, if the name has an account.
        OFFLINE
    }

    private final Kind kind;
    private String name;
    private final List<Entry> entries = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Member> members = new HashMap<>();
    private int unlisted;
    private String topic = "";
    private boolean joined;
    private boolean complete;
    private boolean loading;
    private boolean truncated;
    private int unread;
    private int mentions;
    private long readMillis;
    private long toldReadMillis;
    private Presence presence = Presence.UNKNOWN;

    Conversation(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /// With whom.
    public Kind kind() {
        return kind;
    }

    /// The channel or the peer, as written; the server's conversation is called `*`.
    public String name() {
        return name;
    }

    void rename(String other) {
        name = other;
    }

    // ---- what was said

    /// Everything kept, the oldest first; a view.
    public List<Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    /// Adds one as the newest; own messages that are on their way stay behind it.
    ///
    /// @return false: it is there already
    public boolean add(Entry entry) {
        if (!entry.id().isEmpty() && !ids.add(entry.id())) {
            return false;
        }
        int at = entries.size();
        if (entry.delivery() == Delivery.DONE) {
            while (at > 0 && entries.get(at - 1).isPending()) {
                at--;
            }
        }
        entries.add(at, entry);
        trim();
        return true;
    }

    private void trim() {
        while (entries.size() > ENTRIES_MAX) {
            ids.remove(entries.removeFirst().id());
            truncated = true;
        }
    }

    /// Takes in a page of the history: each entry at the place of its time, those that are there already once.
    ///
    /// @param page the oldest first
    /// @return those that were new, in order
    public List<Entry> addPage(List<Entry> page) {
        var fresh = new ArrayList<Entry>();
        for (var entry : page) {
            if ((entry.id().isEmpty() || ids.add(entry.id())) && entries.size() + fresh.size() < ENTRIES_MAX) {
                fresh.add(entry);
            }
        }
        if (fresh.isEmpty()) {
            return fresh;
        }
        var merged = new ArrayList<Entry>(entries.size() + fresh.size());
        int next = 0;
        for (var there : entries) {
            boolean movable = there.isPending();
            while (next < fresh.size() && (movable || fresh.get(next).timeMillis() < there.timeMillis())) {
                merged.add(fresh.get(next++));
            }
            merged.add(there);
        }
        merged.addAll(fresh.subList(next, fresh.size()));
        entries.clear();
        entries.addAll(merged);
        return fresh;
    }

    /// Forgets what is kept here of what the server has; what is on its way stays. The next page begins anew.
    public void forget() {
        entries.removeIf(entry -> !entry.isPending());
        ids.clear();
        complete = false;
        truncated = false;
    }

    /// An own message is at another stage.
    ///
    /// @return how it is now; null when it is not kept here
    public @Nullable Entry delivered(String nonce, Delivery delivery) {
        for (int i = entries.size() - 1; i >= 0; i--) {
            var entry = entries.get(i);
            if (entry.own() && entry.nonce().equals(nonce)) {
                var changed = entry.with(delivery);
                entries.set(i, changed);
                return changed;
            }
        }
        return null;
    }

    /// An own message came back: the one on its way goes.
    ///
    /// @return the one that went; null when none was on its way under this nonce
    public @Nullable Entry settle(String nonce) {
        for (int i = entries.size() - 1; i >= 0 && !nonce.isEmpty(); i--) {
            var entry = entries.get(i);
            if (entry.own()
                    && entry.delivery() != Delivery.DONE
                    && entry.nonce().equals(nonce)) {
                entries.remove(i);
                return entry;
            }
        }
        return null;
    }

    /// A message was taken back.
    ///
    /// @param how by whom, and why
    /// @return whether it was here
    public boolean remove(String messageId, String how) {
        for (int i = entries.size() - 1; i >= 0 && !messageId.isEmpty(); i--) {
            if (entries.get(i).id().equals(messageId)) {
                entries.set(i, entries.get(i).removed(how));
                recount();
                return true;
            }
        }
        return false;
    }

    /// The oldest entry that the server knows by an id or that has a time of its own; null when there is none.
    public @Nullable Entry oldest() {
        return entries.stream().filter(Conversation::isFromServer).findFirst().orElse(null);
    }

    /// The newest such entry.
    public @Nullable Entry newest() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (isFromServer(entries.get(i))) {
                return entries.get(i);
            }
        }
        return null;
    }

    private static boolean isFromServer(Entry entry) {
        return !entry.id().isEmpty();
    }

    /// Whether nothing older can be had: the server has no more, or no more is kept here.
    public boolean isComplete() {
        return complete || entries.size() >= ENTRIES_MAX || truncated;
    }

    /// The server has nothing older.
    public void completed() {
        complete = true;
    }

    /// Whether a page is on its way.
    public boolean isLoading() {
        return loading;
    }

    /// A page is on its way, or has come.
    public void loading(boolean now) {
        loading = now;
    }

    // ---- what was read

    /// Messages that came since this user last looked.
    public int unread() {
        return unread;
    }

    /// Those of them that name this user.
    public int mentions() {
        return mentions;
    }

    /// Up to when everything has been read, since 1970; 0: nobody has said.
    public long readMillis() {
        return readMillis;
    }

    /// Everything up to this time has been read, here or elsewhere.
    ///
    /// @return whether that changes something
    public boolean readUpTo(long millis) {
        if (millis <= readMillis) {
            return false;
        }
        readMillis = millis;
        recount();
        return true;
    }

    /// Up to when the server has been told that everything has been read.
    public long toldReadMillis() {
        return toldReadMillis;
    }

    /// The server has been told.
    public void toldReadMillis(long millis) {
        toldReadMillis = millis;
    }

    /// Counts one that nobody has seen yet.
    public void countUnread(Entry entry) {
        if (isUnread(entry)) {
            unread++;
            mentions += entry.mention() ? 1 : 0;
        }
    }

    private boolean isUnread(Entry entry) {
        return entry.kind().isSpeech() && !entry.own() && entry.timeMillis() > readMillis;
    }

    private void recount() {
        unread = 0;
        mentions = 0;
        entries.forEach(this::countUnread);
    }

    /// Everything that is here has been read.
    public void readAll() {
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (entries.get(i).kind().isSpeech() && !entries.get(i).isPending()) {
                readMillis = Math.max(readMillis, entries.get(i).timeMillis());
                break;
            }
        }
        unread = 0;
        mentions = 0;
    }

    // ---- who is there

    /// Whether this user is in the channel.
    public boolean isJoined() {
        return joined;
    }

    /// This user has come or gone.
    public void joined(boolean now) {
        joined = now;
        if (!now) {
            clearMembers();
        }
    }

    /// Nobody is listed any more: a new list follows, or this user has gone.
    public void clearMembers() {
        members.clear();
        unlisted = 0;
    }

    /// The topic; empty for none.
    public String topic() {
        return topic;
    }

    /// There is another topic.
    public void topic(String text) {
        topic = text;
    }

    /// Everybody who is listed, in no order; a view.
    public Collection<Member> members() {
        return Collections.unmodifiableCollection(members.values());
    }

    /// How many are there.
    public int memberCount() {
        return members.size() + unlisted;
    }

    /// The member of this folded nick; null when nobody is.
    public @Nullable Member member(String folded) {
        return members.get(folded);
    }

    /// Somebody is there, or is there with other ranks.
    public void put(String folded, Member member) {
        if (members.containsKey(folded) || members.size() < MEMBERS_MAX) {
            members.put(folded, member);
        } else {
            unlisted++;
        }
    }

    /// Somebody has gone.
    ///
    /// @return whether they were there
    public boolean remove(String folded) {
        return members.remove(folded) != null;
    }

    /// Whether the peer of a private conversation is there.
    public Presence presence() {
        return presence;
    }

    /// The peer of a private conversation has come or gone.
    public void presence(Presence now) {
        presence = now;
    }

    /// The name, for messages of tests and asserts.
    @Override
    public String toString() {
        return name;
    }
}
