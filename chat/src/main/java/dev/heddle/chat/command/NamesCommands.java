// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.RPL_ENDOFNAMES;
import static dev.heddle.chat.message.Numeric.RPL_NAMREPLY;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.UserMode;

/// NAMES: who is in a channel.
final class NamesCommands {
    private static final int NAMES_BYTES_MAX = 380;

    private NamesCommands() {}

    static void addTo(CommandTable table) {
        table.add("NAMES", Access.USERS, 0, 2, NamesCommands::names);
    }

    private static void names(Call call) {
        if (call.paramCount() == 0) {
            call.reply(RPL_ENDOFNAMES, "*", "End of /NAMES list");
            return;
        }
        namesFrom(call, call.param(0).split(","), 0);
    }

    /// One end for all.
    private static void namesFrom(Call call, String[] names, int from) {
        for (int i = from; i < Math.min(names.length, Features.LISTED_MAX); i++) {
            Channel channel = call.hub().channel(names[i]);
            if (channel != null && !isHidden(call, channel)) {
                int next = i + 1;
                call.answer(of(call, channel), () -> namesFrom(call, names, next));
                return;
            }
        }
        end(call, call.param(0));
    }

    static void end(Call call, String shown) {
        call.reply(RPL_ENDOFNAMES, shown, "End of /NAMES list");
    }

    static boolean isHidden(Call call, Channel channel) {
        return channel.has(ChannelMode.SECRET)
                && channel.member(call.user()) == null
                && !call.user().isOperator();
    }

    /// The names of the members as they are now, without the end.
    static Cursor of(Call call, Channel channel) {
        return new Names(
                channel,
                channel.members(),
                channel.member(call.user()) != null || call.user().isOperator());
    }

    private static final class Names implements Cursor {
        private final Channel channel;
        private final Membership[] members;
        private final boolean inside;
        private int at;

        Names(Channel channel, Membership[] members, boolean inside) {
            this.channel = channel;
            this.members = members;
            this.inside = inside;
        }

        @Override
        public boolean step(Call call) {
            boolean all = call.client().has(Capability.MULTI_PREFIX);
            boolean masks = call.client().has(Capability.USERHOST_IN_NAMES);
            StringBuilder line = new StringBuilder();
            for (int lines = 0; at < members.length && lines < STEP_LINES; ) {
                User user = members[at].user();
                if (!inside && user.has(UserMode.INVISIBLE) || channel.member(user) == null) {
                    at++;
                    continue;
                }
                String name = members[at].prefix(all) + (masks ? user.mask() : user.nick());
                if (line.length() + name.length()
                        > NAMES_BYTES_MAX - 2 * channel.name().length()) {
                    tell(call, line);
                    lines++;
                }
                line.append(line.isEmpty() ? "" : " ").append(name);
                at++;
            }
            if (!line.isEmpty()) {
                tell(call, line);
            }
            if (at < members.length) {
                return true;
            }
            return false;
        }

        private void tell(Call call, StringBuilder line) {
            String symbol = channel.has(ChannelMode.SECRET) ? "@" : "=";
            call.reply(RPL_NAMREPLY, symbol, channel.name(), line.toString());
            line.setLength(0);
        }
    }
}
