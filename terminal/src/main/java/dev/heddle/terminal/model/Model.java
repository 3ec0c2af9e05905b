// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.model;

import dev.heddle.terminal.wire.Features;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Everything that a client knows of one network.
///
/// Thread: the loop. Limit: [#CONVERSATIONS_MAX] conversations; at it a new private one pushes out the private
/// one that was opened longest ago and has nothing unread, and a channel that the server put us in is taken in
/// any case. [#MUTES_MAX] mutes; at it the oldest is dropped.
public final class Model {
    static final int CONVERSATIONS_MAX = 300;
    static final int MUTES_MAX = 200;

    /// The name of the server's own conversation.
    public static final String SERVER = "*";

    private final Features features = new Features();
    private final Conversation server = new Conversation(Conversation.Kind.SERVER, SERVER);
    private final Map<String, Conversation> conversations = new LinkedHashMap<>();
    private final LinkedHashSet<String> mutes = new LinkedHashSet<>();
    private String nick = "";
    private String account = "";
    private String network = "";
    private boolean away;
    private @Nullable Conversation watched;
    private Pattern mention = Pattern.compile("(?!)");

    /// What the server says about itself.
    public Features features() {
        return features;
    }

    /// The form of a name by which names are compared.
    public String fold(String name) {
        return features.fold(name);
    }

    // ---- this user

    /// This user's nick; empty before there is one.
    public String nick() {
        return nick;
    }

    /// This user has this nick now.
    public void nick(String now) {
        nick = now;
        mention = Pattern.compile(
                "(?<![\\p{L}\\p{N}_])" + Pattern.quote(now.toLowerCase(Locale.ROOT)) + "(?![\\p{L}\\p{N}_])");
    }

    /// Whether a name is this user's.
    public boolean isMe(String name) {
        return !nick.isEmpty() && fold(name).equals(fold(nick));
    }

    /// Whether a text names this user.
    public boolean mentionsMe(String text) {
        return !nick.isEmpty() && mention.matcher(text.toLowerCase(Locale.ROOT)).find();
    }

    /// The account that this user is logged in to; empty for none.
    public String account() {
        return account;
    }

    /// This user is logged in to this account, or to none.
    public void account(String name) {
        account = name;
    }

    /// What the network calls itself; empty before it has.
    public String network() {
        return network;
    }

    /// The network calls itself so.
    public void network(String name) {
        network = name;
    }

    /// Whether this user is away.
    public boolean isAway() {
        return away;
    }

    /// This user is away or back.
    public void away(boolean now) {
        away = now;
    }

    // ---- conversations

    /// The server's own.
    public Conversation server() {
        return server;
    }

    /// All but the server's, in the order in which they were opened; a copy.
    public List<Conversation> conversations() {
        return new ArrayList<>(conversations.values());
    }

    /// The conversation of this name; null when there is none.
    public @Nullable Conversation find(String name) {
        return name.equals(SERVER) ? server : conversations.get(fold(name));
    }

    /// The conversation of this name, begun if need be.
    public Conversation open(String name) {
        var there = find(name);
        if (there != null) {
            return there;
        }
        if (conversations.size() >= CONVERSATIONS_MAX) {
            conversations.values().stream()
                    .filter(old -> old.kind() == Conversation.Kind.PRIVATE && old.unread() == 0 && old != watched)
                    .findFirst()
                    .ifPresent(this::close);
        }
        var kind = features.isChannel(name) ? Conversation.Kind.CHANNEL : Conversation.Kind.PRIVATE;
        var begun = new Conversation(kind, name);
        conversations.put(fold(name), begun);
        return begun;
    }

    /// Forgets a conversation here; the server's history keeps it.
    public void close(Conversation conversation) {
        conversations.remove(fold(conversation.name()));
        if (watched == conversation) {
            watched = null;
        }
    }

    /// A peer has another nick: the private conversation goes on under it, unless there is one already.
    public void renamed(String from, String to) {
        var there = conversations.get(fold(from));
        if (there == null || there.kind() != Conversation.Kind.PRIVATE) {
            return;
        }
        if (fold(from).equals(fold(to))) {
            there.rename(to);
        } else if (!conversations.containsKey(fold(to))) {
            var all = new ArrayList<>(conversations.entrySet());
            conversations.clear();
            for (var each : all) {
                conversations.put(each.getValue() == there ? fold(to) : each.getKey(), each.getValue());
            }
            there.rename(to);
        }
    }

    /// The channels that this user is in.
    public List<Conversation> joined() {
        return conversations.values().stream().filter(Conversation::isJoined).toList();
    }

    // ---- what the user looks at

    /// What the user looks at now; null: nobody looks.
    public @Nullable Conversation watched() {
        return watched;
    }

    /// The user looks at this one.
    public void watch(@Nullable Conversation now) {
        watched = now;
        if (now != null) {
            now.readAll();
        }
    }

    // ---- mutes

    /// Shows nothing of this channel or this person, or shows it again.
    ///
    /// @return whether that changes something
    public boolean mute(String name, boolean on) {
        if (!on) {
            return mutes.remove(fold(name));
        }
        if (mutes.size() >= MUTES_MAX) {
            mutes.removeFirst();
        }
        return mutes.add(fold(name));
    }

    /// Whether a channel or a person is muted.
    public boolean isMuted(String name) {
        return mutes.contains(fold(name));
    }

    /// Everything that is muted, folded, the oldest first.
    public List<String> mutes() {
        return List.copyOf(mutes);
    }

    /// Whether an entry is not to be shown: group messages of a muted channel, and everything that a muted
    /// person says.
    public boolean isHidden(Conversation where, Entry entry) {
        if (entry.own() || mutes.isEmpty() || entry.who().isEmpty()) {
            return false;
        }
        return isMuted(entry.who())
                || where.kind() == Conversation.Kind.CHANNEL && entry.kind().isSpeech() && isMuted(where.name());
    }
}
