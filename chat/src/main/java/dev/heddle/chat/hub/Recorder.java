// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Tags;
import dev.heddle.chat.store.EntryKind;
import dev.heddle.chat.store.HistoryEntry;
import dev.heddle.chat.store.Nonce;
import dev.heddle.chat.store.Place;
import dev.heddle.chat.store.ReadPosition;
import dev.heddle.chat.store.RegisteredChannel;
import dev.heddle.chat.store.Store;
import dev.heddle.chat.store.StoreEvent;
import dev.heddle.runtime.queue.Offer;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the hub's events leave in the store, and the echoes that wait for it.
///
/// Thread: the hub. An echo waits in its client's outlet, not here; here is only what must be said if the
/// commit fails.
final class Recorder {
    /// What became of an entry.
    enum Fate {
        /// Nothing is kept of it.
        NOT_KEPT,
        /// The store will settle it.
        PENDING,
        /// The store refused it at once.
        REFUSED
    }

    /// A message of somebody who is to know what became of it.
    ///
    /// @param echoed whether a line of its own waits for it; else the command's last answer does
    private record Waiting(
            long sequence,
            Client client,
            Client.@Nullable Labelled labelled,
            boolean echoed,
            String command,
            String target) {
        long heldAs() {
            return labelled == null || echoed ? sequence : labelled.heldFor;
        }
    }

    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());

    private final Hub hub;
    private final @Nullable Store store;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final Deque<StoreEvent> after = new ArrayDeque<>();
    private final Line line = new Line();
    private long toldSettled;

    Recorder(Hub hub, @Nullable Store store) {
        this.hub = hub;
        this.store = store;
    }

    /// Whether what is said is kept at all.
    boolean keepsHistory() {
        return store != null && hub.settings().history().enabled();
    }

    /// An entry of the history under the event's own sequence.
    Fate post(HistoryEntry entry, List<Place> places, @Nullable Nonce nonce) {
        if (store == null || !keepsHistory() || places.isEmpty() && nonce == null) {
            return Fate.NOT_KEPT;
        }
        Offer offer = store.append(entry.id().sequence(), new StoreEvent.Posted(entry, places, nonce));
        return offer == Offer.ACCEPTED ? Fate.PENDING : Fate.REFUSED;
    }

    /// A membership event of some channels.
    void event(EntryKind kind, MessageId id, User user, List<Place> places, String target, String text, long atMillis) {
        event(kind, id, user.mask(), user.account(), places, target, text, atMillis);
    }

    void event(
            EntryKind kind,
            MessageId id,
            String source,
            @Nullable String account,
            List<Place> places,
            String target,
            String text,
            long atMillis) {
        if (keepsHistory() && !places.isEmpty()) {
            post(new HistoryEntry(id, atMillis, kind, source, account, target, Tags.EMPTY, text, false), places, null);
        }
    }

    /// The channels of a user as places, for what concerns them all.
    List<Place> placesOf(User user) {
        if (!keepsHistory()) {
            return List.of();
        }
        List<Place> places = new ArrayList<>(user.membershipCount());
        for (int i = 0; i < user.membershipCount(); i++) {
            places.add(Place.channel(user.membership(i).channel().folded()));
        }
        return places;
    }

    /// State that an event changes and that must survive: kept behind the event's own entry, whose sequence
    /// is lower.
    void keepAfter(StoreEvent event) {
        if (store != null) {
            after.addLast(event);
        }
    }

    /// Whoever has an account stays in a channel until it leaves or is removed: losing the connection ends no
    /// stay, so that what was said meanwhile can be read when it is back.
    void stayBegan(User user, Channel channel, long sequence) {
        String account = user.accountFolded();
        if (account != null && keepsHistory()) {
            keepAfter(new StoreEvent.StayBegan(account, channel.folded(), sequence));
        }
    }

    void stayEnded(User user, Channel channel) {
        String account = user.accountFolded();
        if (account != null && keepsHistory()) {
            keepAfter(new StoreEvent.StayEnded(account, channel.folded()));
        }
    }

    /// The event is applied.
    void endOfEvent() {
        for (StoreEvent event = after.pollFirst(); event != null; event = after.pollFirst()) {
            keep(event);
        }
    }

    /// State that must survive, under a sequence of its own. Answers it; 0 if the store refused.
    long keep(StoreEvent event) {
        if (store == null) {
            return 0;
        }
        long sequence = hub.reserveSequence();
        Offer offer = store.append(sequence, event);
        if (offer == Offer.ACCEPTED) {
            return sequence;
        }
        LOG.log(
                Level.ERROR,
                "store-refused event={0} offer={1}",
                event.getClass().getSimpleName(),
                offer);
        return 0;
    }

    /// A member leaves who has an account: what a client without a history of its own heard counts as read, so
    /// that it is not sent again at the next join. Only where members see what was said before they joined.
    void heardUntil(User user, Channel channel, long sequence, long atMillis) {
        String account = user.accountFolded();
        if (account == null || !keepsHistory() || !hub.seesAll(channel)) {
            return;
        }
        for (int i = 0; i < user.clientCount(); i++) {
            if (!user.client(i).has(Capability.CHATHISTORY)) {
                keepAfter(new StoreEvent.ReadPositionSet(
                        account, channel.folded(), new ReadPosition(sequence, atMillis)));
                return;
            }
        }
    }

    /// A registered channel as it is now.
    void keepChannel(Channel channel) {
        RegisteredChannel known = channel.registration();
        if (known == null) {
            return;
        }
        RegisteredChannel now = new RegisteredChannel(
                known.name(),
                known.folded(),
                known.founder(),
                known.createdMillis(),
                ChannelMode.letters(channel.modes()),
                channel.key(),
                channel.limit(),
                channel.topic().isEmpty()
                        ? null
                        : new RegisteredChannel.Topic(channel.topic(), channel.topicSetter(), channel.topicMillis()),
                known.retention(),
                known.historyFromJoin());
        if (!now.equals(known)) {
            channel.registration(now);
            keepAfter(new StoreEvent.ChannelSaved(now));
        }
    }

    // --- echoes

    /// What the sender sees of its message, once its fate is known.
    Echo echo(@Nullable Client actor, Fate fate, long sequence, String command, String target) {
        if (actor == null) {
            return Echo.NONE;
        }
        Client.Labelled labelled = actor.labelled();
        boolean wanted = actor.has(Capability.ECHO_MESSAGE);
        if (fate == Fate.REFUSED && (wanted || labelled != null)) {
            hub.tell(actor, failure(null, command, target));
            return Echo.NONE;
        }
        if (fate == Fate.PENDING && (wanted || labelled != null)) {
            waiting.addLast(new Waiting(sequence, actor, labelled, wanted, command, target));
        }
        if (labelled != null) {
            if (wanted) {
                return Echo.labelled(fate == Fate.PENDING ? sequence : 0);
            }
            labelled.heldFor = fate == Fate.PENDING ? sequence : labelled.heldFor;
            return Echo.NONE;
        }
        if (!wanted) {
            return Echo.NONE;
        }
        return fate == Fate.PENDING ? Echo.held(sequence) : Echo.NORMAL;
    }

    private Line failure(Client.@Nullable Labelled labelled, String command, String target) {
        line.begin(hub.clock().wallMillis())
                .source(hub.settings().identity().name())
                .command("FAIL")
                .param(command)
                .param("MESSAGE_NOT_STORED")
                .param(target)
                .trailing("The message was delivered, but could not be stored");
        line.end();
        if (labelled != null) {
            return labelled.reference == null ? line.label(labelled.label) : line.batchIfNone(labelled.reference);
        }
        return line;
    }

    /// Lifts what the store has settled since the last call.
    void settled() {
        if (store == null) {
            return;
        }
        long settled = store.settled();
        if (settled <= toldSettled) {
            return;
        }
        toldSettled = settled;
        for (Waiting first = waiting.peekFirst();
                first != null && first.sequence <= settled;
                first = waiting.peekFirst()) {
            waiting.removeFirst();
            // also for a client that has quit: its outlet still waits for this echo
            if (store.failureOf(first.sequence) != null) {
                hub.fanout.replaceHeld(
                        first.client, failure(first.labelled, first.command, first.target), first.heldAs());
            }
        }
        hub.fanout.settled(settled);
    }

    // --- labelled responses

    void endLabelled(Client client) {
        Client.Labelled labelled = client.labelled();
        client.labelled(null);
        if (labelled == null || client.isClosed()) {
            return;
        }
        String open = labelled.reference;
        if (open != null) {
            hub.fanout.send(client, serverLine("BATCH", "-" + open), 0);
            return;
        }
        List<Line> lines = labelled.lines;
        if (!lines.isEmpty() && labelled.heldFor != 0) {
            lines.getLast().heldFor(labelled.heldFor);
        }
        switch (lines.size()) {
            case 0 -> hub.fanout.send(client, serverLine("ACK", "").label(labelled.label), labelled.heldFor);
            case 1 -> {
                Line only = lines.getFirst();
                hub.fanout.send(client, only.label(labelled.label), only.heldFor());
            }
            default -> batch(client, labelled, lines);
        }
    }

    /// The answers will come in several turns: what is collected goes out, and the batch stays open.
    void stream(Client client, Client.Labelled labelled) {
        String reference = hub.ids().nextReference();
        labelled.reference = reference;
        hub.fanout.send(
                client,
                serverLine("BATCH", "+" + reference + " labeled-response").label(labelled.label),
                0);
        for (Line answer : labelled.lines) {
            hub.fanout.send(client, answer.batchIfNone(reference), answer.heldFor());
        }
        labelled.lines.clear();
    }

    private void batch(Client client, Client.Labelled labelled, List<Line> lines) {
        String reference = hub.ids().nextReference();
        Line open = serverLine("BATCH", "+" + reference + " labeled-response").label(labelled.label);
        labelled.reference = reference;
        hub.fanout.send(client, open, 0);
        for (Line answer : lines) {
            hub.fanout.send(client, answer.batchIfNone(reference), answer.heldFor());
        }
        hub.fanout.send(client, serverLine("BATCH", "-" + reference), 0);
    }

    private Line serverLine(String command, String words) {
        var body = line.begin(hub.clock().wallMillis())
                .source(hub.settings().identity().name())
                .command(command);
        for (String word : words.isEmpty() ? new String[0] : words.split(" ", -1)) {
            body.param(word);
        }
        return line.end();
    }
}
