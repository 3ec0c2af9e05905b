// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import static dev.heddle.chat.message.Numeric.ERR_BANLISTFULL;
import static dev.heddle.chat.message.Numeric.ERR_CHANOPRIVSNEEDED;
import static dev.heddle.chat.message.Numeric.ERR_INVALIDMODEPARAM;
import static dev.heddle.chat.message.Numeric.ERR_UNKNOWNMODE;
import static dev.heddle.chat.message.Numeric.ERR_USERNOTINCHANNEL;

import dev.heddle.chat.hub.Channel;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Membership;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.Casemapping;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.NameRules;
import dev.heddle.chat.message.Prefix;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `+o-v+b alice bob *!*@host` into the changes that make a difference and that the asker may make;
/// everything else is answered.
final class ModeParser {
    private final Call call;
    private final Channel channel;
    private final @Nullable User by;
    private final List<Event.ModeChange> changes = new ArrayList<>();
    private final Set<String> touched = new HashSet<>();
    private int modes;
    private boolean refusedOnce;
    private List<String> words = List.of();
    private int next;

    /// @param by whose rank counts; null: the server's
    ModeParser(Call call, Channel channel, @Nullable User by) {
        this.call = call;
        this.channel = channel;
        this.by = by;
        modes = channel.modes();
    }

    /// @param all the letters, then the parameters
    List<Event.ModeChange> parse(List<String> all) {
        words = all;
        next = 1;
        boolean add = true;
        String letters = all.get(0);
        int parameters = 0;
        for (int i = 0; i < letters.length() && parameters < Features.MODES_MAX; i++) {
            char letter = letters.charAt(i);
            if (letter == '+' || letter == '-') {
                add = letter == '+';
                continue;
            }
            int before = next;
            one(add, letter);
            parameters += next - before;
        }
        return changes;
    }

    private @Nullable String parameter() {
        return next < words.size() ? words.get(next++) : null;
    }

    private void one(boolean add, char letter) {
        Prefix rank = Prefix.ofLetter(letter);
        if (rank != null) {
            rank(add, rank);
            return;
        }
        ChannelMode mode = ChannelMode.ofLetter(letter);
        if (mode == null) {
            call.reply(ERR_UNKNOWNMODE, String.valueOf(letter), "is unknown mode char to me");
            return;
        }
        switch (mode.takes()) {
            case LIST -> list(add, mode);
            case ALWAYS -> key(add);
            case WHEN_SET -> limit(add);
            case NOTHING -> flag(add, mode);
        }
    }

    private boolean isAtLeast(Prefix rank) {
        if (by == null) {
            return true;
        }
        Membership membership = channel.member(by);
        return membership != null && membership.isAtLeast(rank);
    }

    private boolean refuse() {
        if (!refusedOnce) {
            refusedOnce = true;
            call.reply(ERR_CHANOPRIVSNEEDED, channel.name(), "You're not a channel operator");
        }
        return false;
    }

    private boolean mayChange() {
        return isAtLeast(Prefix.HALF_OPERATOR) || refuse();
    }

    private void rank(boolean add, Prefix rank) {
        String nick = parameter();
        if (nick == null) {
            invalid(rank.letter(), "*", "You must specify a nickname");
            return;
        }
        User user = call.hub().user(nick);
        if (user == null) {
            call.noSuchNick(nick);
            return;
        }
        Membership membership = channel.member(user);
        if (membership == null) {
            call.reply(ERR_USERNOTINCHANNEL, user.nick(), channel.name(), "They aren't on that channel");
            return;
        }
        boolean own = user == by && !add;
        Prefix needed = switch (rank) {
            case FOUNDER, PROTECTED -> Prefix.FOUNDER;
            case OPERATOR, HALF_OPERATOR -> Prefix.OPERATOR;
            case VOICE -> Prefix.HALF_OPERATOR;
        };
        if (!own && !isAtLeast(needed)) {
            refuse();
            return;
        }
        boolean has = (membership.ranks() & rank.bit()) != 0;
        boolean again = !touched.add(rank + " " + user.id());
        if (has != add || again) {
            changes.add(new Event.ModeChange(add, rank.letter(), user.nick(), user.id()));
        }
    }

    private void flag(boolean add, ChannelMode mode) {
        if (mode == ChannelMode.REGISTERED) {
            return;
        }
        boolean has = (modes & mode.bit()) != 0;
        if (mayChange() && has != add) {
            modes = add ? modes | mode.bit() : modes & ~mode.bit();
            changes.add(new Event.ModeChange(add, mode.letter(), null, 0));
        }
    }

    private void key(boolean add) {
        String key = parameter();
        if (!mayChange()) {
            return;
        }
        if (!add) {
            if (channel.key() != null && touched.add("-k")) {
                changes.add(new Event.ModeChange(false, 'k', key == null || key.isEmpty() ? "*" : Call.word(key), 0));
            }
        } else if (key == null || !NameRules.isKey(key)) {
            invalid('k', "*", "Invalid channel key");
        } else if (!key.equals(channel.key())) {
            changes.add(new Event.ModeChange(true, 'k', key, 0));
        }
    }

    private void limit(boolean add) {
        if (!add) {
            if (mayChange() && channel.limit() > 0 && touched.add("-l")) {
                changes.add(new Event.ModeChange(false, 'l', null, 0));
            }
            return;
        }
        String text = parameter();
        if (!mayChange()) {
            return;
        }
        if (text == null || !text.matches("[0-9]{1,9}") || Integer.parseInt(text) == 0) {
            invalid('l', text == null ? "*" : text, "Invalid channel limit");
        } else if (Integer.parseInt(text) != channel.limit()) {
            changes.add(new Event.ModeChange(true, 'l', String.valueOf(Integer.parseInt(text)), 0));
        }
    }

    private void list(boolean add, ChannelMode mode) {
        String typed = parameter();
        if (typed == null || !mayChange()) {
            return;
        }
        Mask mask =
                typed.indexOf(' ') >= 0 ? null : Mask.parse(call.hub().names().casemapping(), typed);
        if (mask == null || mask.text().length() > 200) {
            invalid(mode.letter(), typed, "Invalid mask");
            return;
        }
        String there = find(mode, mask.text());
        if (!add) {
            if (there != null && touched.add("-" + mode + there)) {
                changes.add(new Event.ModeChange(false, mode.letter(), there, 0));
            }
        } else if (there == null && touched.add("+" + mode + mask.text())) {
            if (channel.list(mode).size() + changes.size()
                    >= call.hub().settings().limits().listModes()) {
                call.reply(
                        ERR_BANLISTFULL,
                        channel.name(),
                        mask.text(),
                        String.valueOf(mode.letter()),
                        "Channel list is full");
            } else {
                changes.add(new Event.ModeChange(true, mode.letter(), mask.text(), 0));
            }
        }
    }

    /// The entry in any spelling; null if there is none.
    private @Nullable String find(ChannelMode mode, String text) {
        if (channel.list(mode).get(text) != null) {
            return text;
        }
        Casemapping casemapping = call.hub().names().casemapping();
        for (String one : channel.list(mode).texts()) {
            if (casemapping.same(one, text)) {
                return one;
            }
        }
        return null;
    }

    private void invalid(char letter, String typed, String text) {
        call.reply(ERR_INVALIDMODEPARAM, channel.name(), String.valueOf(letter), typed, text);
    }
}
