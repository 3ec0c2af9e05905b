// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.IrcLine;
import dev.heddle.terminal.wire.LineBuilder;
import java.time.Duration;
import java.util.List;

/// Who is there, and what this user wants to hear of them.
final class PeopleCommands {
    private PeopleCommands() {}

    static List<Command> all() {
        return List.of(
                Command.of("online who", "", "lists who is online", PeopleCommands::online),
                Command.of("whois wi", "NAME", "tells who somebody is", PeopleCommands::whois),
                Command.of(
                        "mute ignore",
                        "[NAME]",
                        "shows nothing more of a channel or a person; lists whom",
                        PeopleCommands::mute),
                Command.of("unmute unignore", "NAME", "shows them again", PeopleCommands::unmute),
                Command.of("nick", "NAME", "gives you another name", PeopleCommands::nick),
                Command.of("away", "[TEXT]", "marks you as away", PeopleCommands::away),
                Command.of(
                        "back",
                        "",
                        "marks you as back",
                        line -> line.unless(line.client().raw("AWAY"))));
    }

    private static void online(Line line) {
        line.client().whoIsOnline(answer -> {
            if (!answer.isGiven()) {
                line.ui().problem("the list cannot be had: " + answer.refusal());
                return;
            }
            Lists.people(answer).forEach(line.ui()::tell);
        });
    }

    private static void whois(Line line) {
        String name = line.word();
        if (name.isEmpty()) {
            line.wrong("who?");
            return;
        }
        line.client().whoIs(name, answer -> {
            if (!answer.isGiven()) {
                line.ui().problem(answer.refusal());
                return;
            }
            for (var each : answer.lines()) {
                String told = told(each);
                if (!told.isEmpty()) {
                    line.ui().tell(told);
                }
            }
        });
    }

    private static String told(IrcLine line) {
        String who = SafeText.of(line.param(1));
        String text = Formatting.plain(line.last());
        return switch (line.command()) {
            case "311" -> who + " is " + SafeText.of(line.param(2) + "@" + line.param(3)) + " (" + text + ")";
            case "319" -> who + " is in " + text;
            case "312" -> who + " is on " + SafeText.of(line.param(2)) + " (" + text + ")";
            case "330" -> who + " is logged in as " + SafeText.of(line.param(2));
            case "301" -> who + " is away: " + text;
            case "317" -> who + " has said nothing for " + lasting(line.param(2));
            case "318" -> "";
            default -> who + " " + text;
        };
    }

    private static String lasting(String seconds) {
        if (!seconds.matches("[0-9]{1,9}")) {
            return "some time";
        }
        var time = Duration.ofSeconds(Long.parseLong(seconds));
        return time.toDays() > 0
                ? time.toDays() + " days"
                : time.toHours() > 0
                        ? time.toHours() + " hours"
                        : time.toMinutes() > 0 ? time.toMinutes() + " minutes" : time.toSeconds() + " seconds";
    }

    private static void mute(Line line) {
        String name = line.word();
        var mutes = line.client().model().mutes();
        if (name.isEmpty()) {
            line.ui().tell(mutes.isEmpty() ? "Nobody is muted." : "Muted: " + SafeText.of(String.join(", ", mutes)));
        } else if (line.client().mute(name, true)) {
            line.ui()
                    .tell("You see nothing more of " + SafeText.of(name) + "; /unmute " + SafeText.of(name)
                            + " shows it again");
        } else {
            line.ui().problem(name + " is muted already");
        }
    }

    private static void unmute(Line line) {
        String name = line.word();
        if (name.isEmpty()) {
            line.wrong("whom?");
        } else if (line.client().mute(name, false)) {
            line.ui().tell("You see " + SafeText.of(name) + " again");
        } else {
            line.ui().problem(name + " is not muted");
        }
    }

    private static void nick(Line line) {
        String name = line.word();
        if (LineBuilder.isWord(name)) {
            line.unless(line.client().raw(LineBuilder.of("NICK").word(name).line()));
        } else {
            line.wrong("which name?");
        }
    }

    private static void away(Line line) {
        String text = line.hasMore() ? line.rest() : "away";
        line.unless(line.client().raw(LineBuilder.of("AWAY").text(text).line()));
    }
}
