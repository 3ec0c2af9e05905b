// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.client.ClientListener;
import dev.heddle.terminal.link.PrivateFile;
import dev.heddle.terminal.model.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a user of an account finds again the next time: the channels, which are entered again, and what is
/// muted.
///
/// One file for each server and account, readable by the user only, with lines `join #CHANNEL [KEY]` and `mute
/// NAME`; it is written when that changes. Thread: the client's loop. Limit: [#LINES_MAX] lines; what is more
/// is not kept.
public final class Remembered implements ClientListener {
    static final int LINES_MAX = 500;

    private final Path directory;
    private @Nullable Client client;
    private @Nullable PrivateFile file;
    private List<String> kept = List.of();

    /// @param directory where the files are
    public Remembered(Path directory) {
        this.directory = directory;
    }

    /// Whose memory it is; told before the first event.
    public void of(Client whose) {
        client = whose;
    }

    @Override
    public void on(ClientEvent event) {
        var whose = client;
        if (whose == null) {
            return;
        }
        switch (event) {
            case ClientEvent.Ready ready -> {
                if (!ready.again()) {
                    begin(whose, ready.account());
                }
            }
            case ClientEvent.Changed changed -> save(whose);
            case ClientEvent.SelfChanged changed -> save(whose);
            case ClientEvent.Failed failed -> file = null;
            default -> {}
        }
    }

    private void begin(Client whose, String account) {
        var server = whose.server();
        file = null;
        if (account.isEmpty() || server == null) {
            return; // nothing is kept for guests
        }
        String name = "chat-" + server + "-" + whose.model().fold(account);
        file = new PrivateFile(directory.resolve(name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.-]", "_")));
        try {
            kept = file.lines();
            kept.stream().limit(LINES_MAX).forEach(line -> remember(whose, line.split(" ")));
        } catch (IOException e) {
            problem(whose, "read", e);
        }
    }

    private static void remember(Client whose, String[] words) {
        if (words[0].equals("mute") && words.length == 2) {
            whose.mute(words[1], true);
        } else if (words[0].equals("join") && (words.length == 2 || words.length == 3)) {
            whose.join(words[1], words.length == 3 ? words[2] : "");
        }
    }

    private void save(Client whose) {
        var into = file;
        if (into == null || !whose.isReady()) {
            return;
        }
        var lines = new ArrayList<String>();
        whose.wanted().forEach((channel, key) -> lines.add(("join " + channel + " " + key).strip()));
        whose.model().mutes().forEach(name -> lines.add("mute " + name));
        var now = lines.subList(0, Math.min(LINES_MAX, lines.size()));
        if (now.equals(kept)) {
            return;
        }
        kept = List.copyOf(now);
        try {
            into.write(kept);
        } catch (IOException e) {
            problem(whose, "write", e);
        }
    }

    private void problem(Client whose, String what, IOException why) {
        var which = file;
        file = null;
        whose.note(
                whose.model().server(),
                Entry.Kind.ERROR,
                "cannot " + what + " " + which + ": " + why.getMessage() + "; channels and mutes are not remembered");
    }
}
