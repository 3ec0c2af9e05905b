// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Model;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/// The conversations as a numbered list, and which one is in front: 0 is the server's, the others count from 1
/// in the order in which they were opened. Thread: the loop.
final class Windows {
    private final Client client;
    private final EntryLines lines;
    private final InputLine input;
    private final IdentityHashMap<Conversation, Window> windows = new IdentityHashMap<>();
    private Conversation current;
    private Conversation before;

    Windows(Client client, EntryLines lines, InputLine input) {
        this.client = client;
        this.lines = lines;
        this.input = input;
        this.current = client.model().server();
        this.before = current;
    }

    private Model model() {
        return client.model();
    }

    /// All of them, the server's first.
    List<Conversation> all() {
        var all = new ArrayList<Conversation>();
        all.add(model().server());
        all.addAll(model().conversations());
        return all;
    }

    Conversation current() {
        return current;
    }

    Window window() {
        return windows.computeIfAbsent(current, where -> new Window(where, lines));
    }

    /// Brings one to the front; what was typed in the other one waits there.
    void show(Conversation where) {
        if (where == current) {
            client.watch(where);
            return;
        }
        window().draft(input.text());
        before = current;
        current = where;
        boolean unread = where.unread() > 0;
        window().viewport().freshFrom(unread ? Math.max(1, where.readMillis()) : 0);
        window().viewport().toNewest();
        input.set(window().draft());
        client.watch(where);
    }

    /// One is about to be forgotten.
    void leave(Conversation where) {
        windows.remove(where);
        if (current == where) {
            var all = all();
            int at = all.indexOf(where);
            var next = before != where && all.contains(before) ? before : all.get(Math.max(0, at - 1));
            current = next;
            input.set(window().draft());
            client.watch(next);
        }
    }

    /// Those that are not there any more are forgotten.
    void tidy() {
        var all = all();
        windows.keySet().retainAll(all);
        if (!all.contains(current)) {
            current = model().server();
            client.watch(current);
        }
    }

    /// Brings that number to the front.
    ///
    /// @return whether there is one
    boolean show(int number) {
        var all = all();
        if (number >= all.size()) {
            return false;
        }
        show(all.get(number));
        return true;
    }

    void step(int by) {
        var all = all();
        show(all.get(Math.floorMod(all.indexOf(current) + by, all.size())));
    }

    /// Brings the next one with something unread to the front, those that name this user and private ones
    /// first; with nothing unread the one that was there before.
    void nextUnread() {
        Conversation best = null;
        int bestRank = 0;
        var all = all();
        int at = all.indexOf(current);
        for (int i = 1; i < all.size(); i++) {
            var where = all.get((at + i) % all.size());
            int rank = rank(where);
            if (rank > bestRank) {
                best = where;
                bestRank = rank;
            }
        }
        show(best != null ? best : all.contains(before) ? before : current);
    }

    private int rank(Conversation where) {
        if (where.unread() == 0 || model().isMuted(where.name())) {
            return 0;
        }
        return where.mentions() > 0 || where.kind() == Conversation.Kind.PRIVATE ? 2 : 1;
    }
}
