// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.command.Command.Access;
import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.HubSettings;
import dev.heddle.chat.message.Capability;
import dev.heddle.chat.message.Multiline;
import dev.heddle.chat.message.Numeric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// CAP: what client and server agree on. Source: IRCv3 capability-negotiation, version 302.
public final class CapCommands {
    private static final int LINE_BYTES_MAX = 400;

    private CapCommands() {}

    static void addTo(CommandTable table) {
        table.add("CAP", Access.ANYBODY, 1, CapCommands::cap);
    }

    private static void cap(Call call) {
        String verb = call.param(0).toUpperCase(java.util.Locale.ROOT);
        switch (verb) {
            case "LS" -> list(call);
            case "LIST" -> listMine(call);
            case "REQ" -> request(call);
            case "END" -> end(call);
            default -> call.reply(Numeric.ERR_INVALIDCAPCMD, call.param(0), "Invalid CAP command");
        }
    }

    private static void negotiate(Call call) {
        Registration registration = call.caller().registration();
        if (registration != null) {
            registration.negotiating = true;
        }
    }

    private static void list(Call call) {
        negotiate(call);
        if (isAtLeast302(call.paramOr(1))) {
            call.caller().version302();
            int bits = call.client().capabilities() | Capability.CAP_NOTIFY.bit();
            change(call, bits);
        }
        List<String> tokens = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            if (isOffered(call.hub(), capability)) {
                String value = call.caller().isVersion302() ? value(call.hub(), capability) : "";
                tokens.add(value.isEmpty() ? capability.token() : capability.token() + "=" + value);
            }
        }
        answer(call, "LS", tokens);
    }

    private static boolean isAtLeast302(String version) {
        return version.matches("[0-9]{1,5}") && Integer.parseInt(version) >= 302;
    }

    private static void listMine(Call call) {
        List<String> tokens = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            if (call.client().has(capability)) {
                tokens.add(capability.token());
            }
        }
        answer(call, "LIST", tokens);
    }

    private static void answer(Call call, String verb, List<String> tokens) {
        StringBuilder line = new StringBuilder();
        for (String token : tokens) {
            if (line.length() + token.length() > LINE_BYTES_MAX && call.caller().isVersion302()) {
                call.say("CAP", call.nick(), verb, "*", line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(token);
        }
        call.say("CAP", call.nick(), verb, line.toString());
    }

    /// All or nothing.
    private static void request(Call call) {
        negotiate(call);
        int bits = call.client().capabilities();
        for (String token : call.paramOr(1).split(" ")) {
            if (token.isEmpty()) {
                continue;
            }
            boolean off = token.charAt(0) == '-';
            Capability capability = Capability.ofToken(off ? token.substring(1) : token);
            if (capability == null || capability == Capability.STS || !isOffered(call.hub(), capability) && !off) {
                call.say("CAP", call.nick(), "NAK", call.paramOr(1));
                return;
            }
            boolean implied =
                    capability == Capability.CAP_NOTIFY && call.caller().isVersion302();
            if (off && implied) {
                call.say("CAP", call.nick(), "NAK", call.paramOr(1));
                return;
            }
            bits = off ? bits & ~capability.bit() : bits | capability.bit();
        }
        change(call, bits);
        call.say("CAP", call.nick(), "ACK", call.paramOr(1));
    }

    private static void change(Call call, int bits) {
        if (bits != call.client().capabilities()) {
            call.emit(new Event.CapabilitiesChanged(call.client().id(), bits, call.nowMillis()));
        }
    }

    private static void end(Call call) {
        Registration registration = call.caller().registration();
        if (registration != null) {
            registration.negotiating = false;
            Welcome.tryComplete(call);
        }
    }

    /// The bits of what is offered now.
    public static int offered(Hub hub) {
        int bits = 0;
        for (Capability capability : Capability.values()) {
            bits |= isOffered(hub, capability) ? capability.bit() : 0;
        }
        return bits;
    }

    /// After a change of the settings: tells those with cap-notify what is new and what is gone, and takes what
    /// is gone from everybody.
    public static void announce(Services services, int before) {
        Hub hub = services.hub();
        int now = offered(hub);
        if (now == before) {
            return;
        }
        String come = tokens(hub, now & ~before, true);
        String gone = tokens(hub, before & ~now, false);
        for (Client client : hub.clients()) {
            int left = client.capabilities() & ~(before & ~now);
            if (left != client.capabilities()) {
                hub.emit(new Event.CapabilitiesChanged(
                        client.id(), left, hub.clock().wallMillis()));
            }
            if (client.has(Capability.CAP_NOTIFY)) {
                notify(services, client, "NEW", come);
                notify(services, client, "DEL", gone);
            }
        }
    }

    private static void notify(Services services, Client client, String verb, String tokens) {
        if (!tokens.isEmpty()) {
            Hub hub = services.hub();
            services.line()
                    .begin(hub.clock().wallMillis())
                    .source(hub.settings().identity().name())
                    .command("CAP")
                    .param(client.nickOrStar())
                    .param(verb)
                    .trailing(tokens);
            hub.tell(client, services.line().end());
        }
    }

    private static String tokens(Hub hub, int bits, boolean values) {
        StringBuilder tokens = new StringBuilder();
        for (Capability capability : Capability.values()) {
            if (capability.isIn(bits)) {
                String value = values ? value(hub, capability) : "";
                tokens.append(tokens.isEmpty() ? "" : " ").append(capability.token());
                tokens.append(value.isEmpty() ? "" : "=" + value);
            }
        }
        return tokens.toString();
    }

    private static boolean isOffered(Hub hub, Capability capability) {
        HubSettings settings = hub.settings();
        return switch (capability) {
            case STS -> settings.sts() != null;
            case CHATHISTORY, EVENT_PLAYBACK, MESSAGE_REDACTION ->
                hub.store() != null && settings.history().enabled();
            case SASL, READ_MARKER -> hub.store() != null;
            case ACCOUNT_REGISTRATION ->
                hub.store() != null && settings.accounts().registration();
            default -> true;
        };
    }

    private static String value(Hub hub, Capability capability) {
        HubSettings settings = hub.settings();
        return switch (capability) {
            case SASL -> SaslCommands.MECHANISMS;
            case ACCOUNT_REGISTRATION -> registration(settings.accounts());
            case STS -> sts(settings.sts());
            case MULTILINE -> "max-bytes=" + Multiline.BYTES_MAX + ",max-lines=" + Multiline.LINES_MAX;
            default -> "";
        };
    }

    private static String registration(HubSettings.Accounts accounts) {
        String before = accounts.beforeConnect() ? "before-connect" : "";
        String email = accounts.emailRequired() ? "email-required" : "";
        return before.isEmpty() || email.isEmpty() ? before + email : before + "," + email;
    }

    private static String sts(HubSettings.@Nullable Sts sts) {
        return sts == null
                ? ""
                : "port=" + sts.port() + ",duration=" + sts.duration().toSeconds();
    }
}
