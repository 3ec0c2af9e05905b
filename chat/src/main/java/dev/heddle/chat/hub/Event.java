// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.ServerBan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What happened: the only thing that changes the hub ([Hub#apply]). Plain data with ids and names, so that a
/// hub can be rebuilt from its events, and so that several nodes can share one log.
///
/// Users and clients are named by id, channels by name; `atMillis` is the time at which the hub ordered it.
public sealed interface Event {
    /// When, since 1970, UTC.
    long atMillis();

    // --- messages

    /// A message to a channel.
    ///
    /// @param client the client that sent it
    /// @param text of one line, or of several as [dev.heddle.chat.message.Multiline] writes them
    /// @param toRank null: all members; else only those with at least this rank
    /// @param nonce the client's own name for the message; empty for none
    /// @param salt of the message id
    record ChannelMessage(
            long user,
            long client,
            Kind kind,
            String channel,
            @Nullable Prefix toRank,
            String text,
            Tags tags,
            String nonce,
            long salt,
            long atMillis)
            implements Event {}

    /// A message to a user, or to the account of somebody who is away.
    ///
    /// @param target id; 0: nobody is here under that name
    /// @param account folded account that it is kept for when nobody is here; empty for none
    /// @param targetName as displayed
    record PrivateMessage(
            long user,
            long client,
            Kind kind,
            long target,
            String targetName,
            String account,
            String text,
            Tags tags,
            String nonce,
            long salt,
            long atMillis)
            implements Event {}

    /// A message is taken back, and goes from the history.
    ///
    /// @param by id of the user who did it
    /// @param channel the channel that it was said in, folded; empty: it was a private message
    /// @param target of a private message: the id of the other side; 0: not here
    /// @param targetName channel or nick, as displayed
    /// @param places where the history has it
    record Redacted(
            long by,
            String channel,
            long target,
            String targetName,
            MessageId message,
            List<Place> places,
            String reason,
            long salt,
            long atMillis)
            implements Event {
        public Redacted {
            places = List.copyOf(places);
        }
    }

    /// Which command.
    enum Kind {
        PRIVMSG,
        NOTICE,
        TAGMSG
    }

    // --- users and clients

    /// A client finished registration as a new user.
    record UserArrived(
            long user,
            long client,
            int capabilities,
            String nick,
            String username,
            String host,
            String realHost,
            String address,
            String realname,
            @Nullable String account,
            @Nullable String away,
            int modes,
            long atMillis)
            implements Event {}

    /// A client finished registration as one more of a user that is here.
    record ClientAttached(long user, long client, int capabilities, long atMillis) implements Event {}

    /// One of several clients of a user is gone.
    record ClientDetached(long user, long client, long atMillis) implements Event {}

    /// A client's capabilities changed.
    record CapabilitiesChanged(long client, int capabilities, long atMillis) implements Event {}

    /// The user is gone with all clients.
    record UserLeft(long user, String reason, long salt, long atMillis) implements Event {}

    record NickChanged(long user, String nick, long salt, long atMillis) implements Event {}

    record RealnameChanged(long user, String realname, long atMillis) implements Event {}

    record HostChanged(long user, String username, String host, long atMillis) implements Event {}

    /// @param away null: back
    record AwayChanged(long user, @Nullable String away, long atMillis) implements Event {}

    /// @param account null: logged out
    record AccountChanged(long user, @Nullable String account, long atMillis) implements Event {}

    /// @param modes all of them, after the change
    record UserModesChanged(long user, int modes, @Nullable String operator, long atMillis) implements Event {}

    /// Whom a user with mode R takes private messages from, logged in or not.
    ///
    /// @param target id
    record Accepted(long user, long target, boolean add, long atMillis) implements Event {}

    record MonitorChanged(long client, List<String> added, List<String> removed, boolean clear, long atMillis)
            implements Event {
        public MonitorChanged {
            added = List.copyOf(added);
            removed = List.copyOf(removed);
        }
    }

    // --- channels

    /// @param name as displayed if the channel is new
    /// @param ranks that the member starts with
    /// @param since the sequence of the join with which the account's stay began; 0: with this one
    record Joined(long user, String name, int ranks, long since, long salt, long atMillis) implements Event {}

    record Parted(long user, String channel, String reason, long salt, long atMillis) implements Event {}

    /// @param by id of the user who did it; 0: the server
    record Kicked(long by, String channel, long user, String reason, long salt, long atMillis) implements Event {}

    /// @param by id; 0: the server
    record TopicChanged(long by, String channel, String topic, long salt, long atMillis) implements Event {}

    /// @param by id; 0: the server
    record ChannelModesChanged(long by, String channel, List<ModeChange> changes, long salt, long atMillis)
            implements Event {
        public ChannelModesChanged {
            changes = List.copyOf(changes);
        }
    }

    record Invited(long by, long user, String channel, long atMillis) implements Event {}

    record Knocked(long by, String channel, String reason, long atMillis) implements Event {}

    /// A channel was registered, or its registration changed.
    ///
    /// @param registration null: dropped
    record ChannelRegistered(String channel, @Nullable RegisteredChannel registration, long atMillis)
            implements Event {}

    /// An account's role in a registered channel.
    ///
    /// @param role mode letter; 0: none any more
    record AccessChanged(String channel, String account, char role, long atMillis) implements Event {}

    // --- the server

    record BanPlaced(ServerBan ban, long atMillis) implements Event {}

    record BanLifted(ServerBan.Kind kind, String mask, long atMillis) implements Event {}

    /// To all operators and users with mode w.
    record Wallops(long by, String text, long atMillis) implements Event {}

    /// One change of a channel's mode.
    ///
    /// @param parameter mask, key, limit or nick; null for a flag, and for a key that goes
    /// @param user for a rank: whose, by id; else 0
    record ModeChange(boolean add, char mode, @Nullable String parameter, long user) {}
}
