// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Conversation.Presence;
import dev.heddle.terminal.model.Member;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.text.Styles;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// What is at the sides: the list of conversations, and who is in the one in front. Thread: the loop.
final class SidePanels {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle FAINT = PLAIN.faint();
    private static final AttributedStyle CHOSEN = PLAIN.background(237).foreground(231);
    private static final AttributedStyle UNREAD = PLAIN.bold();
    private static final AttributedStyle CALLED = PLAIN.foreground(208).bold();

    private final Model model;
    private final Windows windows;

    SidePanels(Model model, Windows windows) {
        this.model = model;
        this.windows = windows;
    }

    // ---- conversations

    List<AttributedString> list(int columns, int rows) {
        var all = windows.all();
        int current = all.indexOf(windows.current());
        int first = Math.max(0, Math.min(current - rows / 2, all.size() - rows));
        var lines = new ArrayList<AttributedString>();
        for (int i = first; i < all.size() && lines.size() < rows; i++) {
            lines.add(item(i, all.get(i), columns));
        }
        return lines;
    }

    private AttributedString item(int number, Conversation where, int columns) {
        boolean chosen = where == windows.current();
        var base = chosen ? CHOSEN : PLAIN;
        var style = style(where, chosen);
        String count = where.unread() == 0 || model.isMuted(where.name()) ? "" : String.valueOf(where.unread());
        String name = where.kind() == Conversation.Kind.SERVER ? "server" : Shown.text(where.name());
        var left = new AttributedStringBuilder();
        left.styled(chosen ? base : FAINT, (number < 10 ? " " : "") + number + " ");
        left.styled(style, name);
        if (where.kind() == Conversation.Kind.PRIVATE) {
            left.styled(chosen ? base : FAINT, where.presence() == Presence.ONLINE ? " •" : "");
        }
        int countWidth = count.isEmpty() ? 0 : count.length() + 1;
        var out = new AttributedStringBuilder();
        out.append(LineWrap.fit(left.toAttributedString(), columns - countWidth, base));
        if (countWidth > 0) {
            out.styled(where.mentions() > 0 || where.kind() == Conversation.Kind.PRIVATE ? CALLED : UNREAD, count);
            out.styled(base, " ");
        }
        return out.toAttributedString();
    }

    private AttributedStyle style(Conversation where, boolean chosen) {
        if (chosen) {
            return CHOSEN.bold();
        }
        if (model.isMuted(where.name())) {
            return FAINT.crossedOut();
        }
        if (where.unread() > 0) {
            return where.mentions() > 0 || where.kind() == Conversation.Kind.PRIVATE ? CALLED : UNREAD;
        }
        return where.kind() == Conversation.Kind.CHANNEL && !where.isJoined() ? FAINT : PLAIN;
    }

    // ---- members

    List<AttributedString> members(Conversation where, int columns, int rows) {
        var sorted = where.members().stream()
                .sorted(Comparator.comparingInt(this::rankOrder).thenComparing(member -> model.fold(member.nick())))
                .limit(rows)
                .toList();
        var lines = new ArrayList<AttributedString>();
        for (var member : sorted) {
            lines.add(LineWrap.fit(member(member), columns, PLAIN));
        }
        if (where.memberCount() > lines.size() && !lines.isEmpty()) {
            int more = where.memberCount() - lines.size() + 1;
            lines.set(lines.size() - 1, LineWrap.fit(" … and " + more + " more", columns, FAINT));
        }
        return lines;
    }

    private int rankOrder(Member member) {
        int at = member.ranks().isEmpty()
                ? -1
                : model.features().ranks().indexOf(member.ranks().charAt(0));
        return at < 0 ? Integer.MAX_VALUE : at;
    }

    private AttributedString member(Member member) {
        var out = new AttributedStringBuilder();
        out.styled(PLAIN.foreground(208), member.ranks().isEmpty() ? " " : member.rank());
        var style = member.away() ? FAINT : model.isMe(member.nick()) ? UNREAD : Styles.nick(model.fold(member.nick()));
        if (model.isMuted(member.nick())) {
            style = FAINT.crossedOut();
        }
        out.styled(style, Shown.text(member.nick()));
        return out.toAttributedString();
    }
}
