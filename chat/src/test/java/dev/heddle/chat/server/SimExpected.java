// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/// What one client must still be told of what happened, in the order of the hub.
///
/// Only lines of different channels within one turn of the hub may change places.
final class SimExpected {
    /// One line.
    ///
    /// @param turn of the hub in which it was ordered
    /// @param channel whose line it is, folded; empty: the client's own
    /// @param msgid empty for none
    /// @param echo whether the client sent it itself
    record Item(
            long sequence,
            long turn,
            String channel,
            String source,
            String command,
            List<String> params,
            String msgid,
            boolean echo) {
        boolean is(SimLine line) {
            return command.equals(line.command())
                    && source.equals(line.source())
                    && params.equals(line.params())
                    && (line.tag("msgid").isEmpty() || line.tag("msgid").equals(msgid));
        }

        private String param() {
            return params.isEmpty() ? "" : params.getFirst();
        }

        /// Whether `other`, ordered later, may come first: a line of another channel in the same turn, or what
        /// a client receives of its own while its labelled echoes are collected.
        boolean mayBeOvertakenBy(Item other) {
            if (echo && turn == other.turn && source.startsWith(other.param() + "!")) {
                return true;
            }
            return turn == other.turn
                    && !channel.isEmpty()
                    && !other.channel.isEmpty()
                    && !channel.equals(other.channel);
        }
    }

    private final Deque<Item> items = new ArrayDeque<>();

    void add(Item item) {
        items.addLast(item);
    }

    int size() {
        return items.size();
    }

    /// Takes the item that this line is; throws AssertionError if it may not come now.
    Item take(SimLine line) {
        for (Iterator<Item> all = items.iterator(); all.hasNext(); ) {
            Item item = all.next();
            if (item.is(line)) {
                for (Item before : items) {
                    if (before == item) {
                        break;
                    }
                    if (!before.mayBeOvertakenBy(item)) {
                        throw new AssertionError("out of order: got " + line + "\n  before " + before);
                    }
                }
                all.remove();
                return item;
            }
        }
        throw new AssertionError("not meant for this client: got " + line + "\n  wanted " + first());
    }

    /// Takes the oldest echo of this command and target that the store did not keep; null if there is none.
    boolean takeFailed(SimStore store, String command, String target) {
        for (Iterator<Item> all = items.iterator(); all.hasNext(); ) {
            Item item = all.next();
            if (item.echo
                    && item.command.equals(command)
                    && item.params.getFirst().equals(target)
                    && store.hasFailed(item.sequence)) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    String first() {
        return items.isEmpty()
                ? "nothing"
                : new ArrayList<>(items).subList(0, Math.min(4, items.size())).toString();
    }
}
