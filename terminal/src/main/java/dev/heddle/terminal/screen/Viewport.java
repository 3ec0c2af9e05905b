// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// Which part of a conversation is seen: the newest, or what ends with a certain line of a certain entry. What
/// arrives does not move it when it is not at the newest.
///
/// Thread: the loop. What it costs depends on what is seen, not on how long the conversation is.
final class Viewport {
    private final Conversation where;
    private final EntryLines lines;
    private long freshFromMillis;
    private @Nullable Entry bottom;
    private int hiddenLines;
    private @Nullable Entry clearedAfter;

    Viewport(Conversation where, EntryLines lines) {
        this.where = where;
        this.lines = lines;
    }

    /// What is later than this gets a line before it; 0 for none.
    void freshFrom(long millis) {
        freshFromMillis = millis;
    }

    /// Shows nothing of what is there now.
    void clear() {
        clearedAfter = where.entries().isEmpty() ? null : where.entries().getLast();
        toNewest();
    }

    boolean isAtNewest() {
        return bottom == null;
    }

    void toNewest() {
        bottom = null;
        hiddenLines = 0;
    }

    // ---- what is seen

    /// The lines that are seen, at most `rows`, the lowest last.
    List<AttributedString> seen(int columns, int rows) {
        var seen = new ArrayList<AttributedString>();
        var walk = new Walk(columns);
        int hidden = hiddenLines;
        while (seen.size() < rows && walk.next()) {
            var of = walk.lines();
            int end = Math.max(0, of.size() - hidden);
            hidden = Math.max(0, hidden - of.size());
            for (int i = end - 1; i >= 0 && seen.size() < rows; i--) {
                seen.addFirst(of.get(i));
            }
        }
        return seen;
    }

    /// How many entries are below what is seen.
    int below() {
        int at = bottomIndex();
        int count = 0;
        for (int i = at + 1; i < where.entries().size(); i++) {
            count += lines.isShown(where, where.entries().get(i)) ? 1 : 0;
        }
        return count;
    }

    /// Moves up by so many lines, as far as there are that many.
    ///
    /// @return whether the oldest entry here is seen now, so that more should be loaded
    boolean up(int by, int columns, int rows) {
        clearedAfter = null;
        var walk = new Walk(columns);
        int skip = hiddenLines + by;
        var place = new Place(bottom, hiddenLines);
        int above = 0;
        boolean found = false;
        while (walk.next()) {
            int size = walk.lines().size();
            if (!found && skip < size) {
                place = new Place(walk.entry(), skip);
                found = true;
                above = size - skip;
            } else if (!found) {
                skip -= size;
            } else {
                above += size;
            }
            if (found && above >= rows) {
                move(place);
                return false;
            }
        }
        oldestAtTop(columns, rows);
        return true;
    }

    private record Place(@Nullable Entry entry, int hidden) {}

    private void move(Place to) {
        var newest = newestShown();
        boolean atNewest = to.hidden == 0 && to.entry == newest;
        bottom = atNewest ? null : to.entry;
        hiddenLines = atNewest ? 0 : to.hidden;
    }

    private @Nullable Entry newestShown() {
        var all = where.entries();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (lines.isShown(where, all.get(i))) {
                return all.get(i);
            }
        }
        return null;
    }

    /// Goes as far up as there is something: the screen begins with the oldest entry.
    private void oldestAtTop(int columns, int rows) {
        int left = rows;
        Entry before = null;
        for (var entry : where.entries()) {
            if (!lines.isShown(where, entry)) {
                continue;
            }
            int size = lines.of(entry, before, freshFromMillis, columns).size();
            if (left <= size) {
                move(new Place(entry, size - left));
                return;
            }
            left -= size;
            before = entry;
        }
        toNewest(); // everything fits
    }

    /// Moves down by so many lines, at most to the newest.
    void down(int by, int columns) {
        if (bottom == null) {
            return;
        }
        int left = by;
        if (hiddenLines >= left) {
            hiddenLines -= left;
        } else {
            left -= hiddenLines;
            hiddenLines = 0;
            downBy(left, columns);
        }
        if (hiddenLines == 0 && bottom == newestShown()) {
            toNewest();
        }
    }

    private void downBy(int lineCount, int columns) {
        var all = where.entries();
        int left = lineCount;
        int at = bottomIndex();
        Entry before = all.isEmpty() ? null : all.get(at);
        for (int i = at + 1; i < all.size(); i++) {
            if (!lines.isShown(where, all.get(i))) {
                continue;
            }
            int size = lines.of(all.get(i), before, freshFromMillis, columns).size();
            bottom = all.get(i);
            hiddenLines = Math.max(0, size - left);
            left -= size;
            if (left <= 0) {
                return;
            }
            before = all.get(i);
        }
        toNewest();
    }

    private int bottomIndex() {
        var all = where.entries();
        var at = bottom;
        if (at != null) {
            for (int i = all.size() - 1; i >= 0; i--) {
                if (all.get(i) == at) {
                    return i;
                }
            }
            toNewest(); // it is not here any more
        }
        return all.size() - 1;
    }

    /// Goes through the shown entries upwards, beginning with the lowest.
    private final class Walk {
        private final int columns;
        private int at;

        Walk(int columns) {
            this.columns = columns;
            this.at = bottomIndex() + 1;
        }

        boolean next() {
            at = shownBelow(at);
            return at >= 0;
        }

        private int shownBelow(int from) {
            for (int i = from - 1; i >= 0; i--) {
                var entry = where.entries().get(i);
                if (entry == clearedAfter) {
                    return -1;
                }
                if (lines.isShown(where, entry)) {
                    return i;
                }
            }
            return -1;
        }

        Entry entry() {
            return where.entries().get(at);
        }

        List<AttributedString> lines() {
            int above = shownBelow(at);
            return lines.of(entry(), above < 0 ? null : where.entries().get(above), freshFromMillis, columns);
        }
    }
}
