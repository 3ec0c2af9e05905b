// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.MessageIds;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.runtime.unit.Allocator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The one owner of users, channels, memberships, modes, bans and monitor lists.
///
/// ```
///  command handler ── emit(event) ──▶ sequence ──▶ apply(event, sequence) ──▶ state
///                                                                       └──▶ effects: lines to clients,
///                                                                       entries to the store
/// ```
/// Handlers read it freely and change nothing; [#apply] is the only way in, and gives the same state for the
/// same events.
///
/// Thread: the hub (loop 0, or whoever steps a simulation). Lifetime: opened over a store, closed before it.
public final class Hub {
    /// Told every event, after its sequence was given and before it is applied.
    public interface Journal {
        void on(long sequence, Event event);
    }

    private HubSettings settings;
    private final NameRules names;
    private final HubClock clock;
    private final LongSupplier random;
    private final @Nullable Store store;
    private final MessageIds ids;
    private final long startedMillis;
    final Fanout fanout;
    final Recorder recorder;
    final Roster roster;
    private final UserEvents userEvents;
    private final ChannelEvents channelEvents;
    private final MessageEvents messageEvents;
    private final RedactionEvents redactions;
    private final ServerEvents serverEvents;
    private final List<Journal> journals = new ArrayList<>();
    private long sequence;
    private long lastId;
    private int unregistered;
    private @Nullable Client acting;

    /// Opens a hub over what the store knows.
    ///
    /// @param store null: nothing is kept, and nothing waits for it
    /// @param random 64 unpredictable bits per call
    /// @param heap units for what goes out (the heap `batch`)
    public Hub(
            HubSettings settings,
            Casemapping casemapping,
            HubClock clock,
            LongSupplier random,
            @Nullable Store store,
            Allocator heap) {
        this.settings = settings;
        this.names = new NameRules(
                casemapping, settings.limits().nickLength(), settings.limits().channelLength(), 20);
        this.clock = clock;
        this.random = random;
        this.store = store;
        ids = new MessageIds(random);
        startedMillis = clock.wallMillis();
        fanout = new Fanout(heap);
        recorder = new Recorder(this, store);
        roster = new Roster(names, settings.limits().whowas());
        userEvents = new UserEvents(this);
        channelEvents = new ChannelEvents(this);
        messageEvents = new MessageEvents(this);
        redactions = new RedactionEvents(this);
        serverEvents = new ServerEvents(this);
        if (store != null) {
            new Restoration(this).restore(store.snapshot());
        }
    }

    // --- what everybody may read

    public HubSettings settings() {
        return settings;
    }

    /// New settings; they hold from the next command on.
    public void settings(HubSettings other) {
        settings = other;
    }

    public NameRules names() {
        return names;
    }

    public HubClock clock() {
        return clock;
    }

    /// Unpredictable bits (seeded in a simulation).
    public long random() {
        return random.getAsLong();
    }

    /// References for batches.
    public MessageIds ids() {
        return ids;
    }

    public @Nullable Store store() {
        return store;
    }

    public long startedMillis() {
        return startedMillis;
    }

    public String fold(String name) {
        return names.casemapping().fold(name);
    }

    public @Nullable User user(String nick) {
        return roster.user(nick);
    }

    public @Nullable User user(long id) {
        return roster.users.get(id);
    }

    public @Nullable Channel channel(String name) {
        return roster.channel(name);
    }

    public @Nullable Client client(long id) {
        return roster.clients.get(id);
    }

    /// In the order of arrival.
    public Collection<User> users() {
        return roster.nicks.values();
    }

    /// In the order of arrival.
    public Collection<Channel> channels() {
        return roster.channels.values();
    }

    public int userCount() {
        return roster.nicks.size();
    }

    /// The figures of LUSERS.
    public Census census() {
        return roster.census;
    }

    public int clientCount() {
        return roster.clients.size();
    }

    /// All connections, by id.
    public List<Client> clients() {
        List<Client> all = new ArrayList<>(roster.clients.size());
        roster.clients.forEach(all::add);
        all.sort(Comparator.comparingLong(Client::id));
        return all;
    }

    /// Connections that have begun to register and not finished.
    public int unregistered() {
        return unregistered;
    }

    /// Counts a connection in or out of [#unregistered()].
    public void countUnregistered(int by) {
        unregistered += by;
    }

    public Whowas whowas() {
        return roster.whowas;
    }

    public Bans bans() {
        return roster.bans;
    }

    /// The clients that monitor this nick.
    public List<Client> watchers(String folded) {
        return roster.watchers(folded);
    }

    /// Whether its members see what was said in the channel before they joined.
    public boolean seesAll(Channel channel) {
        RegisteredChannel registration = channel.registration();
        Boolean own = registration == null ? null : registration.historyFromJoin();
        return !(own == null ? settings.history().fromJoin() : own);
    }

    /// The sequence of the last event.
    public long sequence() {
        return sequence;
    }

    /// Whether units for what goes out are used up: by readers that do not read.
    public boolean isStarved() {
        return fanout.isStarved();
    }

    /// Whether message commands should wait: the store or the batch heap is behind.
    public boolean isBehind() {
        return store != null && store.isBehind() || fanout.isStarved();
    }

    // --- connections

    /// A connection came in. It is nobody yet.
    public Client connect(LoopPort loop, Outlet outlet, Framing framing, Peer peer) {
        Client client = new Client(nextId(), loop, outlet, framing, peer);
        fanout.addLoop(loop);
        roster.clients.put(client.id(), client);
        return client;
    }

    /// The connection of a client that belongs to no user (any more) is gone, or is to go.
    public void disconnect(Client client) {
        if (!client.isClosed()) {
            client.closed();
            roster.clients.remove(client.id());
            fanout.close(client);
        }
    }

    /// A fresh id for a user or client.
    public long nextId() {
        return ++lastId;
    }

    // --- events

    public void addJournal(Journal journal) {
        journals.add(journal);
    }

    /// Gives the event its place in the order and applies it. Answers its sequence.
    public long emit(Event event) {
        long next = ++sequence;
        for (Journal journal : journals) {
            journal.on(next, event);
        }
        apply(event, next);
        return next;
    }

    /// The one thing that changes the hub. Deterministic: no clock, no randomness, no unordered iteration.
    public void apply(Event event, long atSequence) {
        sequence = atSequence;
        switch (event) {
            case Event.ChannelMessage e -> messageEvents.on(e, atSequence);
            case Event.PrivateMessage e -> messageEvents.on(e, atSequence);
            case Event.Redacted e -> redactions.on(e, atSequence);
            case Event.UserArrived e -> userEvents.on(e);
            case Event.ClientAttached e -> userEvents.on(e);
            case Event.ClientDetached e -> userEvents.on(e);
            case Event.CapabilitiesChanged e -> userEvents.on(e);
            case Event.UserLeft e -> userEvents.on(e, atSequence);
            case Event.NickChanged e -> userEvents.on(e, atSequence);
            case Event.RealnameChanged e -> userEvents.on(e);
            case Event.HostChanged e -> userEvents.on(e);
            case Event.AwayChanged e -> userEvents.on(e);
            case Event.AccountChanged e -> userEvents.on(e);
            case Event.UserModesChanged e -> userEvents.on(e);
            case Event.Accepted e -> userEvents.on(e);
            case Event.MonitorChanged e -> serverEvents.on(e);
            case Event.Joined e -> channelEvents.on(e, atSequence);
            case Event.Parted e -> channelEvents.on(e, atSequence);
            case Event.Kicked e -> channelEvents.on(e, atSequence);
            case Event.TopicChanged e -> channelEvents.on(e, atSequence);
            case Event.ChannelModesChanged e -> channelEvents.on(e, atSequence);
            case Event.Invited e -> channelEvents.on(e);
            case Event.Knocked e -> channelEvents.on(e);
            case Event.ChannelRegistered e -> serverEvents.on(e);
            case Event.AccessChanged e -> serverEvents.on(e);
            case Event.BanPlaced e -> serverEvents.on(e);
            case Event.BanLifted e -> serverEvents.on(e);
            case Event.Wallops e -> serverEvents.on(e);
        }
        recorder.endOfEvent();
    }

    // --- lines to single clients

    /// A line to one client, in its place (or into the answers of its labelled command).
    public void tell(Client client, Line line) {
        fanout.toClient(client, line);
    }

    /// From here on, what `client` is told belongs to the command with this label.
    public void beginLabelled(Client client, String label) {
        client.labelled(new Client.Labelled(label));
        acting = client;
    }

    /// The labelled command waits for something, so what comes meanwhile is not its answer. The result is for
    /// [#resumeLabelled].
    public @Nullable Object suspendLabelled(Client client) {
        Client.Labelled labelled = client.labelled();
        client.labelled(null);
        acting = null;
        return labelled;
    }

    /// The labelled command goes on.
    public void resumeLabelled(Client client, @Nullable Object suspended) {
        if (suspended instanceof Client.Labelled labelled) {
            client.labelled(labelled);
            acting = client;
        }
    }

    /// The labelled command's answers will come in several turns.
    public void streamLabelled(Client client) {
        Client.Labelled labelled = client.labelled();
        if (labelled != null && labelled.reference == null) {
            recorder.stream(client, labelled);
        }
    }

    /// The labelled command has ended: one answer carries the label, several are a batch, none is an ACK.
    public void endLabelled(Client client) {
        acting = null;
        recorder.endLabelled(client);
    }

    /// Keeps something that is no state of the hub (an account, a read position). Answers the sequence it is
    /// kept under; 0: the store does not take it.
    public long keep(StoreEvent event) {
        return recorder.keep(event);
    }

    /// Takes the label off the running command: its one answer will be a batch that carries it. Empty: there
    /// is none.
    public String takeLabel(Client client) {
        Client.Labelled labelled = client.labelled();
        if (labelled == null || !labelled.lines.isEmpty() || labelled.reference != null) {
            return "";
        }
        client.labelled(null);
        acting = null;
        return labelled.label;
    }

    /// Called when the store has settled more: held echoes leave, failed ones become FAIL.
    public void settled() {
        recorder.settled();
    }

    /// Hands over what is left of this turn.
    public void endOfTurn() {
        fanout.endOfTurn();
    }

    /// Gives the units of the reserve back. Nothing may be told afterwards.
    public void close() {
        fanout.close();
    }

    // --- for the appliers

    void arrived(long userId, long clientId) {
        lastId = Math.max(lastId, Math.max(userId, clientId));
    }

    void sequence(long last) {
        sequence = last;
    }

    /// One more place in the order, for what an event leaves in the store besides its own entry.
    long reserveSequence() {
        return ++sequence;
    }

    /// The client whose labelled command runs; null otherwise, and when events are replayed.
    @Nullable
    Client acting() {
        return acting;
    }
}
