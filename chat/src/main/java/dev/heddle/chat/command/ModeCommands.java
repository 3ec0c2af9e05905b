// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_CHANOPRIVSNEEDED;
import static dev.heddle.chat.message.Numeric.ERR_NOSUCHNICK;
import static dev.heddle.chat.message.Numeric.ERR_UMODEUNKNOWNFLAG;
import static dev.heddle.chat.message.Numeric.ERR_USERSDONTMATCH;
import static dev.heddle.chat.message.Numeric.RPL_BANLIST;
import static dev.heddle.chat.message.Numeric.RPL_CHANNELMODEIS;
import static dev.heddle.chat.message.Numeric.RPL_CREATIONTIME;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFBANLIST;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFEXCEPTLIST;
import static dev.heddle.chat.message.Numeric.RPL_ENDOFINVEXLIST;
import static dev.heddle.chat.message.Numeric.RPL_EXCEPTLIST;
import static dev.heddle.chat.message.Numeric.RPL_INVEXLIST;
import static dev.heddle.chat.message.Numeric.RPL_UMODEIS;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.UserMode;
import dev.heddle.chat.store.ChannelMask;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// MODE: of channels and of oneself, and the lists of masks.
final class ModeCommands {
    private ModeCommands() {}

    static void addTo(CommandTable table) {
        table.add("MODE", Access.USERS, 1, ModeCommands::mode);
    }

    private static void mode(Call call) {
        String target = call.param(0);
        if (NameRules.isChannelLike(target)) {
            Channel channel = call.hub().channel(target);
            if (channel == null) {
                call.noSuchChannel(target);
            } else if (call.paramCount() == 1) {
                show(call, channel);
            } else if (!isListQuery(call, channel)) {
                change(call, channel, call.user(), false);
            }
        } else {
            userMode(call, target);
        }
    }

    // --- channels

    private static void show(Call call, Channel channel) {
        StringBuilder letters = new StringBuilder("+").append(ChannelMode.letters(channel.modes()));
        List<String> words = new ArrayList<>();
        words.add(channel.name());
        String key = channel.key();
        boolean inside = channel.member(call.user()) != null || call.user().isOperator();
        List<String> parameters = new ArrayList<>();
        if (key != null) {
            letters.append('k');
            parameters.add(inside ? key : "*");
        }
        if (channel.limit() > 0) {
            letters.append('l');
            parameters.add(String.valueOf(channel.limit()));
        }
        words.add(letters.toString());
        words.addAll(parameters);
        call.replyWords(RPL_CHANNELMODEIS, words.toArray(String[]::new));
        call.replyWords(RPL_CREATIONTIME, channel.name(), String.valueOf(channel.createdMillis() / 1000));
    }

    /// `MODE #channel +b` without a mask shows the list.
    private static boolean isListQuery(Call call, Channel channel) {
        String letters = call.param(1).replace("+", "");
        if (call.paramCount() != 2 || letters.length() != 1) {
            return false;
        }
        ChannelMode mode = ChannelMode.ofLetter(letters.charAt(0));
        if (mode == null
                || mode.takes() != ChannelMode.Takes.LIST
                || call.param(1).startsWith("-")) {
            return false;
        }
        Numeric end = switch (mode) {
            case BAN -> RPL_ENDOFBANLIST;
            case EXCEPT -> RPL_ENDOFEXCEPTLIST;
            default -> RPL_ENDOFINVEXLIST;
        };
        if (NamesCommands.isHidden(call, channel)) {
            call.reply(end, channel.name(), "End of channel list");
            return true;
        }
        call.answer(
                new Masks(channel, mode, List.copyOf(channel.list(mode).texts())),
                () -> call.reply(end, channel.name(), "End of channel list"));
        return true;
    }

    private static final class Masks implements Cursor {
        private final Channel channel;
        private final ChannelMode mode;
        private final List<String> texts;
        private int at;

        Masks(Channel channel, ChannelMode mode, List<String> texts) {
            this.channel = channel;
            this.mode = mode;
            this.texts = texts;
        }

        @Override
        public boolean step(Call call) {
            Numeric numeric = switch (mode) {
                case BAN -> RPL_BANLIST;
                case EXCEPT -> RPL_EXCEPTLIST;
                default -> RPL_INVEXLIST;
            };
            for (int lines = 0; at < texts.size() && lines < STEP_LINES; lines++) {
                ChannelMask entry = channel.list(mode).get(texts.get(at++));
                if (entry != null) {
                    call.replyWords(
                            numeric,
                            channel.name(),
                            entry.mask(),
                            entry.setter(),
                            String.valueOf(entry.timeMillis() / 1000));
                }
            }
            return at < texts.size();
        }
    }

    /// Makes the changes that are asked for, as far as `by` may.
    ///
    /// @param server the server itself makes them: nobody's rank is asked
    static void change(Call call, Channel channel, @Nullable User by, boolean server) {
        if (!server && by != null && channel.member(by) == null) {
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You're not a channel operator");
            return;
        }
        List<Event.ModeChange> changes = new ModeParser(call, channel, server ? null : by)
                .parse(call.message().params().subList(1, call.paramCount()));
        if (!changes.isEmpty()) {
            call.emit(new Event.ChannelModesChanged(
                    server || by == null ? 0 : by.id(),
                    channel.folded(),
                    changes,
                    call.hub().random(),
                    call.nowMillis()));
        }
    }

    // --- users

    private static void userMode(Call call, String target) {
        User user = call.user();
        User named = call.hub().user(target);
        if (named == null) {
            call.reply(ERR_NOSUCHNICK, target, "No such nick");
        } else if (named != user) {
            call.reply(ERR_USERSDONTMATCH, "Can't change mode for other users");
        } else if (call.paramCount() == 1) {
            call.replyWords(RPL_UMODEIS, "+" + UserMode.letters(user.modes()));
        } else {
            changeOwn(call, user, call.param(1));
        }
    }

    private static void changeOwn(Call call, User user, String letters) {
        int modes = user.modes();
        boolean add = true;
        boolean unknown = false;
        for (int i = 0; i < letters.length(); i++) {
            char letter = letters.charAt(i);
            UserMode mode = UserMode.ofLetter(letter);
            if (letter == '+' || letter == '-') {
                add = letter == '+';
            } else if (mode == null) {
                unknown = true;
            } else if (isOwn(mode, add)) {
                modes = add ? modes | mode.bit() : modes & ~mode.bit();
            }
        }
        if (unknown) {
            call.reply(ERR_UMODEUNKNOWNFLAG, "Unknown MODE flag");
        }
        if (modes != user.modes()) {
            String operator = (modes & UserMode.OPERATOR.bit()) == 0 ? null : user.operator();
            call.emit(new Event.UserModesChanged(user.id(), modes, operator, call.nowMillis()));
        }
    }

    /// What users may set for themselves; they may also stop being operators.
    private static boolean isOwn(UserMode mode, boolean add) {
        return switch (mode) {
            case BOT, INVISIBLE, NO_CTCP, REGISTERED_ONLY, WALLOPS -> true;
            case OPERATOR -> !add;
            case REGISTERED, SECURE -> false;
        };
    }
}
