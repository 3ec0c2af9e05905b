// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.start;

import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.menu.MenuMode;
import java.io.IOException;
import java.nio.file.Path;
import org.jline.terminal.Size;
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
        var known = new KnownServers(settings.resolve("known-servers"));
        try (var terminal = TerminalBuilder.builder().system(true).dumb(true).build()) {
            if (terminal.getColumns() <= 0 || terminal.getRows() <= 0) {
                terminal.setSize(Size.of(COLUMNS, ROWS)); // one that does not know its size
            }
            MenuMode.run(terminal, server, known, nick);
        }
    }
}
