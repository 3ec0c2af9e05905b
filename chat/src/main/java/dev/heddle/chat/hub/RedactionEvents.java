// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.MessageId;
import dev.heddle.chat.store.StoreEvent;

/// Applies redactions: the message goes from the store, and those who understand `REDACT` are told.
final class RedactionEvents {
    private final Hub hub;
    private final Line line = new Line();

    RedactionEvents(Hub hub) {
        this.hub = hub;
    }

    void on(Event.Redacted e, long sequence) {
        User by = hub.roster.present(e.by());
        hub.recorder.keepAfter(new StoreEvent.Redacted(e.message(), e.places()));
        LineWriter body = line.begin(e.atMillis())
                .source(by.source())
                .command("REDACT")
                .param(e.targetName())
                .param(e.message().text());
        if (!e.reason().isEmpty()) {
            body.trailing(e.reason());
        }
        line.end().msgid(new MessageId(sequence, e.salt())).from(by);
        hub.fanout.beginShared();
        if (!e.channel().isEmpty()) {
            Channel channel = hub.roster.existing(e.channel());
            for (int i = 0; i < channel.memberCount(); i++) {
                toClients(channel.member(i).user());
            }
            return;
        }
        toClients(by);
        if (e.target() != 0 && e.target() != e.by()) {
            toClients(hub.roster.present(e.target()));
        }
    }

    private void toClients(User user) {
        for (int i = 0; i < user.clientCount(); i++) {
            if (user.client(i).has(Capability.MESSAGE_REDACTION)) {
                hub.fanout.toShared(user.client(i), line);
            }
        }
    }
}
