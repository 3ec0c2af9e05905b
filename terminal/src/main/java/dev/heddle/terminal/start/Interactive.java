// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.start;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.EntryWords;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.menu.MenuMode;
import dev.heddle.terminal.screen.FullScreen;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Locale;
import java.util.function.Consumer;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/// The client for a person.
public final class Interactive {
    private static final int COLUMNS = 80;
    private static final int ROWS = 24;

    private Interactive() {}

    /// Runs it in the terminal of this process until the user has enough.
    ///
    /// @param settings where what is to be remembered is kept
    /// @param nick the name to offer; empty for none
    /// @param menus menus even where the full screen would be possible
    /// @throws IOException this process has no terminal that can be used
    public static void run(ServerAddress server, Path settings, String nick, boolean menus) throws IOException {
        try (var terminal = terminal()) {
            if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
                terminal.setSize(Size.of(COLUMNS, ROWS)); // one that does not know its size
            }
            var visit = new MenuMode.Visit(terminal, server, settings, nick);
            boolean full = !menus && FullScreen.fits(terminal);
            MenuMode.run(visit, full ? (client, listen) -> fullScreen(terminal, client, listen) : null);
        }
    }

    private static Terminal terminal() throws IOException {
        var builder = TerminalBuilder.builder().system(true).dumb(true).graphemeCluster(false);
        boolean unsaid =
                Charset.forName(System.getProperty("native.encoding", "UTF-8")).equals(US_ASCII);
        // Where no locale is set, terminals speak UTF-8 all the same.
        return (unsaid ? builder.encoding(UTF_8) : builder).build();
    }

    private static MenuMode.Left fullScreen(Terminal terminal, ClientThread client, Consumer<ClientListener> listen) {
        var words = new EntryWords(ZoneId.systemDefault(), Locale.getDefault());
        var end = FullScreen.run(terminal, client, words, listen);
        return new MenuMode.Left(end.quit(), end.reason());
    }
}
