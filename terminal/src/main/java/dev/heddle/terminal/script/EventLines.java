// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import dev.heddle.terminal.client.ClientEvent;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.model.Member;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import java.util.Comparator;
import java.util.stream.Collectors;

/// Events as lines of a stable form, without times and ids. Thread: the loop.
///
/// ```
///  connecting … | connected … | lost … | waiting …         the connection
///  in NICK [account ACCOUNT] [again] | registered ACCOUNT | failed CODE WORDS
///  said WHERE <WHO> TEXT | did WHERE * WHO TEXT | noticed WHERE -WHO- TEXT
///  joined WHERE WHO | left WHERE WHO [(REASON)] | gone WHERE WHO [(REASON)] | kicked WHERE WHO WHOM [(REASON)]
///  nick WHERE OLD NEW | topic WHERE WHO TEXT | mode WHERE WHO MODES | names WHERE NICKS
///  refused WHERE "TEXT" WHY | info WHERE TEXT | error WHERE TEXT
/// ```
final class EventLines {
    private EventLines() {}

    /// The line of an event; empty for one that is not shown.
    static String of(Model model, ClientEvent event) {
        return switch (event) {
            case ClientEvent.Progress progress -> SafeText.of(progress.words());
            case ClientEvent.Ready ready ->
                "in " + SafeText.of(ready.nick())
                        + (ready.account().isEmpty() ? "" : " account " + SafeText.of(ready.account()))
                        + (ready.again() ? " again" : "");
            case ClientEvent.Registered registered -> "registered " + SafeText.of(registered.account());
            case ClientEvent.Failed failed ->
                "failed " + failed.why().code() + " " + SafeText.of(failed.why().words())
                        + (failed.why().untrusted() == null
                                ? ""
                                : " " + failed.why().untrusted().fingerprint());
            case ClientEvent.Added added -> added(model, added);
            case ClientEvent.Delivered delivered -> delivered(delivered);
            case ClientEvent.NamesKnown known -> names(known.where());
            case ClientEvent.Opened opened -> "";
            case ClientEvent.PageTaken taken -> "";
            case ClientEvent.Changed changed -> "";
            case ClientEvent.SelfChanged changed -> "";
        };
    }

    private static String added(Model model, ClientEvent.Added added) {
        var entry = added.entry();
        boolean shown = entry.delivery() == Entry.Delivery.DONE && !model.isHidden(added.where(), entry);
        return shown ? entry(added.where(), entry) : "";
    }

    private static String delivered(ClientEvent.Delivered delivered) {
        return switch (delivered.entry().delivery()) {
            case DONE -> entry(delivered.where(), delivered.entry());
            case FAILED ->
                "refused " + SafeText.of(delivered.where().name()) + " \""
                        + Formatting.plain(delivered.entry().text()) + "\" " + SafeText.of(delivered.why());
            case WAITING, SENT -> "";
        };
    }

    /// The line of an entry.
    static String entry(Conversation where, Entry entry) {
        String place = SafeText.of(where.name());
        String who = SafeText.of(entry.who());
        String text = Formatting.plain(entry.text());
        String reason = text.isEmpty() ? "" : " (" + text + ")";
        return switch (entry.kind()) {
            case MESSAGE -> "said " + place + " <" + who + "> " + text;
            case ACTION -> "did " + place + " * " + who + " " + text;
            case NOTICE -> "noticed " + place + " -" + who + "- " + text;
            case JOIN -> "joined " + place + " " + who;
            case PART -> "left " + place + " " + who + reason;
            case QUIT -> "gone " + place + " " + who + reason;
            case KICK -> "kicked " + place + " " + who + " " + text;
            case NICK -> "nick " + place + " " + who + " " + text;
            case TOPIC -> "topic " + place + " " + who + " " + text;
            case MODE -> "mode " + place + " " + who + " " + text;
            case REMOVED -> "removed " + place + " <" + who + "> by " + text;
            case INFO -> "info " + place + " " + text;
            case ERROR -> "error " + place + " " + text;
        };
    }

    /// The members of a channel, in the order of their nicks.
    static String names(Conversation where) {
        return "names " + SafeText.of(where.name()) + " "
                + where.members().stream()
                        .sorted(Comparator.comparing(Member::nick))
                        .map(member -> member.rank() + SafeText.of(member.nick()))
                        .collect(Collectors.joining(" "));
    }
}
