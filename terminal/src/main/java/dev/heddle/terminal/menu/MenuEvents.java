// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Delivery;
import dev.heddle.terminal.text.SafeText;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// What happens, as lines above what is being typed: everything that is said, and in the conversation that the
/// user is in also who comes and goes.
///
/// Thread: the client's loop.
final class MenuEvents implements ClientListener {
    private final Arrivals arrivals;
    private final Outcomes outcomes;
    private final EntryWords words;
    private final boolean dumb;
    private @Nullable Client client;
    private boolean in;

    /// @param dumb whether what was typed stays visible, so that it need not be shown again
    MenuEvents(Arrivals arrivals, Outcomes outcomes, EntryWords words, boolean dumb) {
        this.arrivals = arrivals;
        this.outcomes = outcomes;
        this.words = words;
        this.dumb = dumb;
    }

    /// Whose events they are; told before the first.
    void of(Client whose) {
        client = whose;
    }

    @Override
    public void on(ClientEvent event) {
        var whose = client;
        if (whose == null) {
            return;
        }
        switch (event) {
            case ClientEvent.Progress progress -> tell("-- " + SafeText.of(progress.words()));
            case ClientEvent.Ready ready -> {
                in = true;
                if (ready.again()) {
                    tell("-- back as " + SafeText.of(ready.nick()));
                }
                outcomes.on(event);
            }
            case ClientEvent.Failed failed -> {
                if (in) {
                    tell("! You are out. " + Entrance.failed(failed.why()));
                }
                in = false;
                outcomes.on(event);
            }
            case ClientEvent.Added added -> added(whose, added);
            case ClientEvent.Delivered delivered -> delivered(whose, delivered);
            case ClientEvent.Registered registered -> {}
            case ClientEvent.Opened opened -> {}
            case ClientEvent.PageTaken taken -> {}
            case ClientEvent.NamesKnown known -> {}
            case ClientEvent.Changed changed -> {}
            case ClientEvent.SelfChanged changed -> {}
        }
    }

    boolean isIn() {
        return in;
    }

    private void added(Client whose, ClientEvent.Added added) {
        var where = added.where();
        var entry = added.entry();
        boolean here = whose.model().watched() == where;
        if (whose.model().isHidden(where, entry)) {
            return;
        }
        if (entry.isPending()) {
            if (!whose.isReady()) {
                show(whose, where, entry);
            }
        } else if (entry.kind().isSpeech()) {
            if (dumb && whose.saidHere(entry)) {
                tell("(delivered)");
            } else {
                show(whose, where, entry);
            }
        } else if (here || in && (entry.kind() == Entry.Kind.INFO || entry.kind() == Entry.Kind.ERROR)) {
            show(whose, where, entry);
        }
    }

    private void delivered(Client whose, ClientEvent.Delivered delivered) {
        if (delivered.entry().delivery() == Delivery.DONE) {
            if (dumb) {
                tell("(sent)");
            } else {
                show(whose, delivered.where(), delivered.entry());
            }
        }
    }

    /// Shows an entry.
    void show(Client whose, Conversation where, Entry entry) {
        arrivals.show(line(whose, where, entry, whose.model().watched() == where));
    }

    /// One entry as a line.
    AttributedString line(Client whose, Conversation where, Entry entry, boolean here) {
        String place = here || where.kind() == Conversation.Kind.SERVER
                ? ""
                : where.kind() == Conversation.Kind.PRIVATE
                        ? entry.own() ? "[private to " + where.name() + "]" : "[private]"
                        : where.name();
        return words.line(place, entry, whose.model().fold(entry.who()));
    }

    void tell(String text) {
        arrivals.show(new AttributedString(text));
    }
}
