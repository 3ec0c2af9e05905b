// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.hub;

import dev.heddle.chat.message.NameRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Who and what is here, by id and by name. Read through [Hub]; changed by the appliers of events.
///
/// Thread: the hub. Maps that are walked keep the order of arrival, so that a run repeats.
final class Roster {
    final LongMap<Client> clients = new LongMap<>();
    final LongMap<User> users = new LongMap<>();
    final Map<String, User> nicks = new LinkedHashMap<>();
    final Map<String, Channel> channels = new LinkedHashMap<>();
    final Bans bans;
    final Whowas whowas;
    final Census census = new Census();
    private final Map<String, List<Client>> watchers = new HashMap<>();
    private final NameRules names;

    Roster(NameRules names, int whowasMax) {
        this.names = names;
        bans = new Bans(names.casemapping());
        whowas = new Whowas(whowasMax);
    }

    String fold(String name) {
        return names.casemapping().fold(name);
    }

    /// Clients mostly write the name as it is kept, so that is tried first.
    @Nullable
    User user(String nick) {
        User exact = nicks.get(nick);
        return exact != null ? exact : nicks.get(fold(nick));
    }

    @Nullable
    Channel channel(String name) {
        Channel exact = channels.get(name);
        return exact != null ? exact : channels.get(fold(name));
    }

    List<Client> watchers(String folded) {
        return watchers.getOrDefault(folded, List.of());
    }

    void watch(String folded, Client client) {
        watchers.computeIfAbsent(folded, name -> new ArrayList<>(1)).add(client);
    }

    void unwatch(String folded, Client client) {
        List<Client> known = watchers.get(folded);
        if (known != null) {
            known.remove(client);
            if (known.isEmpty()) {
                watchers.remove(folded);
            }
        }
    }

    /// The member leaves; the caller has flushed the channel. An empty channel goes, unless it is registered.
    void leave(Membership membership) {
        Channel channel = membership.channel();
        channel.leave(membership);
        if (channel.memberCount() == 0) {
            census.emptied();
        }
        forgetIfEmpty(channel);
    }

    void forgetIfEmpty(Channel channel) {
        if (channel.memberCount() == 0 && channel.registration() == null) {
            channels.remove(channel.folded());
        }
    }

    /// The user with this id, which an event names; it must be here.
    User present(long id) {
        User user = users.get(id);
        if (user == null) {
            throw new IllegalStateException("hub: an event names user " + id + ", who is not here");
        }
        return user;
    }

    /// The channel that an event names; it must exist.
    Channel existing(String name) {
        Channel channel = channel(name);
        if (channel == null) {
            throw new IllegalStateException("hub: an event names channel " + name + ", which does not exist");
        }
        return channel;
    }
}
