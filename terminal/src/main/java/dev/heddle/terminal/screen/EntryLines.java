// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Delivery;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SteadyText;
import dev.heddle.terminal.text.Styles;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/// An entry as the lines that it takes: time, a column of names, the text; a line before the first entry of a
/// day, and one before the first that the user has not read.
///
/// Thread: the loop.
final class EntryLines {
    private static final int NAME_COLUMNS = 12;
    private static final int NARROW = 46;
    private static final AttributedStyle FAINT = AttributedStyle.DEFAULT.faint();
    private static final AttributedStyle PROBLEM = AttributedStyle.DEFAULT.foreground(AttributedStyle.RED);
    private static final AttributedStyle FRESH = AttributedStyle.DEFAULT.foreground(208);

    private final Model model;
    private final EntryWords words;

    EntryLines(Model model, EntryWords words) {
        this.model = model;
        this.words = words;
    }

    /// Whether an entry is shown at all.
    boolean isShown(Conversation where, Entry entry) {
        return !model.isHidden(where, entry);
    }

    /// The lines of an entry.
    ///
    /// @param before the one shown before it; null for none
    /// @param freshFromMillis what is later than this is new; 0 for nothing
    /// @param columns at most so wide
    List<AttributedString> of(Entry entry, @Nullable Entry before, long freshFromMillis, int columns) {
        var lines = new ArrayList<AttributedString>();
        var day = words.day(entry.timeMillis());
        if (before == null || !words.day(before.timeMillis()).equals(day)) {
            lines.add(rule(words.words(day), columns, FAINT));
        }
        boolean fresh = freshFromMillis > 0 && !entry.own() && entry.timeMillis() > freshFromMillis;
        if (fresh && (before == null || before.timeMillis() <= freshFromMillis)) {
            lines.add(rule("new", columns, FRESH));
        }
        boolean narrow = columns < NARROW;
        var head = head(entry, before, narrow);
        int indent = narrow ? 2 : LineWrap.width(head);
        var text = text(entry, narrow ? head : AttributedString.EMPTY);
        var pieces = LineWrap.wrap(text, Math.max(8, columns - (narrow ? 0 : indent)));
        for (int i = 0; i < pieces.size(); i++) {
            var line = new AttributedStringBuilder();
            if (!narrow) {
                line.append(i == 0 ? head : continued(indent));
            }
            lines.add(line.append(pieces.get(i)).toAttributedString());
        }
        return lines;
    }

    private static AttributedString continued(int indent) {
        var out = new AttributedStringBuilder();
        out.append(" ".repeat(indent - 2)).styled(FAINT, "│").append(" ");
        return out.toAttributedString();
    }

    private static AttributedString rule(String text, int columns, AttributedStyle style) {
        int side = Math.max(1, (columns - LineWrap.width(text) - 2) / 2);
        String line = "─".repeat(side) + " " + text + " " + "─".repeat(side);
        return new AttributedString(line.substring(0, LineWrap.fitting(line, 0, columns)), style);
    }

    // ---- time and name

    private AttributedString head(Entry entry, @Nullable Entry before, boolean narrow) {
        var out = new AttributedStringBuilder();
        boolean sameMinute = before != null
                && words.clock(before.timeMillis()).equals(words.clock(entry.timeMillis()))
                && words.day(before.timeMillis()).equals(words.day(entry.timeMillis()));
        if (narrow) {
            return out.append(name(entry, NAME_COLUMNS))
                    .append(entry.kind() == Entry.Kind.MESSAGE ? ": " : " ")
                    .toAttributedString();
        }
        out.styled(FAINT, sameMinute ? "     " : words.clock(entry.timeMillis()))
                .append(" ");
        var name = name(entry, NAME_COLUMNS);
        out.append(" ".repeat(Math.max(0, NAME_COLUMNS - LineWrap.width(name)))).append(name);
        return out.append(" ").styled(FAINT, "│").append(" ").toAttributedString();
    }

    private AttributedString name(Entry entry, int columns) {
        String who = Shown.text(entry.who());
        String name = switch (entry.kind()) {
            case MESSAGE -> who;
            case ACTION -> "*";
            case NOTICE -> "-" + who + "-";
            case ERROR -> "!";
            default -> "--";
        };
        if (LineWrap.width(name) > columns) {
            name = name.substring(0, LineWrap.fitting(name, 0, columns - 1)) + "…";
        }
        return new AttributedString(name, nameStyle(entry));
    }

    private AttributedStyle nameStyle(Entry entry) {
        return switch (entry.kind()) {
            case MESSAGE, NOTICE, ACTION ->
                entry.mention()
                        ? AttributedStyle.DEFAULT.foreground(208).bold()
                        : entry.own() ? AttributedStyle.BOLD : Styles.nick(model.fold(entry.who()));
            case ERROR -> PROBLEM;
            default -> FAINT;
        };
    }

    // ---- text

    private AttributedString text(Entry entry, AttributedString front) {
        var out = new AttributedStringBuilder().append(front);
        switch (entry.kind()) {
            case MESSAGE, NOTICE -> spoken(entry, out);
            case ACTION -> {
                out.styled(nameStyle(entry), Shown.text(entry.who())).append(" ");
                spoken(entry, out);
            }
            case ERROR -> out.styled(PROBLEM, SteadyText.of(EntryWords.happened(entry)));
            case INFO -> out.append(SteadyText.of(EntryWords.happened(entry)));
            default -> out.styled(FAINT, SteadyText.of(EntryWords.happened(entry)));
        }
        return out.toAttributedString();
    }

    private static void spoken(Entry entry, AttributedStringBuilder out) {
        var base = entry.isPending() ? FAINT : AttributedStyle.DEFAULT;
        out.append(Styles.of(Formatting.spans(SteadyText.of(entry.text())), base));
        if (entry.delivery() == Delivery.WAITING) {
            out.styled(FAINT, " (waits for the connection)");
        } else if (entry.delivery() == Delivery.SENT) {
            out.styled(FAINT, " …");
        } else if (entry.delivery() == Delivery.FAILED) {
            out.styled(PROBLEM, " (not delivered)");
        }
    }
}
