// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/// The history of a conversation, the newest page first, then those before it. Thread: the one that reads what
/// is typed.
final class PastPages {
    private static final int PAGE_LINES = 20;
    private static final long PATIENCE_NANOS = 35_000_000_000L;

    private final Console console;
    private final ClientThread thread;
    private final MenuEvents events;
    private final String name;
    private @Nullable Entry oldestShown;

    PastPages(Console console, ClientThread thread, MenuEvents events, String name) {
        this.console = console;
        this.thread = thread;
        this.events = events;
        this.name = name;
    }

    /// A page, ready to be shown.
    private record Page(List<AttributedString> lines, boolean more, boolean loadable) {}

    /// Shows pages until the user has enough or there are no more.
    void show() {
        if (!thread.ask(Client::hasHistory)) {
            console.tell("This server keeps no history.");
            return;
        }
        thread.ask(it -> it.talkTo(name));
        boolean any = false;
        while (true) {
            var page = thread.ask(this::page);
            while (page.lines.size() < PAGE_LINES && page.loadable) {
                String refusal = load();
                if (!refusal.isEmpty()) {
                    console.tell("The history cannot be read: " + SafeText.of(refusal) + ".");
                    return;
                }
                page = thread.ask(this::page);
            }
            page.lines.forEach(console::tell);
            any |= !page.lines.isEmpty();
            var shown = page;
            oldestShown = thread.ask(it -> new Found(oldestOf(it, shown.lines.size())))
                    .entry();
            if (!page.more && !page.loadable) {
                console.tell(any ? "That is everything." : "Nothing was said there.");
                return;
            }
            String typed = console.ask("Enter shows what was before, q goes back: ");
            if (typed == null || !typed.isEmpty()) {
                return;
            }
        }
    }

    private record Found(@Nullable Entry entry) {}

    private String load() {
        String refusal = thread.await(PATIENCE_NANOS, (it, done) -> it.older(it.open(name), done));
        return refusal == null ? "the server has not answered" : refusal;
    }

    /// What can be shown and was not yet, the oldest first. Thread: the loop.
    private List<Entry> left(Client client, Conversation where) {
        var left = new ArrayList<Entry>();
        for (var entry : where.entries()) {
            if (entry == oldestShown) {
                break;
            }
            if (entry.kind().isSpeech() && !client.model().isHidden(where, entry)) {
                left.add(entry);
            }
        }
        return left;
    }

    private Page page(Client client) {
        var where = client.open(name);
        var left = left(client, where);
        var last = left.subList(Math.max(0, left.size() - PAGE_LINES), left.size());
        var lines = new ArrayList<AttributedString>();
        last.forEach(entry -> lines.add(events.line(client, where, entry, true)));
        return new Page(
                lines, left.size() > last.size(), !where.isComplete() && !where.isLoading() && client.isReady());
    }

    private @Nullable Entry oldestOf(Client client, int lines) {
        var left = left(client, client.open(name));
        return lines == 0 ? oldestShown : left.get(Math.max(0, left.size() - lines));
    }
}
