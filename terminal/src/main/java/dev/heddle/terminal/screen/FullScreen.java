// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.runtime.loop.Loop;
import dev.heddle.runtime.loop.MessageQueue;
import dev.heddle.runtime.loop.MessageQueueOptions;
import dev.heddle.runtime.loop.Phase;
import dev.heddle.runtime.loop.PhaseWatcher;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.EntryWords;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/// Runs the full screen in a terminal and gives the terminal back as it was.
///
/// Thread: the caller's, which waits. Limit: [#KEYS_MAX] keys that the loop has not taken; then reading keys
/// waits.
public final class FullScreen {
    static final int KEYS_MAX = 1024;
    private static final long KEY_WAIT_NANOS = 5_000_000_000L;
    private static final long JOIN_MILLIS = 1000;
    /// Pastes are marked; a row that is wider than we think does not run into the next one.
    private static final String MODES_ON = "\u001b[?2004h\u001b[?7l";
    private static final String SCREEN_OFF = "\u001b[?1l\u001b>\u001b[?1049l\r\n";
    private static final String MODES_OFF = "\u001b[?2004l\u001b[?7h";

    private final Terminal terminal;
    private final ClientThread thread;
    private final EntryWords words;
    private final CompletableFuture<End> ended = new CompletableFuture<>();

    /// How it ended.
    ///
    /// @param quit whether the user has enough; else the client is out
    /// @param reason what to say at the end, or why the client is out
    public record End(boolean quit, String reason) {}

    private record Running(ScreenApp app, MessageQueue<Press> keys, PhaseWatcher painting) {}

    private FullScreen(Terminal terminal, ClientThread thread, EntryWords words) {
        this.terminal = terminal;
        this.thread = thread;
        this.words = words;
    }

    /// Whether a terminal can show it.
    public static boolean fits(Terminal terminal) {
        return !terminal.getType().startsWith(Terminal.TYPE_DUMB)
                && terminal.getColumns() >= Layout.COLUMNS_MIN
                && terminal.getRows() >= Layout.ROWS_MIN
                && terminal.getStringCapability(Capability.cursor_address) != null;
    }

    /// Runs it until the user has enough, or the client is out.
    ///
    /// @param listen makes the screen hear the client's events from now on; called on the loop
    public static End run(Terminal terminal, ClientThread thread, EntryWords words, Consumer<ClientListener> listen) {
        return new FullScreen(terminal, thread, words).run(listen);
    }

    private End run(Consumer<ClientListener> listen) {
        var before = enter();
        var hook = new Thread(FullScreen::giveBack, "screen end");
        Runtime.getRuntime().addShutdownHook(hook);
        var writer = new FrameWriter(terminal);
        var writing = daemon("screen frames", writer);
        var running = thread.ask(client -> start(client, writer, listen));
        var reader = new KeyReader(terminal, press -> take(running.keys, press));
        var reading = daemon("screen keys", reader);
        var winch = terminal.handle(Terminal.Signal.WINCH, signal -> resized(running.app));
        try {
            return ended.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new End(true, "");
        } catch (ExecutionException e) {
            throw new IllegalStateException("screen: ended badly", e);
        } finally {
            reader.stop();
            thread.ask(client -> stop(running));
            writer.close();
            terminal.handle(Terminal.Signal.WINCH, winch);
            join(reading);
            join(writing);
            if (unhook(hook)) {
                leave(before);
            }
        }
    }

    /// The process ends by a signal: the terminal must not stay as it is. JLine's own hook, which may come
    /// first, closes the terminal and restores what is the driver's; the modes are the terminal's own and go
    /// the short way.
    private static void giveBack() {
        System.out.print(MODES_OFF + SCREEN_OFF);
        System.out.flush();
    }

    /// @return false: the process is ending, and the hook does its work
    private static boolean unhook(Thread hook) {
        try {
            return Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            return false;
        }
    }

    private static Thread daemon(String name, Runnable work) {
        var made = new Thread(work, name);
        made.setDaemon(true);
        made.start();
        return made;
    }

    private static void join(Thread thread) {
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- on the loop

    private Running start(Client client, FrameWriter writer, Consumer<ClientListener> listen) {
        Loop loop = client.loop();
        var around = new ScreenApp.Around(
                writer.frames(),
                reason -> ended.complete(new End(true, reason)),
                why -> ended.complete(new End(false, why)));
        var app = new ScreenApp(loop, client, words, around);
        var keys =
                MessageQueue.<Press>open(loop, MessageQueueOptions.of("screen keys", KEYS_MAX, lost -> {}), app::press);
        var painting = loop.each(Phase.PREPARE, "screen paint", app::paint);
        painting.start();
        listen.accept(app);
        app.start(terminal.getColumns(), terminal.getRows());
        return new Running(app, keys, painting);
    }

    private static boolean stop(Running running) {
        running.painting.stop();
        running.keys.close();
        running.app.stop();
        return true;
    }

    private void resized(ScreenApp app) {
        thread.tell(client -> app.size(terminal.getColumns(), terminal.getRows()));
    }

    private static boolean take(MessageQueue<Press> keys, Press press) {
        Offer taken = keys.offer(press, KEY_WAIT_NANOS);
        return taken != Offer.CLOSED;
    }

    // ---- the terminal

    private Attributes enter() {
        var before = terminal.enterRawMode();
        var raw = new Attributes(terminal.getAttributes());
        raw.setLocalFlag(Attributes.LocalFlag.ISIG, false); // Ctrl+C is a key
        raw.setInputFlag(Attributes.InputFlag.IXON, false); // and Ctrl+S stops nothing
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.keypad_xmit);
        terminal.writer().write(MODES_ON);
        terminal.flush();
        return before;
    }

    private void leave(@Nullable Attributes before) {
        terminal.writer().write(MODES_OFF);
        terminal.puts(Capability.keypad_local);
        terminal.puts(Capability.exit_ca_mode);
        terminal.flush();
        if (before != null) {
            terminal.setAttributes(before);
        }
    }
}
