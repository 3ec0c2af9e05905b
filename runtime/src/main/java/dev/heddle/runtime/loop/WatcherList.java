// SPDX-License-Identifier: Apache-2.0
package dev.heddle.runtime.loop;

import java.util.ArrayList;
import java.util.function.Consumer;

/// Watchers in the order in which they were started; may change while it is walked.
///
/// One removed during a walk is not visited any more; one added during a walk is visited in the next.
final class WatcherList<W extends Watcher> {
    private final ArrayList<W> members = new ArrayList<>();
    private int at;
    private int end;

    void add(W watcher) {
        members.add(watcher);
    }

    void remove(W watcher) {
        int index = members.indexOf(watcher);
        if (index >= 0) {
            members.remove(index);
            if (index < at) {
                at--;
            }
            if (index < end) {
                end--;
            }
        }
    }

    boolean isEmpty() {
        return members.isEmpty();
    }

    int size() {
        return members.size();
    }

    W get(int index) {
        return members.get(index);
    }

    /// Visits each; not to be nested. How many were visited.
    int forEach(Consumer<? super W> visitor) {
        end = members.size();
        int visited = 0;
        for (at = 0; at < end; visited++) {
            visitor.accept(members.get(at++));
        }
        end = 0;
        at = 0;
        return visited;
    }
}
