// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.hub.LongMap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The links of one loop, by the id of the session below. Thread: the loop.
final class Links {
    private final LongMap<IrcLink> links = new LongMap<>();
    /// The one found last, because a read often brings several lines.
    private @Nullable IrcLink recent;

    void add(IrcLink link) {
        links.put(link.id() + 1, link); // an id may be 0, a key may not
    }

    void remove(IrcLink link) {
        links.remove(link.id() + 1);
        recent = null;
    }

    @Nullable
    IrcLink find(long id) {
        var known = recent;
        if (known == null || known.id() != id) {
            known = links.get(id + 1);
            recent = known;
        }
        return known;
    }

    int size() {
        return links.size();
    }

    /// In the order of their ids.
    List<IrcLink> all() {
        var all = new ArrayList<IrcLink>(links.size());
        links.forEach(all::add);
        all.sort(Comparator.comparingLong(IrcLink::id));
        return all;
    }
}
