// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.client.Answer;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.IrcLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Lists that a server gave, as people read them. Any thread. Limit: [#LISTED_MAX] lines; the rest is counted.
public final class Lists {
    static final int LISTED_MAX = 500;

    private Lists() {}

    /// Who is online.
    public static List<String> people(Answer answer) {
        var people = answer.lines().stream()
                .filter(each -> each.command().equals("352"))
                .sorted(Comparator.comparing((IrcLine each) -> each.param(5), String.CASE_INSENSITIVE_ORDER))
                .map(each -> SafeText.of(each.param(5)) + (each.param(6).startsWith("G") ? " (away)" : ""))
                .toList();
        return listed(people.size() == 1 ? "Nobody but you is online:" : people.size() + " are online:", people);
    }

    /// The channels that there are, the largest first.
    public static List<String> channels(Answer answer) {
        var channels = answer.lines().stream()
                .filter(each -> each.command().equals("322"))
                .sorted(Comparator.comparingInt(Lists::members).reversed())
                .map(Lists::channel)
                .toList();
        return channels.isEmpty()
                ? List.of("There are no channels yet; who joins one makes it.")
                : listed(
                        channels.size() == 1 ? "There is one channel:" : "There are " + channels.size() + " channels:",
                        channels);
    }

    private static String channel(IrcLine line) {
        String topic = Formatting.plain(line.last());
        int members = members(line);
        return SafeText.of(line.param(1)) + ", " + members + (members == 1 ? " member" : " members")
                + (topic.isEmpty() ? "" : ": " + topic);
    }

    private static int members(IrcLine line) {
        return line.param(2).matches("[0-9]{1,7}") ? Integer.parseInt(line.param(2)) : 0;
    }

    private static List<String> listed(String head, List<String> all) {
        var lines = new ArrayList<String>();
        lines.add(head);
        all.stream().limit(LISTED_MAX).forEach(each -> lines.add("  " + each));
        if (all.size() > LISTED_MAX) {
            lines.add("  … and " + (all.size() - LISTED_MAX) + " more");
        }
        return lines;
    }
}
