// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.RPL_LIST;
import static dev.heddle.chat.message.Numeric.RPL_LISTEND;
import static dev.heddle.chat.message.Numeric.RPL_LISTSTART;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.message.Glob;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// LIST with the conditions of ELIST C, M, N, T and U.
final class ListCommand {
    private ListCommand() {}

    static void addTo(CommandTable table) {
        table.add("LIST", Access.USERS, 0, 4, ListCommand::list);
    }

    private static void list(Call call) {
        List<Predicate<Channel>> conditions = new ArrayList<>();
        List<Channel> named = new ArrayList<>();
        boolean names = false;
        for (String word : call.paramOr(0).split(",")) {
            if (word.isEmpty()) {
                continue;
            }
            Predicate<Channel> condition = condition(call, word);
            if (condition != null) {
                conditions.add(condition);
            } else {
                names = true;
                Channel channel = call.hub().channel(word);
                if (channel != null) {
                    named.add(channel);
                }
            }
        }
        List<Channel> channels = names ? named : new ArrayList<>(call.hub().channels());
        call.reply(RPL_LISTSTART, "Channel", "Users  Name");
        call.answer(new Channels(channels, conditions), () -> call.reply(RPL_LISTEND, "End of /LIST"));
    }

    /// The condition that a word states; null if it is the name of a channel.
    private static @Nullable Predicate<Channel> condition(Call call, String word) {
        if (word.charAt(0) == '<' || word.charAt(0) == '>') {
            Integer count = number(word.substring(1));
            return count == null ? null : compare(word.charAt(0), count);
        }
        if (word.length() > 2 && (word.charAt(1) == '<' || word.charAt(1) == '>')) {
            return ages(call, word);
        }
        if (word.startsWith("!")) {
            Glob glob = Glob.of(call.hub().fold(word.substring(1)));
            return channel -> !glob.matches(channel.folded());
        }
        if (word.indexOf('*') >= 0 || word.indexOf('?') >= 0) {
            Glob glob = Glob.of(call.hub().fold(word));
            return channel -> glob.matches(channel.folded());
        }
        return null;
    }

    private static Predicate<Channel> compare(char sign, int count) {
        return sign == '<' ? channel -> channel.memberCount() < count : channel -> channel.memberCount() > count;
    }

    /// `C>10`: created more than ten minutes ago; `T<10`: topic changed within the last ten minutes.
    private static @Nullable Predicate<Channel> ages(Call call, String word) {
        Integer minutes = number(word.substring(2));
        if (minutes == null) {
            return null;
        }
        long then = call.nowMillis() - minutes * 60_000L;
        boolean older = word.charAt(1) == '>';
        return switch (word.charAt(0)) {
            case 'C', 'c' -> channel -> older ? channel.createdMillis() < then : channel.createdMillis() > then;
            case 'T', 't' ->
                channel -> channel.topicMillis() != 0
                        && (older ? channel.topicMillis() < then : channel.topicMillis() > then);
            default -> null;
        };
    }

    private static @Nullable Integer number(String text) {
        return text.matches("[0-9]{1,8}") ? Integer.valueOf(text) : null;
    }

    private static final class Channels implements Cursor {
        /// Looked at in one step, shown or not, so that a narrow search costs the others nothing either.
        private static final int LOOKED_AT_MAX = 1024;

        private final List<Channel> channels;
        private final List<Predicate<Channel>> conditions;
        private int at;

        Channels(List<Channel> channels, List<Predicate<Channel>> conditions) {
            this.channels = channels;
            this.conditions = conditions;
        }

        @Override
        public boolean step(Call call) {
            int end = Math.min(channels.size(), at + LOOKED_AT_MAX);
            for (int lines = 0; at < end && lines < STEP_LINES; at++) {
                Channel channel = channels.get(at);
                if (channel.memberCount() > 0
                        && !NamesCommands.isHidden(call, channel)
                        && conditions.stream().allMatch(condition -> condition.test(channel))) {
                    call.reply(RPL_LIST, channel.name(), String.valueOf(channel.memberCount()), channel.topic());
                    lines++;
                }
            }
            return at < channels.size();
        }
    }
}
