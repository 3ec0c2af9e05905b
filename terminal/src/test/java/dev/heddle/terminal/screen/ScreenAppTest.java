// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.screen;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.runtime.queue.MpmcQueue;
import dev.heddle.runtime.queue.WhenFull;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.ScriptedServer;
import dev.heddle.terminal.command.EntryWords;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The screen, rendered to strings. */
class ScreenAppTest {
    private final ScriptedServer server = new ScriptedServer();
    private final Client client = server.client();
    private final MpmcQueue<Frame> frames = MpmcQueue.open("frames", 1, dropped -> {}, WhenFull.DROP_OLDEST);
    private final List<String> ends = new ArrayList<>();
    private final ScreenApp app = new ScreenApp(
            server.loop(),
            client,
            new EntryWords(ZoneOffset.UTC, Locale.ENGLISH),
            new ScreenApp.Around(frames, reason -> ends.add("quit " + reason), why -> ends.add("out " + why)));
    private Frame frame = new Frame(0, List.of(), 0, 0, false, false);

    @BeforeEach
    void begin() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says(
                ":amy!a@h JOIN #tea * :Amy",
                ":srv 332 amy #tea :all about tea",
                ":srv 353 amy = #tea :@bob +carl amy",
                ":srv 366 amy #tea :end");
        String page = server.heard("CHATHISTORY LATEST #tea");
        server.says("@label=" + ScriptedServer.tag(page, "label") + " :srv FAIL CHATHISTORY MESSAGE_ERROR #tea :later");
        server.hears(app);
        app.start(100, 16);
    }

    @AfterEach
    void end() {
        server.end();
    }

    private List<String> rows() {
        app.paint();
        var next = frames.poll();
        frame = next == null ? frame : next;
        return frame.rows().stream().map(AttributedString::toString).toList();
    }

    private String screen() {
        return String.join("\n", rows());
    }

    private void type(String text) {
        app.press(new Press(Key.TEXT, text));
        app.press(Press.of(Key.ENTER));
    }

    private void said(int id, String nick, String where, String text) {
        server.says("@msgid=m%d;time=2026-01-02T03:%02d:%02d.000Z :%s!x@h PRIVMSG %s :%s"
                .formatted(id, id / 60, id % 60, nick, where, text));
    }

    @Test
    void everythingIsInItsPlace() {
        said(1, "bob", "#tea", "is there any tea?");
        server.says(":dora!d@h PRIVMSG amy :psst");
        var rows = rows();

        assertThat(rows).hasSize(16).allMatch(row -> LineWrap.width(row) <= 100);
        assertThat(rows.getFirst()).startsWith(" #tea  all about tea");
        assertThat(rows.get(1)).startsWith(" 0 server").contains("│");
        assertThat(rows.get(2)).startsWith(" 1 #tea");
        assertThat(rows.get(3)).startsWith(" 2 dora").contains(" 1 │");
        assertThat(rows.get(1)).endsWith("│@bob            ");
        assertThat(rows.get(2)).endsWith("│+carl           ");
        assertThat(rows.get(3)).endsWith("│ amy            ");
        assertThat(screen()).contains("03:00          bob │ is there any tea?");
        assertThat(rows.get(14)).contains("amy").contains("#tea (3)").contains("[2:dora(1)]");
        assertThat(rows.get(15)).isEqualTo("#tea> ");
        assertThat(frame.cursorRow()).isEqualTo(15);
        assertThat(frame.cursorColumn()).isEqualTo(6);
    }

    @Test
    void aDayHasALineAndWhatIsNewHasOne() {
        said(1, "bob", "#tea", "today");
        type("/query dora");
        server.says("@msgid=x;time=2026-01-03T00:00:00.000Z :bob!b@h PRIVMSG #tea :tomorrow");
        app.press(new Press(Key.WINDOW, "1"));

        assertThat(screen())
                .contains(" Friday, January 2, 2026 ")
                .contains(" Saturday, January 3, 2026 ")
                .contains(" new ");
        assertThat(screen().indexOf(" new ")).isLessThan(screen().indexOf("tomorrow"));
    }

    @Test
    void whatIsTypedIsSaidAndMarkedUntilItIsConfirmed() {
        type("hello there");
        assertThat(screen()).contains("amy │ hello there …");
        String sent = server.heard("PRIVMSG #tea :hello there");
        server.says("@msgid=e1;+heddle/nonce=" + ScriptedServer.tag(sent, "+heddle/nonce") + ";label="
                + ScriptedServer.tag(sent, "label") + " :amy!a@h PRIVMSG #tea :hello there");
        assertThat(screen()).contains("amy │ hello there").doesNotContain("hello there …");
    }

    @Test
    void aNarrowTerminalDropsTheMembersThenTheList() {
        app.size(80, 16);
        assertThat(screen()).contains(" 1 #tea").doesNotContain("│@bob");
        app.size(60, 16);
        assertThat(screen()).doesNotContain(" 1 #tea ");
        said(1, "bob", "#tea", "one two three four five six seven eight nine ten eleven twelve thirteen");
        app.size(30, 10);
        assertThat(rows()).hasSize(10).allMatch(row -> LineWrap.width(row) <= 30);
        assertThat(screen()).contains("bob: one two three");
        app.size(1, 1);
        assertThat(rows()).hasSize(Layout.ROWS_MIN);
    }

    @Test
    void scrollingUpStaysWhereItIsAndLoadsWhatIsOlder() {
        for (int i = 0; i < 50; i++) {
            said(i, "bob", "#tea", "message " + i);
        }
        assertThat(screen()).contains("message 49");
        server.heard();
        app.press(Press.of(Key.PAGE_UP));
        assertThat(screen()).doesNotContain("message 49").contains("message 38").contains("↓");
        said(50, "bob", "#tea", "message 50");
        assertThat(screen()).doesNotContain("message 50").contains("message 38");
        app.press(Press.of(Key.PAGE_DOWN));
        app.press(Press.of(Key.PAGE_DOWN));
        assertThat(screen()).contains("message 50").doesNotContain("↓");

        app.press(Press.of(Key.OLDEST));
        assertThat(screen()).contains("message 0\u0020".strip());
        assertThat(server.heard("CHATHISTORY BEFORE #tea")).contains("msgid=m0");
        assertThat(screen()).contains("loading …");
        app.press(Press.of(Key.NEWEST));
        assertThat(screen()).contains("message 50");
    }

    @Test
    void scrollingLineByLineNeverLosesALine() {
        for (int i = 0; i < 40; i++) {
            said(i, "bob", "#tea", "m" + i + " " + "word ".repeat(i % 7 * 8));
        }
        var seen = new ArrayList<String>();
        seen.add(screen());
        for (int i = 0; i < 30; i++) {
            app.press(Press.of(Key.PAGE_UP));
            seen.add(screen());
        }
        for (int i = 0; i < 40; i++) {
            String wanted = "m" + i + " ";
            assertThat(seen).as(wanted).anyMatch(screen -> screen.contains(wanted) || screen.contains(wanted.strip()));
        }
        for (int i = 0; i < 40; i++) {
            app.press(Press.of(Key.PAGE_DOWN));
        }
        assertThat(screen()).contains("m39");
    }

    @Test
    void conversationsAreChosenByNumberByStepAndByWhatIsUnread() {
        server.says(":dora!d@h PRIVMSG amy :psst", ":eve!e@h JOIN #tea * :E");
        type("/query fay");
        assertThat(screen()).contains(" fay").contains("fay> ");
        app.press(Press.of(Key.NEXT_UNREAD));
        assertThat(screen()).contains("dora> ").contains("psst");
        app.press(Press.of(Key.PREVIOUS_WINDOW));
        assertThat(screen()).contains("#tea> ");
        app.press(Press.of(Key.NEXT_WINDOW));
        app.press(Press.of(Key.NEXT_WINDOW));
        assertThat(screen()).contains("fay> ");
        app.press(new Press(Key.WINDOW, "0"));
        assertThat(rows().getFirst()).startsWith(" Net  127.0.0.1:6667, not encrypted");
        app.press(new Press(Key.WINDOW, "9"));
        assertThat(rows().getFirst()).startsWith(" Net ");
    }

    @Test
    void aDraftWaitsInItsConversation() {
        app.press(new Press(Key.TEXT, "not finis"));
        app.press(new Press(Key.WINDOW, "0"));
        assertThat(rows().getLast()).isEqualTo("> ");
        app.press(new Press(Key.WINDOW, "1"));
        assertThat(rows().getLast()).isEqualTo("#tea> not finis");
    }

    @Test
    void tabCompletesNicksChannelsAndCommands() {
        app.press(new Press(Key.TEXT, "c"));
        app.press(Press.of(Key.TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> carl: ");
        app.press(new Press(Key.TEXT, "see #t"));
        app.press(Press.of(Key.TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> carl: see #tea ");
        app.press(Press.of(Key.KILL_ALL));
        app.press(new Press(Key.TEXT, "/who"));
        app.press(Press.of(Key.TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> /whois ");
    }

    @Test
    void tabGoesThroughThePossibilitiesAndBack() {
        server.says(":anna!a@h JOIN #tea * :A", ":anton!a@h JOIN #tea * :A");
        said(1, "anton", "#tea", "hi");
        app.press(new Press(Key.TEXT, "an"));
        app.press(Press.of(Key.TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> anton: "); // who spoke last comes first
        app.press(Press.of(Key.TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> anna: ");
        app.press(Press.of(Key.BACK_TAB));
        assertThat(rows().getLast()).isEqualTo("#tea> anton: ");
    }

    @Test
    void aLongInputShowsThePartAroundTheCursor() {
        app.size(40, 10);
        app.press(new Press(Key.TEXT, "0123456789".repeat(10)));
        assertThat(rows().getLast()).startsWith("#tea> ‹").endsWith("789");
        assertThat(frame.cursorColumn()).isLessThan(40);
        app.press(Press.of(Key.HOME));
        assertThat(rows().getLast()).startsWith("#tea> 0123456789");
        assertThat(frame.cursorColumn()).isEqualTo(6);
        assertThat(LineWrap.width(rows().getLast())).isLessThanOrEqualTo(40);
    }

    @Test
    void severalPastedLinesAreSaidOneByOneAndNoneIsACommand() {
        app.press(new Press(Key.PASTE, "one\r\n/quit now\n\nthree"));
        assertThat(rows().getLast()).contains("one␊/quit now␊");
        app.press(Press.of(Key.ENTER));
        assertThat(server.heard())
                .filteredOn(line -> line.contains("PRIVMSG"))
                .extracting(line -> line.substring(line.indexOf("PRIVMSG")))
                .containsExactly("PRIVMSG #tea :one", "PRIVMSG #tea :/quit now", "PRIVMSG #tea :three");
        app.press(new Press(Key.PASTE, "x\n".repeat(30)));
        app.press(Press.of(Key.ENTER));
        assertThat(screen()).contains("wanted at most 20 lines at once, got 30");
        assertThat(ends).isEmpty();
    }

    @Test
    void aLostConnectionIsSeenAndWhatWaitsIsMarked() {
        server.cuts("reset");
        type("later");
        assertThat(screen())
                .contains("later (waits for the connection)")
                .contains("1 not sent")
                .contains("waiting");
    }

    @Test
    void theBellRingsForWhatIsMeantForThisUserAndNotSeen() {
        said(1, "bob", "#tea", "hello all");
        rows();
        assertThat(frame.bell()).isFalse();
        app.press(new Press(Key.WINDOW, "0"));
        rows();
        said(2, "bob", "#tea", "hello all");
        rows();
        assertThat(frame.bell()).isFalse();
        said(3, "bob", "#tea", "amy: hello");
        rows();
        assertThat(frame.bell()).isTrue();
    }

    @Test
    void nothingOfWhatOthersSendReachesTheTerminalRaw() {
        said(1, "bob", "#tea", "\u001b[2J\u0007\u0002bold\u0002 \u202e");
        server.says(":bob!b@h TOPIC #tea :\u001b]0;title\u0007");
        app.paint();
        var next = Objects.requireNonNull(frames.poll());
        assertThat(next.rows())
                .noneMatch(row -> row.toString().chars().anyMatch(c -> c < ' ' || c == 0x7f || c == 0x202e));
        assertThat(String.join(
                        "\n",
                        next.rows().stream().map(AttributedString::toString).toList()))
                .contains("␛[2J␇bold <202e>");
    }

    @Test
    void clearingHidesWhatIsThereUntilTheUserScrollsUp() {
        said(1, "bob", "#tea", "before");
        type("/clear");
        assertThat(screen()).doesNotContain("before");
        said(2, "bob", "#tea", "after");
        assertThat(screen()).contains("after").doesNotContain("before");
        app.press(Press.of(Key.PAGE_UP));
        assertThat(screen()).contains("before");
    }

    @Test
    void closingAConversationGoesBackToTheOneBefore() {
        type("/query dora");
        type("/close");
        assertThat(screen()).contains("#tea> ").doesNotContain("dora");
        assertThat(client.model().find("dora")).isNull();
    }

    @Test
    void quittingAndBeingOutEndTheScreen() {
        type("/quit so long");
        assertThat(ends).containsExactly("quit so long");
        app.press(Press.of(Key.GONE));
        server.says(":srv 465 amy :banned");
        assertThat(ends).hasSize(2);
    }

    @Test
    void aMutedPersonVanishesAndComesBack() {
        said(1, "bob", "#tea", "noise");
        type("/mute bob");
        assertThat(screen()).doesNotContain("noise");
        type("/unmute bob");
        assertThat(screen()).contains("noise");
    }

    @Test
    void aFrameIsOnlyComposedWhenSomethingChanged() {
        rows();
        app.paint();
        assertThat(frames.poll()).isNull();
        app.press(new Press(Key.TEXT, "x"));
        app.paint();
        assertThat(frames.poll()).isNotNull();
    }
}
