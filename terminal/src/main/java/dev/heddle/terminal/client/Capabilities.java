// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The extensions that a server offers and that both sides use. Thread: the loop. Source: IRCv3
/// capability-negotiation.
final class Capabilities {
    /// Everything this client understands.
    private static final List<String> WANTED = List.of(
            "account-notify",
            "account-tag",
            "away-notify",
            "batch",
            "chghost",
            "echo-message",
            "extended-join",
            "invite-notify",
            "labeled-response",
            "message-tags",
            "multi-prefix",
            "sasl",
            "server-time",
            "setname",
            "standard-replies",
            "draft/account-registration",
            "draft/chathistory",
            "draft/event-playback",
            "draft/message-redaction",
            "draft/read-marker");

    private static final int OFFERED_MAX = 200;
    private static final int LINE_CHARS = 400;

    private final Map<String, String> offered = new HashMap<>();
    private final Set<String> enabled = new HashSet<>();

    /// The server offers these; values are behind an equals sign.
    void offered(String tokens) {
        for (String token : tokens.split(" ")) {
            int equals = token.indexOf('=');
            String name = equals < 0 ? token : token.substring(0, equals);
            if (!name.isEmpty() && offered.size() < OFFERED_MAX) {
                offered.put(name, equals < 0 ? "" : token.substring(equals + 1));
            }
        }
    }

    /// The server agreed to these; a leading minus says that they are off.
    void acknowledged(String tokens) {
        for (String token : tokens.split(" ")) {
            if (token.startsWith("-")) {
                enabled.remove(token.substring(1));
            } else if (!token.isEmpty()) {
                enabled.add(token);
            }
        }
    }

    /// The server takes these back.
    void withdrawn(String tokens) {
        for (String token : tokens.split(" ")) {
            enabled.remove(token);
            offered.remove(token);
        }
    }

    /// What is wanted, offered and not on yet, in groups that fit into a line each.
    List<String> requests() {
        var groups = new ArrayList<String>();
        var group = new StringBuilder();
        for (String name : WANTED) {
            if (!offered.containsKey(name) || enabled.contains(name)) {
                continue;
            }
            if (group.length() + name.length() > LINE_CHARS) {
                groups.add(group.toString());
                group.setLength(0);
            }
            group.append(group.isEmpty() ? "" : " ").append(name);
        }
        if (!group.isEmpty()) {
            groups.add(group.toString());
        }
        return groups;
    }

    /// Whether both sides use it.
    boolean has(String name) {
        return enabled.contains(name);
    }

    /// The value with which it was offered; empty for none.
    String value(String name) {
        return offered.getOrDefault(name, "");
    }

    /// A new connection knows nothing.
    void clear() {
        offered.clear();
        enabled.clear();
    }
}
