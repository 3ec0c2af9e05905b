// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.text.Styles;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// What happened, as people read it. Any thread; immutable.
public final class EntryWords {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    private final ZoneId zone;
    private final DateTimeFormatter day;

    /// @param zone where the user is
    public EntryWords(ZoneId zone, Locale locale) {
        this.zone = zone;
        this.day = DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale);
    }

    /// Hours and minutes.
    public String clock(long millis) {
        return CLOCK.format(Instant.ofEpochMilli(millis).atZone(zone));
    }

    /// The day of a time.
    public LocalDate day(long millis) {
        return LocalDate.ofInstant(Instant.ofEpochMilli(millis), zone);
    }

    /// A day in full.
    public String words(LocalDate date) {
        return day.format(date);
    }

    /// What happened as a sentence without its end; empty for what somebody said.
    public static String happened(Entry entry) {
        String who = SafeText.of(entry.who());
        String text = Formatting.plain(entry.text());
        String reason = text.isEmpty() ? "" : " (" + text + ")";
        return switch (entry.kind()) {
            case MESSAGE, ACTION, NOTICE -> "";
            case JOIN -> who + " has joined";
            case PART -> who + " has left" + reason;
            case QUIT -> who + " is gone" + reason;
            case KICK -> who + " has removed " + text;
            case NICK -> who + " is now called " + text;
            case TOPIC -> text.isEmpty() ? who + " has removed the topic" : who + " has set the topic: " + text;
            case MODE -> who + " has set mode " + text;
            case REMOVED -> "a message of " + who + " was removed by " + text;
            case INFO, ERROR -> text;
        };
    }

    /// One line with everything: for terminals without windows.
    ///
    /// @param where put in front; empty when it is clear
    public AttributedString line(String where, Entry entry, String foldedNick) {
        var out = new AttributedStringBuilder();
        out.styled(AttributedStyle.DEFAULT.faint(), clock(entry.timeMillis()) + " ");
        if (!where.isEmpty()) {
            out.append(SafeText.of(where)).append(" ");
        }
        String who = SafeText.of(entry.who());
        var style = entry.own() ? AttributedStyle.BOLD : Styles.nick(foldedNick);
        switch (entry.kind()) {
            case MESSAGE -> out.append("<").styled(style, who).append("> ");
            case ACTION -> out.append("* ").styled(style, who).append(" ");
            case NOTICE -> out.append("-").styled(style, who).append("- ");
            case ERROR -> out.append("! ");
            default -> out.append("-- ");
        }
        if (entry.kind().isSpeech()) {
            var base = entry.mention() ? AttributedStyle.BOLD : AttributedStyle.DEFAULT;
            out.append(Styles.of(Formatting.spans(entry.text()), base));
        } else {
            out.append(happened(entry));
        }
        if (entry.delivery() == Entry.Delivery.FAILED) {
            out.append(" (not delivered)");
        } else if (entry.isPending()) {
            out.append(" (on its way)");
        }
        return out.toAttributedString();
    }
}
