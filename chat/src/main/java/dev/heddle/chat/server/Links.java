// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.LongMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The links of one loop, by the session below: its graph's number and its id, because ids are given by each graph.
/// Thread: the loop.
final class Links {
    private static final int GRAPH_BITS = 8;

    private final LongMap<IrcLink> links = new LongMap<>();
    /// The one found last, because a read often brings several lines.
    private @Nullable IrcLink recent;

    /// The key of a session; never 0.
    ///
    /// @param graph number of its graph on this loop, from 1 to 255
    static long key(int graph, long sessionId) {
        return sessionId << GRAPH_BITS | graph;
    }

    void add(IrcLink link) {
        links.put(link.key(), link);
    }

    void remove(IrcLink link) {
        links.remove(link.key());
        recent = null;
    }

    @Nullable
    IrcLink find(long key) {
        var known = recent;
        if (known == null || known.key() != key) {
            known = links.get(key);
            recent = known;
        }
        return known;
    }

    int size() {
        return links.size();
    }

    /// In the order of their keys.
    List<IrcLink> all() {
        var all = new ArrayList<IrcLink>(links.size());
        links.forEach(all::add);
        all.sort(Comparator.comparingLong(IrcLink::key));
        return all;
    }
}
