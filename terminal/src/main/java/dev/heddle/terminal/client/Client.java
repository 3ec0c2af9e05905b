// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.terminal.client.Questions.Shape;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.link.Transport;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import dev.heddle.terminal.wire.ServerTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client of one server.
///
/// Thread: the loop. Lifetime: until the loop's end. What it is asked to do and cannot it says in words;
/// everything else it tells its listener. After a lost connection it comes back by itself, to the same
/// channels, and what was not confirmed is sent again.
public final class Client implements Connection.Owner {
    private static final long READ_PAUSE_NANOS = 1_000_000_000L;
    private static final int JOIN_CHARS = 400;
    private static final int JOIN_CHANNELS = 10;
    private static final int WATCHED_PEERS = 50;

    private final Core core;
    private final Sender sender;
    private final HistoryPages history;
    private final ChannelLines channels;
    private final Incoming incoming;
    private final Connection connection;
    private final TimerWatcher readPause;
    private final Map<String, Wanted> wanted = new LinkedHashMap<>();

    /// A channel to be in, whatever happens to the connection.
    private record Wanted(String name, String key) {}

    private Client(Core core) {
        this.core = core;
        this.sender = new Sender(core);
        this.history = new HistoryPages(core, sender);
        this.channels = new ChannelLines(core, this::entered);
        this.incoming = new Incoming(core, sender, channels);
        this.connection = new Connection(core, this);
        this.readPause = core.loop().timer("client read marker", this::tellRead);
    }

    /// A client that is not connected.
    ///
    /// @param random for nonces and pauses; unpredictable, because logins use it
    public static Client create(Loop loop, Transport transport, ClientListener listener, Random random) {
        return new Client(new Core(loop, transport, listener, random));
    }

    /// The loop that it lives on.
    public Loop loop() {
        return core.loop();
    }

    /// What it knows.
    public Model model() {
        return core.model();
    }

    // ---- the connection

    /// Connects and gets in; a connection that is there is dropped.
    public void open(ServerAddress server, Login login) {
        connection.open(server, login);
    }

    /// Says goodbye, and does not come back.
    public void quit(String reason) {
        connection.close(reason.isEmpty() ? "bye" : reason);
    }

    /// Comes back now instead of later.
    ///
    /// @return false: it is not waiting
    public boolean hurry() {
        return connection.hurry();
    }

    /// Whether this user is in.
    public boolean isReady() {
        return connection.isReady();
    }

    /// The server it is or was connected to; null when it has given up.
    public @Nullable ServerAddress server() {
        return connection.server();
    }

    /// Messages that the server has not confirmed.
    public int pending() {
        return sender.pending();
    }

    // ---- doing

    /// Says something to a channel or a person. Long texts become several messages.
    ///
    /// @return why not; empty when it is on its way
    public String say(String target, Entry.Kind kind, String text) {
        return connection.server() == null ? "there is no connection" : sender.say(target, kind, text);
    }

    /// Whether this very client said it, and not another one of this user.
    public boolean saidHere(Entry entry) {
        return sender.saidHere(entry);
    }

    /// Sends a line as it is.
    ///
    /// @return why not; empty when it was sent
    public String raw(String line) {
        if (!core.isOnline()) {
            return "there is no connection";
        }
        boolean sent = core.send(line.replace('\r', ' ').replace('\n', ' ').replace('\0', ' '));
        return sent ? "" : "the server takes nothing more at the moment";
    }

    /// Enters a channel, now and after each lost connection.
    ///
    /// @param key empty for none
    /// @return why not; empty when it was asked for
    public String join(String channel, String key) {
        if (!core.features().isChannel(channel) || !LineBuilder.isWord(channel) || channel.indexOf(',') >= 0) {
            return "'" + channel + "' is no channel: wanted a name that begins with "
                    + core.features().value("CHANTYPES", "#");
        }
        if (!key.isEmpty() && !LineBuilder.isWord(key)) {
            return "'" + key + "' cannot be a key";
        }
        wanted.put(core.model().fold(channel), new Wanted(channel, key));
        var line = LineBuilder.of("JOIN").word(channel);
        return raw((key.isEmpty() ? line : line.word(key)).line());
    }

    /// Leaves a channel.
    ///
    /// @return why not; empty when it was asked for
    public String part(String channel, String reason) {
        if (!LineBuilder.isWord(channel)) {
            return "'" + channel + "' is no channel";
        }
        wanted.remove(core.model().fold(channel));
        return raw(LineBuilder.of("PART").word(channel).text(reason).line());
    }

    /// The channels that are entered again after each lost connection, with their keys; empty for none.
    public Map<String, String> wanted() {
        var names = new LinkedHashMap<String, String>();
        wanted.values().forEach(each -> names.put(each.name, each.key));
        return names;
    }

    /// Shows nothing of a channel or a person any more, or shows it again.
    ///
    /// @return whether that changes something
    public boolean mute(String name, boolean on) {
        boolean changed = core.model().mute(name, on);
        if (changed) {
            core.tell(new ClientEvent.SelfChanged());
        }
        return changed;
    }

    /// The user looks at this conversation now; null: at none. What is in it is read.
    public void watch(@Nullable Conversation where) {
        core.model().watch(where);
        readPause.startAfter(0);
    }

    /// Begins a conversation with a person, or finds it.
    public Conversation talkTo(String name) {
        var known = core.model().find(name);
        var where = core.open(name);
        if (known == null && core.isOnline() && where.kind() == Conversation.Kind.PRIVATE) {
            watchPeers(List.of(where));
            history.catchUp(where);
        }
        return where;
    }

    /// The conversation of this name, begun if need be; nothing is asked of the server.
    public Conversation open(String name) {
        return core.open(name);
    }

    /// Leaves a conversation and forgets it here.
    public void close(Conversation where) {
        if (where.isJoined()) {
            part(where.name(), "");
        }
        wanted.remove(core.model().fold(where.name()));
        core.model().close(where);
    }

    /// Something that the client itself tells, in a conversation.
    public void note(Conversation where, Entry.Kind kind, String text) {
        core.note(where, kind, text);
    }

    // ---- asking

    /// Everybody who is online and may be seen, oneself included.
    public void whoIsOnline(Consumer<Answer> done) {
        ask(LineBuilder.of("WHO").word("*"), new Shape(Set.of("352", "354"), Set.of("315"), Set.of("263")), done);
    }

    /// The channels that there are.
    public void listChannels(Consumer<Answer> done) {
        ask(LineBuilder.of("LIST"), new Shape(Set.of("321", "322"), Set.of("323"), Set.of("263")), done);
    }

    /// Who somebody is.
    public void whoIs(String nick, Consumer<Answer> done) {
        if (!LineBuilder.isWord(nick)) {
            done.accept(new Answer(List.of(), "'" + nick + "' is no name"));
            return;
        }
        var lines = Set.of(
                "276", "301", "307", "311", "312", "313", "317", "319", "320", "330", "335", "338", "378", "379",
                "671");
        ask(LineBuilder.of("WHOIS").word(nick), new Shape(lines, Set.of("318"), Set.of("401", "402")), done);
    }

    /// Waits until the server has done everything that was asked for before.
    public void sync(Consumer<Answer> done) {
        ask(LineBuilder.of("PING").word("sync"), new Shape(Set.of(), Set.of("PONG"), Set.of("409")), done);
    }

    private void ask(LineBuilder command, Shape shape, Consumer<Answer> done) {
        if (!core.isOnline()) {
            done.accept(new Answer(List.of(), "there is no connection"));
            return;
        }
        boolean labelled = core.capabilities().has("labeled-response")
                && core.capabilities().has("batch");
        core.questions().ask(command, shape, labelled, core.loop().nowNanos(), done);
    }

    /// Loads what was said before what is here.
    ///
    /// @param done gets why nothing came; empty when something did, or when there is nothing older
    public void older(Conversation where, Consumer<String> done) {
        history.older(where, end -> done.accept(end.refusal()));
    }

    /// Whether the server keeps a history.
    public boolean hasHistory() {
        return history.isOffered();
    }

    // ---- from the connection

    @Override
    public void onLine(IrcLine line) {
        incoming.onLine(line);
    }

    @Override
    public void onReady(boolean again) {
        joinWanted();
        var peers = new ArrayList<Conversation>();
        for (var where : core.model().conversations()) {
            if (where.kind() == Conversation.Kind.PRIVATE) {
                peers.add(where);
                history.askForMarker(where);
                history.catchUp(where);
            } else if (sender.isUnsure(where)
                    && !wanted.containsKey(core.model().fold(where.name()))) {
                sender.lookedThrough(where, false);
            }
        }
        watchPeers(peers);
        history.findPrivate();
        sender.pump();
    }

    private void joinWanted() {
        var names = new ArrayList<String>();
        for (var each : wanted.values()) {
            if (!each.key.isEmpty()) {
                raw(LineBuilder.of("JOIN").word(each.name).word(each.key).line());
                continue;
            }
            names.add(each.name);
            if (names.size() == JOIN_CHANNELS || String.join(",", names).length() > JOIN_CHARS) {
                raw("JOIN " + String.join(",", names));
                names.clear();
            }
        }
        if (!names.isEmpty()) {
            raw("JOIN " + String.join(",", names));
        }
    }

    private void watchPeers(List<Conversation> peers) {
        if (core.features().number("MONITOR", 0) == 0 || peers.isEmpty()) {
            return;
        }
        for (var peer : peers.subList(0, Math.min(WATCHED_PEERS, peers.size()))) {
            if (LineBuilder.isWord(peer.name())) {
                raw("MONITOR + " + peer.name());
            }
        }
    }

    /// This user has come into a channel.
    private void entered(Conversation where) {
        wanted.putIfAbsent(core.model().fold(where.name()), new Wanted(where.name(), ""));
        history.catchUp(where);
    }

    @Override
    public void onLost() {
        sender.lost();
        incoming.lost();
        readPause.stop();
        for (var where : core.model().conversations()) {
            where.joined(false);
            where.loading(false);
            where.presence(Conversation.Presence.UNKNOWN);
        }
        core.tell(new ClientEvent.SelfChanged());
    }

    @Override
    public void onTick() {
        core.questions().expire(core.loop().nowNanos());
        sender.expire();
        tellReadSoon();
    }

    // ---- the read marker

    private void tellReadSoon() {
        if (!readPause.isStarted()) {
            readPause.startAfter(READ_PAUSE_NANOS);
        }
    }

    private void tellRead() {
        var where = core.model().watched();
        if (where == null
                || !core.isOnline()
                || where.kind() == Conversation.Kind.SERVER
                || where.readMillis() <= 0
                || !core.capabilities().has("draft/read-marker")
                || !LineBuilder.isWord(where.name())) {
            return;
        }
        if (where.toldReadMillis() < where.readMillis()) {
            where.toldReadMillis(where.readMillis());
            core.send("MARKREAD " + where.name() + " timestamp=" + ServerTime.format(where.readMillis()));
        }
    }
}
