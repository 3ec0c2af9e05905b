// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.message.Prefix;
import dev.heddle.chat.message.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One message of several lines on its way out: a batch for those who understand it, line after line for the
/// others.
///
/// Thread: the hub; lives for one event. The sender gets its echo alone, behind everything else, because its
/// first line may carry a label.
final class SeveralLines {
    private static final Tags GOES_ON = Tags.of(Multiline.CONCAT_TAG, "");

    private final Hub hub;
    private final User user;
    private final Event.Kind kind;
    private final String target;
    private final MessageId id;
    private final long atMillis;
    private final String clientTags;
    private final List<Line> batch = new ArrayList<>();
    private final List<Line> singly = new ArrayList<>();

    /// What is said, to whom, and when.
    record Said(Event.Kind kind, String target, String text, Tags tags, long atMillis) {}

    SeveralLines(Hub hub, User user, Said said, MessageId id) {
        this.hub = hub;
        this.user = user;
        this.id = id;
        kind = said.kind();
        target = said.target();
        atMillis = said.atMillis();
        clientTags = said.tags().toWire();
        String reference = hub.ids().nextReference();
        batch.add(edge("+" + reference));
        for (Multiline.Piece piece : Multiline.pieces(said.text())) {
            batch.add(inBatch(piece, reference));
            if (!piece.text().isEmpty()) {
                singly.add(alone(piece));
            }
        }
        batch.add(end(reference));
    }

    private Line edge(String reference) {
        Line line = new Line();
        line.begin(atMillis)
                .source(user.source())
                .command("BATCH")
                .param(reference)
                .param(Multiline.BATCH_TYPE)
                .param(target);
        return line.end().msgid(id).from(user).clientTags(clientTags);
    }

    private Line end(String reference) {
        Line line = new Line();
        line.begin(atMillis).source(user.source()).command("BATCH").param("-" + reference);
        return line.end();
    }

    private Line inBatch(Multiline.Piece piece, String reference) {
        return said(piece).batch(reference).clientTags(piece.goesOn() ? GOES_ON.toWire() : "");
    }

    private Line alone(Multiline.Piece piece) {
        Line line = said(piece).from(user).clientTags(clientTags);
        return singly.isEmpty() ? line.msgid(id) : line;
    }

    private Line said(Multiline.Piece piece) {
        Line line = new Line();
        line.begin(atMillis)
                .source(user.source())
                .command(kind.name())
                .param(target)
                .trailing(piece.text());
        return line.end();
    }

    /// To all members, or to those with a rank; not to the sending client.
    void toChannel(Channel channel, @Nullable Prefix toRank, @Nullable Client actor) {
        if (toRank != null) {
            for (int i = 0; i < channel.memberCount(); i++) {
                if (channel.member(i).isAtLeast(toRank)) {
                    toUser(channel.member(i).user(), actor);
                }
            }
            return;
        }
        for (Line line : batch) {
            hub.fanout.toChannel(channel, line, Visible.MULTILINE, Visible.MULTILINE, actor, Echo.NONE);
        }
        for (Line line : singly) {
            hub.fanout.toChannel(channel, line, Visible.MULTILINE, 0, actor, Echo.NONE);
        }
    }

    /// To the receiver, and to the sender's other clients.
    void toBoth(@Nullable User receiver, @Nullable Client actor) {
        if (receiver != null) {
            toUser(receiver, null);
        }
        if (receiver != user) {
            toUser(user, actor);
        }
    }

    private void toUser(User one, @Nullable Client except) {
        for (int i = 0; i < one.clientCount(); i++) {
            Client client = one.client(i);
            if (client != except) {
                forClient(client).forEach(line -> hub.fanout.send(client, line, 0));
            }
        }
    }

    private List<Line> forClient(Client client) {
        return client.isTold(Visible.MULTILINE) ? batch : singly;
    }

    /// What the sending client sees of it: under its command's label, behind the store's barrier.
    void echo(@Nullable Client actor, Echo echo) {
        if (actor == null || echo.kind() == Echo.Kind.NONE) {
            return;
        }
        Client.Labelled labelled = actor.labelled();
        List<Line> lines = forClient(actor);
        if (labelled != null && lines == batch) {
            actor.labelled(null);
            lines.getFirst().label(labelled.label);
        } else if (labelled != null) {
            lines.forEach(line -> actor.collect(line, echo.sequence()));
            return;
        }
        lines.forEach(line -> hub.fanout.send(actor, line, echo.sequence()));
    }
}
