// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.ChannelMode;
import dev.heddle.chat.message.Isupport;
import dev.heddle.chat.message.Mask;
import dev.heddle.chat.message.Numeric;
import dev.heddle.chat.message.Prefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numeric 005: what a client may count on. Each token states what the code does; the limits come from the
/// settings.
///
/// Thread: the hub.
final class Features {
    /// Mode changes with a parameter in one command: a message has fifteen parameters, two of which are others.
    static final int MODES_MAX = 12;
    /// Targets of one PRIVMSG, NOTICE or TAGMSG.
    static final int TARGETS_MAX = 4;
    /// Channels of one JOIN, users of one KICK, and the like.
    static final int LISTED_MAX = 20;

    private final List<String[]> lines = new ArrayList<>();
    /// What the lines were made from; null: they have not been made.
    private @Nullable HubSettings madeFrom;

    Features() {}

    /// The same lines to everybody, until the settings change.
    @SuppressWarnings("ReferenceEquality") // a reload brings another object
    void tell(Call call) {
        HubSettings settings = call.hub().settings();
        if (madeFrom != settings) {
            lines.clear();
            for (String line : tokens(call.hub()).lines()) {
                String[] words = (line + " \0").split(" ");
                words[words.length - 1] = "are supported by this server";
                lines.add(words);
            }
            madeFrom = settings;
        }
        for (int i = 0; i < lines.size(); i++) {
            call.reply(Numeric.RPL_ISUPPORT, lines.get(i));
        }
    }

    private static Isupport tokens(Hub hub) {
        HubSettings settings = hub.settings();
        HubSettings.Limits limits = settings.limits();
        Isupport tokens = new Isupport()
                .set("ACCOUNTEXTBAN", Mask.ACCOUNT_EXTBAN)
                .set("AWAYLEN", limits.awayLength())
                .set("BOT", "B")
                .set("CASEMAPPING", hub.names().casemapping().token())
                .set("CHANLIMIT", "#:" + limits.channelsPerUser())
                .set("CHANMODES", ChannelMode.token())
                .set("CHANNELLEN", limits.channelLength())
                .set("CHANTYPES", "#")
                .set("ELIST", "CMNTU")
                .set("EXCEPTS", "e")
                .set("EXTBAN", Mask.EXTBAN_PREFIX + "," + Mask.EXTBAN_LETTERS)
                .set("HEDDLE/NONCE")
                .set("HOSTLEN", 63)
                .set("INVEX", "I")
                .set("KEYLEN", 23)
                .set("KICKLEN", limits.kickLength())
                .set("KNOCK")
                .set("MAXLIST", "beI:" + limits.listModes())
                .set("MAXTARGETS", TARGETS_MAX)
                .set("MODES", MODES_MAX)
                .set("MONITOR", limits.monitor())
                .set("NAMELEN", limits.realnameLength())
                .set("NETWORK", settings.identity().network())
                .set("NICKLEN", limits.nickLength())
                .set("PREFIX", Prefix.TOKEN)
                .set("SAFELIST")
                .set("STATUSMSG", "~&@%+")
                .set("TARGMAX", targets())
                .set("TOPICLEN", limits.topicLength())
                .set("USERLEN", 20)
                .set("UTF8ONLY")
                .set("WHOX");
        if (hub.store() != null && settings.history().enabled()) {
            tokens.set("CHATHISTORY", settings.history().page()).set("MSGREFTYPES", "msgid,timestamp");
        }
        return tokens;
    }

    private static String targets() {
        return "NAMES:" + LISTED_MAX + ",LIST:" + LISTED_MAX + ",KICK:" + LISTED_MAX + ",WHOIS:1,WHOWAS:1,JOIN:"
                + LISTED_MAX + ",PART:" + LISTED_MAX + ",PRIVMSG:" + TARGETS_MAX + ",NOTICE:" + TARGETS_MAX + ",TAGMSG:"
                + TARGETS_MAX + ",MONITOR:";
    }
}
