// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import dev.heddle.terminal.wire.IrcLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lines that belong together, kept until the server says that the batch is whole.
///
/// Thread: the loop. Limits: [#OPEN_MAX] open batches, a further one is treated as if its lines came alone;
/// [#LINES_MAX] lines in one, further ones are dropped. Source: IRCv3 batch.
final class Batches {
    static final int OPEN_MAX = 32;
    static final int LINES_MAX = 5000;

    private final Map<String, Batch> open = new HashMap<>();

    /// A batch, whole once it is given out.
    static final class Batch {
        private final String type;
        private final List<String> params;
        private final String label;
        private final @Nullable Batch parent;
        private final List<IrcLine> lines = new ArrayList<>();

        private Batch(String type, List<String> params, String label, @Nullable Batch parent) {
            this.type = type;
            this.params = params;
            this.label = label;
            this.parent = parent;
        }

        String type() {
            return type;
        }

        String param(int index) {
            return index < params.size() ? params.get(index) : "";
        }

        /// The label of the command that it answers; empty for none.
        String label() {
            return label;
        }

        List<IrcLine> lines() {
            return lines;
        }
    }

    /// Takes a BATCH line.
    ///
    /// @return the batch that this line makes whole; null while one is open, and for one inside another, whose
    ///     lines become the outer one's unless it is a page of history
    @Nullable
    Batch onBatch(IrcLine line) {
        String reference = line.param(0);
        if (reference.length() < 2) {
            return null;
        }
        String name = reference.substring(1);
        if (reference.charAt(0) == '+') {
            begin(name, line);
            return null;
        }
        var ended = open.remove(name);
        if (ended == null || ended.parent == null || isPage(ended)) {
            return ended;
        }
        for (var each : ended.lines) {
            add(ended.parent, each);
        }
        return null;
    }

    private static boolean isPage(Batch batch) {
        return batch.type.equals("chathistory") || batch.type.equals("draft/chathistory-targets");
    }

    private void begin(String name, IrcLine line) {
        if (open.size() >= OPEN_MAX) {
            return;
        }
        var parent = open.get(line.tagOrEmpty("batch"));
        String label = line.tagOrEmpty("label");
        if (label.isEmpty() && parent != null) {
            label = parent.label;
        }
        var params = line.params();
        open.put(
                name,
                new Batch(line.param(1), params.subList(Math.min(2, params.size()), params.size()), label, parent));
    }

    /// Keeps a line that belongs to an open batch.
    ///
    /// @return false: it stands alone
    boolean keep(IrcLine line) {
        var batch = open.get(line.tagOrEmpty("batch"));
        if (batch == null) {
            return false;
        }
        add(batch, line);
        return true;
    }

    private static void add(Batch batch, IrcLine line) {
        if (batch.lines.size() < LINES_MAX) {
            batch.lines.add(line);
        }
    }

    /// The connection is gone, and everything that was not whole.
    void clear() {
        open.clear();
    }
}
