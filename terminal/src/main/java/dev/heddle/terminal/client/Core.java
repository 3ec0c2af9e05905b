// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.terminal.link.Transport;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.wire.Features;
import java.util.Random;

/// What the parts of a client share. Thread: the loop.
final class Core {
    private final Loop loop;
    private final Transport transport;
    private final ClientListener listener;
    private final Random random;
    private final Model model = new Model();
    private final Capabilities capabilities = new Capabilities();
    private final Questions questions = new Questions(this::send);
    private boolean online;
    private String ownMask = "";

    Core(Loop loop, Transport transport, ClientListener listener, Random random) {
        this.loop = loop;
        this.transport = transport;
        this.listener = listener;
        this.random = random;
    }

    Loop loop() {
        return loop;
    }

    Transport transport() {
        return transport;
    }

    Random random() {
        return random;
    }

    Model model() {
        return model;
    }

    Features features() {
        return model.features();
    }

    Capabilities capabilities() {
        return capabilities;
    }

    Questions questions() {
        return questions;
    }

    long nowMillis() {
        return loop.epochMillis();
    }

    /// Whether this user is in, so that commands make sense.
    boolean isOnline() {
        return online;
    }

    void online(boolean now) {
        online = now;
    }

    /// How the server shows this user to others; empty before it has.
    String ownMask() {
        return ownMask;
    }

    void seenAs(String mask) {
        ownMask = mask;
    }

    boolean send(String line) {
        return transport.send(line);
    }

    void tell(ClientEvent event) {
        listener.on(event);
    }

    /// The conversation of this name, told when it is new.
    Conversation open(String name) {
        var there = model.find(name);
        if (there != null) {
            return there;
        }
        var begun = model.open(name);
        tell(new ClientEvent.Opened(begun));
        return begun;
    }

    /// Something that happened now.
    void add(Conversation where, Entry entry) {
        if (!where.add(entry)) {
            return;
        }
        if (model.watched() == where) {
            where.readAll();
        } else if (!model.isHidden(where, entry)) {
            where.countUnread(entry);
        }
        tell(new ClientEvent.Added(where, entry, true));
    }

    /// Something that the client tells, in the server's conversation.
    void note(Entry.Kind kind, String text) {
        add(model.server(), Entry.told(nowMillis(), kind, text));
    }

    /// Something that the client tells, in a certain conversation.
    void note(Conversation where, Entry.Kind kind, String text) {
        add(where, Entry.told(nowMillis(), kind, text));
    }
}
