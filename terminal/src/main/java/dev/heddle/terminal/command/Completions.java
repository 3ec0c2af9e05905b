// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Member;
import dev.heddle.terminal.model.Model;
import dev.heddle.terminal.text.SafeText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a word that has been begun may become. Thread: the client's loop. Limit: [#FOUND_MAX] of them.
public final class Completions {
    static final int FOUND_MAX = 200;

    private Completions() {}

    /// The possible words with what follows them, those who spoke last first.
    ///
    /// @param begun the beginning of a word; empty has none
    /// @param first whether it is the first of its line: commands are possible, and a colon follows a nick
    public static List<String> of(Model model, String begun, boolean first) {
        var found = new ArrayList<String>();
        if (begun.isEmpty()) {
            return found;
        }
        if (first && begun.startsWith("/")) {
            for (var command : CommandTable.all().commands()) {
                if (command.name().startsWith(begun.substring(1))) {
                    found.add("/" + command.name() + " ");
                }
            }
            return found;
        }
        String folded = model.fold(begun);
        if (model.features().isChannel(begun)) {
            for (var where : model.conversations()) {
                if (where.kind() == Conversation.Kind.CHANNEL
                        && model.fold(where.name()).startsWith(folded)) {
                    found.add(where.name() + " ");
                }
            }
            return found;
        }
        for (String nick : nicks(model)) {
            if (model.fold(nick).startsWith(folded) && found.size() < FOUND_MAX && !model.isMe(nick)) {
                found.add(nick + (first ? ": " : " "));
            }
        }
        return found;
    }

    /// Everybody who could be meant: who spoke last here, who is here, with whom this user talks in private.
    private static Iterable<String> nicks(Model model) {
        Map<String, String> nicks = new LinkedHashMap<>();
        var here = model.watched();
        if (here != null) {
            var entries = here.entries();
            for (int i = entries.size() - 1; i >= 0 && i >= entries.size() - FOUND_MAX; i--) {
                String who = entries.get(i).who();
                if (entries.get(i).kind().isSpeech() && here.member(model.fold(who)) != null) {
                    nicks.putIfAbsent(model.fold(who), who);
                }
            }
            here.members().stream()
                    .sorted(Comparator.comparing((Member member) -> model.fold(member.nick())))
                    .forEach(member -> nicks.putIfAbsent(model.fold(member.nick()), member.nick()));
        }
        for (var where : model.conversations()) {
            if (where.kind() == Conversation.Kind.PRIVATE) {
                nicks.putIfAbsent(model.fold(where.name()), where.name());
            }
        }
        return nicks.values().stream()
                .filter(nick -> SafeText.of(nick).equals(nick))
                .toList();
    }
}
