// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.runtime.loop.FlushWatcher;
import dev.heddle.runtime.loop.Loop;
import java.util.concurrent.Executor;

/// The end of the hub's turn: whatever touches the hub asks for one, or what it caused would wait for somebody
/// else's.
///
/// Thread: the hub's loop, except [#execute].
final class HubTurn implements Executor {
    private final Loop loop;
    private final FlushWatcher watcher;
    private Runnable end = () -> {};

    HubTurn(Loop loop) {
        this.loop = loop;
        watcher = loop.flush("hub", () -> end.run());
    }

    /// What is done at the end of a turn; from now on.
    void start(Runnable atEnd) {
        end = atEnd;
        watcher.start();
    }

    void stop() {
        watcher.stop();
    }

    /// This turn has something to hand out.
    void mark() {
        watcher.mark();
    }

    /// Runs something on the hub, soon, and hands out what came of it. Any thread.
    @Override
    public void execute(Runnable task) {
        loop.door().execute(() -> {
            task.run();
            mark();
        });
    }
}
