// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.Test;

class KeyReaderTest {
    private static List<Press> read(String bytes) throws IOException {
        var presses = new ArrayList<Press>();
        try (var terminal = new DumbTerminal(
                "test",
                "xterm-256color",
                new ByteArrayInputStream(bytes.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                StandardCharsets.UTF_8)) {
            new KeyReader(terminal, presses::add).run();
        }
        return presses;
    }

    @Test
    void textOfAnyScriptIsText() throws IOException {
        var presses = read("aé语👍");
        assertThat(presses.getLast()).isEqualTo(Press.of(Key.GONE));
        assertThat(presses)
                .filteredOn(press -> press.key() == Key.TEXT)
                .extracting(Press::text)
                .containsExactly("a", "é", "语", "👍");
    }

    @Test
    void keysAreKnownInTheirUsualForms() throws IOException {
        assertThat(
                        read(
                                "\r\t\u007f\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b1\u001b0\u001ba\u000c\u0017\u001b[Z\u001bOP"))
                .containsExactly(
                        Press.of(Key.ENTER),
                        Press.of(Key.TAB),
                        Press.of(Key.BACKSPACE),
                        Press.of(Key.UP),
                        Press.of(Key.DOWN),
                        Press.of(Key.PAGE_UP),
                        Press.of(Key.PAGE_DOWN),
                        new Press(Key.WINDOW, "1"),
                        new Press(Key.WINDOW, "0"),
                        Press.of(Key.NEXT_UNREAD),
                        Press.of(Key.REDRAW),
                        Press.of(Key.KILL_WORD),
                        Press.of(Key.BACK_TAB),
                        Press.of(Key.HELP),
                        Press.of(Key.GONE));
    }

    @Test
    void aPasteIsOnePiece() throws IOException {
        assertThat(read("\u001b[200~one\ntwo /quit\u001b[201~x"))
                .containsExactly(new Press(Key.PASTE, "one\ntwo /quit"), new Press(Key.TEXT, "x"), Press.of(Key.GONE));
    }

    @Test
    void whatIsNotKnownInsertsNoControlCharacters() throws IOException {
        assertThat(read("\u001b[99;99x\u0013y"))
                .filteredOn(press -> press.key() == Key.TEXT)
                .noneMatch(press -> press.text().contains("\u001b"));
    }
}
