// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.menu;

import dev.heddle.runtime.queue.MpscQueue;
import dev.heddle.runtime.queue.Offer;
import dev.heddle.runtime.queue.Wait;
import java.util.concurrent.atomic.AtomicLong;
import org.jline.utils.AttributedString;

/// Shows what arrives while the user types, on a thread of its own, so that a terminal that is stopped does not
/// stop the client.
///
/// Any thread shows. Limit: [#LINES_MAX] lines that the terminal has not taken; further ones are counted and
/// not shown.
final class Arrivals implements AutoCloseable {
    static final int LINES_MAX = 5000;

    private final Console console;
    private final MpscQueue<AttributedString> lines = MpscQueue.open("menu lines", LINES_MAX, lost -> {});
    private final AtomicLong missed = new AtomicLong();
    private final Thread thread;

    Arrivals(Console console) {
        this.console = console;
        this.thread = new Thread(this::work, "menu lines");
        thread.setDaemon(true);
        thread.start();
    }

    void show(AttributedString line) {
        if (lines.offer(line) != Offer.ACCEPTED) {
            missed.incrementAndGet();
        }
    }

    private void work() {
        while (lines.await(Long.MAX_VALUE) == Wait.READY) {
            lines.drain(console::tell, 100);
            long lost = missed.getAndSet(0);
            if (lost > 0) {
                console.tell("(" + lost + " lines were too many for this terminal; the history has them)");
            }
        }
    }

    @Override
    public void close() {
        lines.close();
    }
}
