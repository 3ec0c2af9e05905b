// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import java.util.Objects;
import java.util.function.Predicate;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.reader.EndOfFileException;
import org.jline.terminal.Terminal;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/// Reads keys: a thread of its own that waits for them.
///
/// Limit: [#PASTE_CHARS_MAX] characters of one paste, the rest is dropped.
final class KeyReader implements Runnable {
    static final int PASTE_CHARS_MAX = 20_000;
    private static final String PASTE_END = "\u001b[201~";
    private static final long ESCAPE_MILLIS = 50;
    private static final long WAIT_MILLIS = 300;

    private final Terminal terminal;
    private final BindingReader reader;
    private final Predicate<Press> take;
    private final KeyMap<Press> keys = new KeyMap<>();
    private static final Press SOMETHING = Press.of(Key.TEXT);
    private static final Press PASTE = Press.of(Key.PASTE);
    private volatile boolean stopped;

    /// @param take takes a press; false: nobody wants more
    KeyReader(Terminal terminal, Predicate<Press> take) {
        this.terminal = terminal;
        this.reader = new BindingReader(terminal.reader());
        this.take = take;
        bind();
    }

    private void bind() {
        keys.setAmbiguousTimeout(ESCAPE_MILLIS);
        keys.setUnicode(SOMETHING);
        keys.setNomatch(SOMETHING);
        for (char c = ' '; c < 0x7f; c++) {
            keys.bind(SOMETHING, String.valueOf(c));
        }
        on(Key.ENTER, "\r", "\n");
        on(Key.TAB, "\t");
        on(Key.BACKSPACE, "\u007f", "\b");
        on(Key.HOME, KeyMap.ctrl('A'), "\u001b[H", "\u001b[1~", "\u001bOH");
        on(Key.END, KeyMap.ctrl('E'), "\u001b[F", "\u001b[4~", "\u001bOF");
        on(Key.LEFT, KeyMap.ctrl('B'), "\u001b[D", "\u001bOD");
        on(Key.RIGHT, KeyMap.ctrl('F'), "\u001b[C", "\u001bOC");
        on(Key.UP, "\u001b[A", "\u001bOA");
        on(Key.DOWN, "\u001b[B", "\u001bOB");
        on(Key.WORD_LEFT, "\u001bb", "\u001b[1;5D", "\u001b[1;3D");
        on(Key.WORD_RIGHT, "\u001bf", "\u001b[1;5C", "\u001b[1;3C");
        on(Key.DELETE, "\u001b[3~");
        on(Key.KILL_TO_END, KeyMap.ctrl('K'));
        on(Key.KILL_ALL, KeyMap.ctrl('U'));
        on(Key.KILL_WORD, KeyMap.ctrl('W'), "\u001b\u007f");
        on(Key.YANK, KeyMap.ctrl('Y'));
        on(Key.PAGE_UP, "\u001b[5~", "\u001bv");
        on(Key.PAGE_DOWN, "\u001b[6~", KeyMap.ctrl('V'));
        on(Key.OLDEST, "\u001b[1;3H", "\u001b[1;5H", "\u001b<");
        on(Key.NEWEST, "\u001b[1;3F", "\u001b[1;5F", "\u001b>");
        on(Key.NEXT_WINDOW, KeyMap.ctrl('N'), "\u001b[6;5~", "\u001b[1;3B");
        on(Key.PREVIOUS_WINDOW, KeyMap.ctrl('P'), "\u001b[5;5~", "\u001b[1;3A");
        on(Key.NEXT_UNREAD, "\u001ba");
        on(Key.REDRAW, KeyMap.ctrl('L'));
        on(Key.HELP, "\u001bOP", "\u001b[11~", "\u001b[[A");
        on(Key.LIST, "\u001bOQ", "\u001b[12~", "\u001b[[B");
        on(Key.MEMBERS, "\u001bOR", "\u001b[13~", "\u001b[[C");
        on(Key.INTERRUPT, KeyMap.ctrl('C'));
        on(Key.LEAVE, KeyMap.ctrl('D'));
        on(Key.BACK_TAB, "\u001b[Z");
        keys.bind(PASTE, "\u001b[200~");
        for (int i = 0; i <= 9; i++) {
            keys.bind(new Press(Key.WINDOW, String.valueOf(i)), "\u001b" + i);
        }
        capability(Key.UP, Capability.key_up);
        capability(Key.DOWN, Capability.key_down);
        capability(Key.LEFT, Capability.key_left);
        capability(Key.RIGHT, Capability.key_right);
        capability(Key.PAGE_UP, Capability.key_ppage);
        capability(Key.PAGE_DOWN, Capability.key_npage);
        capability(Key.HOME, Capability.key_home);
        capability(Key.END, Capability.key_end);
        capability(Key.DELETE, Capability.key_dc);
        capability(Key.HELP, Capability.key_f1);
        capability(Key.LIST, Capability.key_f2);
        capability(Key.MEMBERS, Capability.key_f3);
    }

    private void on(Key key, String... sequences) {
        for (String sequence : sequences) {
            keys.bind(Press.of(key), sequence);
        }
    }

    private void capability(Key key, Capability capability) {
        String sequence = KeyMap.key(terminal, capability);
        if (sequence != null && !sequence.isEmpty()) {
            keys.bind(Press.of(key), sequence);
        }
    }

    @Override
    public void run() {
        while (!stopped) {
            Press press = next();
            if (stopped || !take.test(press) || press.key() == Key.GONE) {
                return;
            }
        }
    }

    private Press next() {
        try {
            while (reader.peekCharacter(WAIT_MILLIS) == NonBlockingReader.READ_EXPIRED) {
                if (stopped) {
                    return Press.of(Key.GONE);
                }
            }
            Press bound = reader.readBinding(keys);
            if (bound == null) {
                return Press.of(Key.GONE);
            }
            if (bound == PASTE) {
                String text = Objects.requireNonNullElse(reader.readStringUntil(PASTE_END), "");
                return new Press(Key.PASTE, text.substring(0, Math.min(PASTE_CHARS_MAX, text.length())));
            }
            if (bound == SOMETHING) {
                String typed = reader.getLastBinding();
                return new Press(Key.TEXT, typed.startsWith("\u001b") ? "" : typed);
            }
            return bound;
        } catch (EndOfFileException closed) {
            return Press.of(Key.GONE);
        }
    }

    /// No more keys are wanted; the one that is being waited for is dropped.
    void stop() {
        stopped = true;
    }
}
