// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ClientThread;
import dev.heddle.terminal.command.Completions;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;
import org.jspecify.annotations.Nullable;

/// Completes commands, nicks and channels in what is said. Thread: the one that reads what is typed.
public final class TalkCompleter implements Completer {
    private @Nullable ClientThread client;

    /// From now on it knows whom there is to name.
    public void of(ClientThread whose) {
        client = whose;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        var whose = client;
        if (whose == null) {
            return;
        }
        String before = line.line().substring(0, line.cursor());
        int wordFrom = before.lastIndexOf(' ') + 1;
        List<String> found =
                whose.ask((Client it) -> Completions.of(it.model(), before.substring(wordFrom), wordFrom == 0));
        for (String each : found) {
            candidates.add(new Candidate(each.strip(), each.strip(), null, null, null, null, true));
        }
    }
}
