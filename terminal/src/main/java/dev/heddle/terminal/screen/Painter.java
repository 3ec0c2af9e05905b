// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Model;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Composes frames of what the client knows. Thread: the loop.
final class Painter {
    private static final AttributedStyle BAR =
            AttributedStyle.DEFAULT.background(237).foreground(252);
    private static final AttributedStyle BAR_STRONG = BAR.foreground(231).bold();
    private static final AttributedStyle BAR_ALARM = BAR.foreground(215).bold();
    private static final AttributedStyle LINE = AttributedStyle.DEFAULT.foreground(240);
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final int ACTIVITY_MAX = 8;

    private final Client client;
    private final Windows windows;
    private final InputLine input;
    private final EntryWords words;
    private final SidePanels panels;

    Painter(Client client, Windows windows, InputLine input, EntryWords words) {
        this.client = client;
        this.windows = windows;
        this.input = input;
        this.words = words;
        this.panels = new SidePanels(client.model(), windows);
    }

    /// The screen as it is now.
    ///
    /// @param connection what is to be said of the connection; empty when it is there
    Frame frame(Layout layout, String connection, boolean anew, boolean bell) {
        var rows = new ArrayList<AttributedString>(layout.rows());
        rows.add(header(layout.columns()));
        var list = layout.list() == 0 ? List.<AttributedString>of() : panels.list(layout.list(), layout.body());
        boolean channel = windows.current().kind() == Conversation.Kind.CHANNEL;
        var shape = channel ? layout : new Layout(layout.columns(), layout.rows(), layout.list(), 0);
        var members = shape.members() == 0
                ? List.<AttributedString>of()
                : panels.members(windows.current(), shape.members(), shape.body());
        var seen = windows.window().viewport().seen(shape.messages(), shape.body());
        for (int i = 0; i < shape.body(); i++) {
            int from = i - (shape.body() - seen.size());
            var row = new AttributedStringBuilder();
            if (shape.list() > 0) {
                row.append(i < list.size() ? list.get(i) : blank(shape.list())).styled(LINE, "│");
            }
            row.append(LineWrap.fit(from >= 0 ? seen.get(from) : AttributedString.EMPTY, shape.messages(), PLAIN));
            if (shape.members() > 0) {
                row.styled(LINE, "│").append(i < members.size() ? members.get(i) : blank(shape.members()));
            }
            rows.add(row.toAttributedString());
        }
        rows.add(status(layout.columns(), connection));
        var line = new InputView(prompt(layout.columns()), input, layout.columns());
        rows.add(line.shown());
        return new Frame(layout.columns(), rows, layout.rows() - 1, line.cursorColumn(), anew, bell);
    }

    private static AttributedString blank(int columns) {
        return new AttributedString(" ".repeat(columns));
    }

    // ---- above

    private AttributedString header(int columns) {
        var where = windows.current();
        var out = new AttributedStringBuilder();
        out.styled(BAR_STRONG, " " + title(where));
        String about = about(where);
        if (!about.isEmpty()) {
            out.styled(BAR, "  " + about);
        }
        return LineWrap.fit(out.toAttributedString(), columns, BAR);
    }

    private String title(Conversation where) {
        if (where.kind() != Conversation.Kind.SERVER) {
            return Shown.text(where.name());
        }
        var server = client.server();
        String network = Shown.text(client.model().network());
        return network.isEmpty() ? server == null ? "server" : server.toString() : network;
    }

    private String about(Conversation where) {
        return switch (where.kind()) {
            case SERVER -> {
                var server = client.server();
                yield server == null ? "" : server + (server.tls() ? ", encrypted" : ", not encrypted");
            }
            case CHANNEL ->
                where.isJoined() ? Shown.plain(where.topic()) : client.isReady() ? "you are not in this channel" : "";
            case PRIVATE ->
                switch (where.presence()) {
                    case ONLINE -> "is online";
                    case OFFLINE -> "is not online; what you say waits, if the name has an account";
                    case UNKNOWN -> "";
                };
        };
    }

    // ---- below

    private AttributedString status(int columns, String connection) {
        var model = client.model();
        var where = windows.current();
        var left = new AttributedStringBuilder();
        left.styled(BAR, " " + words.clock(client.loop().epochMillis()) + "  ");
        left.styled(BAR_STRONG, Shown.text(model.nick()));
        left.styled(BAR, model.isAway() ? " (away)" : "");
        left.styled(BAR, "  " + title(where) + (where.isJoined() ? " (" + where.memberCount() + ")" : ""));
        activity(left, model);
        var right = new AttributedStringBuilder();
        int below = windows.window().viewport().below();
        if (where.isLoading()) {
            right.styled(BAR_ALARM, "loading …  ");
        }
        if (!windows.window().viewport().isAtNewest()) {
            right.styled(BAR_ALARM, "↓ " + below + " below (Alt+End)  ");
        }
        if (client.pending() > 0 && !connection.isEmpty()) {
            right.styled(BAR_ALARM, client.pending() + " not sent  ");
        }
        if (!connection.isEmpty()) {
            right.styled(BAR_ALARM, Shown.text(connection) + " ");
        }
        int rightWidth = Math.min(columns, LineWrap.width(right));
        var fitted = LineWrap.fit(left.toAttributedString(), columns - rightWidth, BAR);
        return LineWrap.fit(
                new AttributedStringBuilder().append(fitted).append(right).toAttributedString(), columns, BAR);
    }

    /// The numbers of the conversations in which something is unread.
    private void activity(AttributedStringBuilder out, Model model) {
        var all = windows.all();
        int shown = 0;
        for (int i = 1; i < all.size() && shown < ACTIVITY_MAX; i++) {
            var where = all.get(i);
            if (where.unread() > 0 && !model.isMuted(where.name())) {
                boolean strong = where.mentions() > 0 || where.kind() == Conversation.Kind.PRIVATE;
                out.styled(BAR, shown++ == 0 ? "  [" : " ");
                out.styled(
                        strong ? BAR_ALARM : BAR_STRONG,
                        i + ":" + Shown.text(where.name()) + "(" + where.unread() + ")");
            }
        }
        out.styled(BAR, shown == 0 ? "" : "]");
    }

    private AttributedString prompt(int columns) {
        String name = windows.current().kind() == Conversation.Kind.SERVER
                ? ""
                : Shown.text(windows.current().name());
        int most = Math.max(4, columns / 4);
        if (LineWrap.width(name) > most) {
            name = name.substring(0, LineWrap.fitting(name, 0, most - 1)) + "…";
        }
        return new AttributedString(name + "> ", AttributedStyle.BOLD);
    }
}
