// SPDX-License-Identifier: Apache-2.0
package dev.heddle.app.serve;

import dev.heddle.chat.command.Services.ServerHooks.Outcome;
import dev.heddle.chat.server.Operations;
import dev.heddle.chat.store.sqlite.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// `status`, `backup FILE` and `stop` of a running server. Any thread.
final class ServerOperations implements Operations {
    private final Serving serving;
    private final SqliteStore store;

    ServerOperations(Serving serving, SqliteStore store) {
        this.serving = serving;
        this.store = store;
    }

    @Override
    public Outcome carryOut(List<String> words) {
        return switch (words.getFirst()) {
            case "status" -> status(words.size() > 1 && words.get(1).equals("json"));
            case "backup" -> backup(Path.of(words.get(1)));
            case "stop" -> {
                serving.requestStop();
                yield new Outcome(List.of("stopping"), "");
            }
            default -> new Outcome(List.of(), "No such command: " + words.getFirst());
        };
    }

    private Outcome status(boolean json) {
        var report = serving.report();
        if (report == null) {
            return new Outcome(List.of(), "The server is starting or stopping");
        }
        return new Outcome((json ? report.json() : report.text()).lines().toList(), "");
    }

    private Outcome backup(Path file) {
        try {
            store.backup(file);
            return new Outcome(List.of("Written: " + file), "");
        } catch (IOException e) {
            return new Outcome(List.of(), file + ": " + e);
        }
    }
}
