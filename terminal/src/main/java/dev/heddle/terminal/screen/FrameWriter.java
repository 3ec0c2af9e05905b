// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.Sender;
import dev.heddle.runtime.queue.WhenFull;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/// Writes frames to the terminal: only what differs from the one before. A thread of its own, because a
/// terminal may take its time.
///
/// Limit: one frame waits; a newer one takes its place.
final class FrameWriter implements Runnable {
    private final Terminal terminal;
    private final Display display;
    private final MpmcQueue<Frame> frames = MpmcQueue.open("screen frames", 1, dropped -> {}, WhenFull.DROP_OLDEST);
    private int columns;
    private int rows;
    private boolean anew;
    private boolean bell;

    FrameWriter(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, true);
    }

    /// Where frames are given.
    Sender<Frame> frames() {
        return frames;
    }

    @Override
    public void run() {
        while (true) {
            var frame = frames.take(Long.MAX_VALUE);
            if (frame == null) {
                return;
            }
            write(frame);
        }
    }

    private void write(Frame frame) {
        anew |= frame.anew();
        bell |= frame.bell();
        if (anew || frame.columns() != columns || frame.rows().size() != rows) {
            columns = frame.columns();
            rows = frame.rows().size();
            display.clear();
            display.resize(Size.of(columns, rows));
            terminal.puts(Capability.clear_screen);
        }
        int cursor = Size.of(columns, rows).cursorPos(frame.cursorRow(), frame.cursorColumn());
        display.update(frame.rows(), cursor);
        if (bell) {
            terminal.puts(Capability.bell);
            terminal.flush();
        }
        anew = false;
        bell = false;
    }

    void close() {
        frames.close();
    }
}
