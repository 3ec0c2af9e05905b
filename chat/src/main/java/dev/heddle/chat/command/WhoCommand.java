// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.RPL_ENDOFWHO;
import static dev.heddle.chat.message.Numeric.RPL_WHOREPLY;
import static dev.heddle.chat.message.Numeric.RPL_WHOSPCRPL;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.Glob;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.UserMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// WHO, with the fields of WHOX. Source: IRCv3 whox.
final class WhoCommand {
    private WhoCommand() {}

    static void addTo(CommandTable table) {
        table.add("WHO", Access.USERS, 0, 4, WhoCommand::who);
    }

    private static void who(Call call) {
        String mask = call.paramOr(0);
        if (mask.isEmpty() || mask.equals("0")) {
            mask = "*";
        }
        String shown = call.paramOr(0).isEmpty() ? "*" : call.param(0);
        Fields fields = Fields.parse(call.paramOr(1));
        call.answer(cursor(call, mask, fields), () -> call.reply(RPL_ENDOFWHO, shown, "End of WHO list"));
    }

    private static Cursor cursor(Call call, String mask, Fields fields) {
        if (NameRules.isChannelLike(mask)) {
            Channel channel = call.hub().channel(mask);
            if (channel == null || NamesCommands.isHidden(call, channel)) {
                return nothing -> false;
            }
            return new Members(channel, channel.members(), fields);
        }
        User exact = call.hub().user(mask);
        if (exact != null) {
            return new Users(List.of(exact), null, fields);
        }
        return new Users(new ArrayList<>(call.hub().users()), Glob.of(Casemapping.ASCII.fold(mask)), fields);
    }

    private static boolean sharesChannel(User one, User other) {
        for (int i = 0; i < one.membershipCount(); i++) {
            if (one.membership(i).channel().member(other) != null) {
                return true;
            }
        }
        return one == other;
    }

    private static final class Members implements Cursor {
        private final Channel channel;
        private final Membership[] members;
        private final Fields fields;
        private int at;

        Members(Channel channel, Membership[] members, Fields fields) {
            this.channel = channel;
            this.members = members;
            this.fields = fields;
        }

        @Override
        public boolean step(Call call) {
            boolean inside = channel.member(call.user()) != null || call.user().isOperator();
            for (int lines = 0; at < members.length && lines < STEP_LINES; at++) {
                Membership member = members[at];
                boolean visible = inside || !member.user().has(UserMode.INVISIBLE);
                if (visible && channel.member(member.user()) == member && fields.wants(member.user())) {
                    fields.tell(call, member.user(), member);
                    lines++;
                }
            }
            return at < members.length;
        }
    }

    private static final class Users implements Cursor {
        private static final int LOOKED_AT_MAX = 1024;

        private final List<User> users;
        private final @Nullable Glob glob;
        private final Fields fields;
        private int at;

        Users(List<User> users, @Nullable Glob glob, Fields fields) {
            this.users = users;
            this.glob = glob;
            this.fields = fields;
        }

        @Override
        public boolean step(Call call) {
            int end = Math.min(users.size(), at + LOOKED_AT_MAX);
            for (int lines = 0; at < end && lines < STEP_LINES; at++) {
                User user = users.get(at);
                if (call.hub().user(user.id()) == user && isFound(call, user) && fields.wants(user)) {
                    fields.tell(call, user, null);
                    lines++;
                }
            }
            return at < users.size();
        }

        private boolean isFound(Call call, User user) {
            if (glob == null) {
                return true;
            }
            boolean visible =
                    !user.has(UserMode.INVISIBLE) || call.user().isOperator() || sharesChannel(user, call.user());
            return visible
                    && (matches(user.folded())
                            || matches(user.username())
                            || matches(user.host())
                            || matches(user.realname())
                            || matches(call.serverName()));
        }

        private boolean matches(String text) {
            return glob != null && glob.matches(Casemapping.ASCII.fold(text));
        }
    }

    /// What is told of each user.
    ///
    /// @param letters of WHOX; empty for the plain form
    /// @param token of WHOX field t
    private record Fields(String letters, String token, boolean operatorsOnly) {
        private static final String ORDER = "tcuihsnfdlaor";

        static Fields parse(String text) {
            int percent = text.indexOf('%');
            boolean operators = (percent < 0 ? text : text.substring(0, percent)).indexOf('o') >= 0;
            if (percent < 0) {
                return new Fields("", "0", operators);
            }
            int comma = text.indexOf(',', percent);
            String letters = comma < 0 ? text.substring(percent + 1) : text.substring(percent + 1, comma);
            String token = comma < 0 ? "0" : text.substring(comma + 1);
            return new Fields(letters.isEmpty() ? " " : letters, token.matches("[0-9]{1,3}") ? token : "0", operators);
        }

        boolean wants(User user) {
            return !operatorsOnly || user.isOperator();
        }

        void tell(Call call, User user, @Nullable Membership member) {
            Membership shown = member != null ? member : anyShared(call, user);
            String channel = shown == null ? "*" : shown.channel().name();
            String flags = flags(call, user, shown);
            if (letters.isEmpty()) {
                call.reply(
                        RPL_WHOREPLY,
                        channel,
                        user.username(),
                        user.host(),
                        call.serverName(),
                        user.nick(),
                        flags,
                        "0 " + user.realname());
            } else {
                tellFields(call, user, channel, flags);
            }
        }

        /// A channel that the asker may know the user to be in; null for none.
        private static @Nullable Membership anyShared(Call call, User user) {
            for (int i = 0; i < user.membershipCount(); i++) {
                Membership one = user.membership(i);
                boolean shared = one.channel().member(call.user()) != null;
                boolean open = !user.has(UserMode.INVISIBLE) && !NamesCommands.isHidden(call, one.channel());
                if (shared || open) {
                    return one;
                }
            }
            return null;
        }

        private static String flags(Call call, User user, @Nullable Membership member) {
            return (user.away() == null ? "H" : "G")
                    + (user.isOperator() ? "*" : "")
                    + (member == null ? "" : member.prefix(call.client().has(Capability.MULTI_PREFIX)))
                    + (user.has(UserMode.BOT) ? "B" : "");
        }

        private void tellFields(Call call, User user, String channel, String flags) {
            List<String> words = new ArrayList<>(ORDER.length());
            boolean trailing = letters.indexOf('r') >= 0;
            for (int i = 0; i < ORDER.length(); i++) {
                char letter = ORDER.charAt(i);
                if (letters.indexOf(letter) >= 0) {
                    words.add(field(call, letter, user, channel, flags));
                }
            }
            String[] all = words.toArray(String[]::new);
            if (trailing) {
                call.reply(RPL_WHOSPCRPL, all);
            } else {
                call.replyWords(RPL_WHOSPCRPL, all);
            }
        }

        private String field(Call call, char letter, User user, String channel, String flags) {
            boolean trusted = user == call.user() || call.user().isOperator();
            return switch (letter) {
                case 't' -> token;
                case 'c' -> channel;
                case 'u' -> user.username();
                case 'i' -> trusted ? WhoisCommands.address(user) : "255.255.255.255";
                case 'h' -> user.host();
                case 's' -> call.serverName();
                case 'n' -> user.nick();
                case 'f' -> flags;
                case 'd' -> "0";
                case 'l' -> String.valueOf(Math.max(0, call.nowMillis() - user.spokeMillis()) / 1000);
                case 'a' -> user.account() == null ? "0" : user.account();
                case 'o' -> "n/a";
                default -> user.realname();
            };
        }
    }
}
