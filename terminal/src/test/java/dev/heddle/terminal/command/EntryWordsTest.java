// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Entry.Kind;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class EntryWordsTest {
    private static final long NEW_YEAR = 1_767_225_600_000L; // 2026-01-01T00:00Z

    private final EntryWords words = new EntryWords(ZoneId.of("Europe/Berlin"), Locale.ENGLISH);

    private static Entry entry(Kind kind, String text) {
        return Entry.received(NEW_YEAR, "i", kind, "amy", text);
    }

    @Test
    void timesAreTheUsersOwn() {
        assertThat(words.clock(NEW_YEAR)).isEqualTo("01:00");
        assertThat(words.day(NEW_YEAR - 3_600_000)).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(words.words(LocalDate.of(2026, 1, 1))).isEqualTo("Thursday, January 1, 2026");
    }

    @Test
    void whatHappenedIsASentence() {
        assertThat(EntryWords.happened(entry(Kind.JOIN, ""))).isEqualTo("amy has joined");
        assertThat(EntryWords.happened(entry(Kind.PART, "bye"))).isEqualTo("amy has left (bye)");
        assertThat(EntryWords.happened(entry(Kind.QUIT, ""))).isEqualTo("amy is gone");
        assertThat(EntryWords.happened(entry(Kind.KICK, "bob (spam)"))).isEqualTo("amy has removed bob (spam)");
        assertThat(EntryWords.happened(entry(Kind.NICK, "ann"))).isEqualTo("amy is now called ann");
        assertThat(EntryWords.happened(entry(Kind.TOPIC, ""))).isEqualTo("amy has removed the topic");
        assertThat(EntryWords.happened(entry(Kind.MODE, "+o \u001bbob"))).isEqualTo("amy has set mode +o ␛bob");
    }

    @Test
    void aLineHasEverythingInIt() {
        assertThat(words.line("#tea", entry(Kind.MESSAGE, "hi"), "amy")).hasToString("01:00 #tea <amy> hi");
        assertThat(words.line("", entry(Kind.ACTION, "waves"), "amy")).hasToString("01:00 * amy waves");
        assertThat(words.line("", entry(Kind.NOTICE, "beep"), "amy")).hasToString("01:00 -amy- beep");
        assertThat(words.line("", entry(Kind.JOIN, ""), "amy")).hasToString("01:00 -- amy has joined");
        assertThat(words.line("", Entry.told(NEW_YEAR, Kind.ERROR, "no"), "")).hasToString("01:00 ! no");
        var failed = Entry.outgoing(NEW_YEAR, Kind.MESSAGE, "me", "x", "n").with(Entry.Delivery.FAILED);
        assertThat(words.line("", failed, "me")).hasToString("01:00 <me> x (not delivered)");
    }
}
