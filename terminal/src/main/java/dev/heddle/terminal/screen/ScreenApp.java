// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.TimerWatcher;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.command.CommandTable;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.command.Ui;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry.Kind;
import dev.heddle.terminal.text.SafeText;
import java.util.List;
import java.util.function.Consumer;

/// The full screen: what keys do, what events change, and when a new frame is composed.
///
/// Thread: the loop. A turn that changed something composes one frame at its end.
final class ScreenApp implements ClientListener, Ui {
    private static final int PASTED_LINES_MAX = 20;
    private static final long MINUTE_MILLIS = 60_000;
    private static final List<String> KEYS = List.of(
            "Keys: Enter says the line, or runs it when it begins with a slash (/help lists those).",
            "  Alt+1 … Alt+9, Alt+0: the conversation of that number. Ctrl+N, Ctrl+P: the next, the one before.",
            "  Alt+A: the next with something unread. F2: the list on or off. F3: the members on or off.",
            "  PgUp, PgDn: older and newer messages; at the oldest more is loaded. Alt+End: the newest.",
            "  Tab: completes names, channels and commands. Up, Down: what you typed before.",
            "  Ctrl+A, Ctrl+E: beginning, end. Ctrl+W, Ctrl+K, Ctrl+U: delete a word, to the end, all; Ctrl+Y puts it back.",
            "  Ctrl+L: draws everything again. /quit ends the client.");

    private final Loop loop;
    private final Client client;
    private final Sender<Frame> frames;
    private final Consumer<String> onQuit;
    private final Consumer<String> onOut;
    private final InputLine input = new InputLine();
    private final TabCompletion completion = new TabCompletion();
    private final Windows windows;
    private final Painter painter;
    private final TimerWatcher minute;
    private Layout layout;
    private boolean wantsList = true;
    private boolean wantsMembers = true;
    private String connection = "";
    private boolean dirty = true;
    private boolean anew = true;
    private boolean bell;

    /// What the screen needs of those around it.
    ///
    /// @param frames takes frames; one that is not taken is replaced by a newer one
    /// @param onQuit the user has enough; with what to say at the end
    /// @param onOut the client has given up; with the reason
    record Around(Sender<Frame> frames, Consumer<String> onQuit, Consumer<String> onOut) {}

    ScreenApp(Loop loop, Client client, EntryWords words, Around around) {
        this.loop = loop;
        this.client = client;
        this.frames = around.frames();
        this.onQuit = around.onQuit();
        this.onOut = around.onOut();
        this.windows = new Windows(client, new EntryLines(client.model(), words), input);
        this.painter = new Painter(client, windows, input, words);
        this.layout = Layout.of(80, 24, true, true);
        this.minute = loop.timer("screen minute", this::onMinute);
    }

    /// Begins: the first conversation that is joined, or the server's, is in front.
    void start(int columns, int rows) {
        size(columns, rows);
        client.note(client.model().server(), Kind.INFO, "F1 tells about the keys, /help about the commands.");
        var joined = client.model().joined();
        windows.show(joined.isEmpty() ? client.model().server() : joined.getFirst());
        onMinute();
    }

    void stop() {
        minute.stop();
        client.watch(null);
    }

    void size(int columns, int rows) {
        layout = Layout.of(columns, rows, wantsList, wantsMembers);
        anew = true;
        dirty = true;
    }

    private void onMinute() {
        dirty = true;
        minute.startAfter((MINUTE_MILLIS - loop.epochMillis() % MINUTE_MILLIS) * 1_000_000L);
    }

    /// The end of a turn: composes a frame if something changed.
    void paint() {
        if (!dirty) {
            return;
        }
        dirty = false;
        windows.tidy();
        frames.give(painter.frame(layout, connection, anew, bell));
        anew = false;
        bell = false;
    }

    // ---- events

    @Override
    public void on(ClientEvent event) {
        dirty = true;
        switch (event) {
            case ClientEvent.Progress progress -> {
                connection = progress.words();
                client.note(client.model().server(), Kind.INFO, progress.words());
            }
            case ClientEvent.Ready ready -> connection = "";
            case ClientEvent.Failed failed -> {
                connection = "not connected: " + failed.why().words();
                onOut.accept(failed.why().words());
            }
            case ClientEvent.Added added -> {
                boolean called = added.entry().mention() || added.where().kind() == Conversation.Kind.PRIVATE;
                bell |= added.live()
                        && called
                        && added.entry().kind().isSpeech()
                        && !added.entry().own()
                        && added.where() != windows.current()
                        && !client.model().isHidden(added.where(), added.entry());
            }
            case ClientEvent.Delivered delivered -> {}
            case ClientEvent.Registered registered -> {}
            case ClientEvent.Opened opened -> {}
            case ClientEvent.PageTaken taken -> {}
            case ClientEvent.NamesKnown known -> {}
            case ClientEvent.Changed changed -> {}
            case ClientEvent.SelfChanged changed -> {}
        }
    }

    // ---- keys

    void press(Press press) {
        dirty = true;
        if (press.key() != Key.TAB && press.key() != Key.BACK_TAB) {
            completion.reset();
        }
        if (!edits(press) && !moves(press.key())) {
            other(press);
        }
    }

    private boolean edits(Press press) {
        switch (press.key()) {
            case TEXT -> input.insert(press.text());
            case PASTE -> input.insert(press.text().replace("\r\n", "\n").replace('\r', '\n'));
            case BACKSPACE -> input.backspace();
            case DELETE -> input.delete();
            case LEFT -> input.left();
            case RIGHT -> input.right();
            case WORD_LEFT -> input.wordLeft();
            case WORD_RIGHT -> input.wordRight();
            case HOME -> input.home();
            case END -> input.end();
            case KILL_TO_END -> input.killToEnd();
            case KILL_ALL -> input.killAll();
            case KILL_WORD -> input.killWord();
            case YANK -> input.yank();
            case UP -> input.earlier();
            case DOWN -> input.later();
            case TAB -> completion.press(input, client.model(), 1);
            case BACK_TAB -> completion.press(input, client.model(), -1);
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean moves(Key key) {
        switch (key) {
            case PAGE_UP -> up(Math.max(1, layout.body() - 2));
            case PAGE_DOWN -> windows.window().viewport().down(Math.max(1, layout.body() - 2), messageColumns());
            case OLDEST -> up(Integer.MAX_VALUE / 2);
            case NEWEST -> windows.window().viewport().toNewest();
            case NEXT_WINDOW -> windows.step(1);
            case PREVIOUS_WINDOW -> windows.step(-1);
            case NEXT_UNREAD -> windows.nextUnread();
            default -> {
                return false;
            }
        }
        return true;
    }

    private int messageColumns() {
        boolean channel = current().kind() == Conversation.Kind.CHANNEL;
        return new Layout(layout.columns(), layout.rows(), layout.list(), channel ? layout.members() : 0).messages();
    }

    /// Goes up, and loads what is older when there is nothing more here.
    private void up(int lines) {
        var where = current();
        boolean atOldest = windows.window().viewport().up(lines, messageColumns(), layout.body());
        if (atOldest
                && where.kind() != Conversation.Kind.SERVER
                && !where.isComplete()
                && !where.isLoading()
                && client.isReady()) {
            client.older(where, refusal -> {
                dirty = true;
                if (!refusal.isEmpty()) {
                    problem(refusal);
                }
            });
        }
    }

    private void other(Press press) {
        switch (press.key()) {
            case ENTER -> enter();
            case WINDOW -> windows.show(Integer.parseInt(press.text()));
            case REDRAW -> anew = true;
            case HELP -> KEYS.forEach(this::tell);
            case LIST -> {
                wantsList = !wantsList;
                size(layout.columns(), layout.rows());
            }
            case MEMBERS -> {
                wantsMembers = !wantsMembers;
                size(layout.columns(), layout.rows());
            }
            case INTERRUPT -> {
                if (input.isEmpty()) {
                    tell("/quit ends the client");
                } else {
                    input.killAll();
                }
            }
            case LEAVE -> {
                if (input.isEmpty()) {
                    tell("/quit ends the client");
                } else {
                    input.delete();
                }
            }
            case GONE -> onQuit.accept("");
            default -> throw new IllegalStateException("screen: key " + press.key() + " is not handled");
        }
    }

    private void enter() {
        var lines = input.take().lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() > PASTED_LINES_MAX) {
            problem("wanted at most " + PASTED_LINES_MAX + " lines at once, got " + lines.size()
                    + "; nothing was said");
            return;
        }
        if (!lines.isEmpty()) {
            windows.window().viewport().toNewest();
            windows.window().viewport().freshFrom(0);
        }
        boolean several = lines.size() > 1;
        for (String line : lines) {
            // Of several lines none is a command: what was pasted is meant to be said.
            CommandTable.all().typed(client, this, several && line.startsWith("/") ? "/" + line : line);
        }
    }

    // ---- for commands

    @Override
    public Conversation current() {
        return windows.current();
    }

    @Override
    public void tell(String text) {
        dirty = true;
        client.note(current(), Kind.INFO, text);
    }

    @Override
    public void problem(String text) {
        dirty = true;
        client.note(current(), Kind.ERROR, SafeText.of(text));
    }

    @Override
    public void show(Conversation where) {
        dirty = true;
        windows.show(where);
    }

    @Override
    public void leave(Conversation where) {
        dirty = true;
        windows.leave(where);
    }

    @Override
    public void clear() {
        dirty = true;
        windows.window().viewport().clear();
    }

    @Override
    public void quit(String reason) {
        onQuit.accept(reason);
    }
}
