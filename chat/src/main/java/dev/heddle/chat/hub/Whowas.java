// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Who used which nick lately. Thread: the hub. Limit: so many entries, the oldest goes first.
public final class Whowas {
    /// A nick that was given up.
    public record Entry(
            String folded, String nick, String username, String host, String realname, String address, long atMillis) {}

    private final Deque<Entry> entries = new ArrayDeque<>();
    private final int limit;

    Whowas(int limit) {
        this.limit = limit;
    }

    void add(User user, long atMillis) {
        if (entries.size() == limit) {
            entries.removeLast();
        }
        entries.addFirst(new Entry(
                user.folded(), user.nick(), user.username(), user.host(), user.realname(), user.address(), atMillis));
    }

    /// Newest first, at most `most` (0: all).
    public List<Entry> find(String folded, int most) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.folded().equals(folded) && (most <= 0 || found.size() < most)) {
                found.add(entry);
            }
        }
        return found;
    }
}
