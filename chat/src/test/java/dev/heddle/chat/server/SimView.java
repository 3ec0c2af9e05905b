// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.server;

import dev.heddle.chat.message.MessageId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What one connection has understood of the server's lines, and the checks on each of them: nothing that is
/// not meant for it, nothing out of order, no answer out of the order of its commands, no echo that is not
/// stored.
final class SimView {
    /// Commands that tell what happened; everything else is an answer.
    private static final Set<String> NEWS = Set.of(
            "PRIVMSG", "NOTICE", "TAGMSG", "JOIN", "PART", "KICK", "TOPIC", "MODE", "NICK", "QUIT", "AWAY", "ACCOUNT",
            "INVITE", "SETNAME", "CHGHOST");

    private final SimModel model;
    private final SimStore store;
    private final int port;
    private final Deque<String> asked = new ArrayDeque<>();
    private final Map<String, String> batches = new HashMap<>();
    private final Map<String, Set<String>> rooms = new LinkedHashMap<>();
    private final Map<String, Set<String>> names = new HashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final List<SimExpected.Item> echoed;
    private String nick = "*";
    private boolean welcomed;
    private long lastInPage;

    /// @param echoed where the client's own messages go that came back as stored
    SimView(SimModel model, SimStore store, int port, List<SimExpected.Item> echoed) {
        this.echoed = echoed;
        this.model = model;
        this.store = store;
        this.port = port;
    }

    String nick() {
        return nick;
    }

    boolean isWelcomed() {
        return welcomed;
    }

    Map<String, Set<String>> rooms() {
        return rooms;
    }

    /// Answers that have not come.
    Deque<String> asked() {
        return asked;
    }

    /// The client sends a command whose answer can be told: `PONG token`, or a label.
    void ask(String token) {
        asked.addLast(token);
    }

    void on(SimLine line) {
        label(line);
        if (line.command().equals("BATCH")) {
            batch(line);
            return;
        }
        String batch = line.tag("batch");
        if (!batch.isEmpty() && !batches.containsKey(batch)) {
            throw new AssertionError("a line of batch " + batch + ", which is not open: " + line);
        }
        if (batches.getOrDefault(batch, "").equals("chathistory")) {
            history(line);
        } else if (NEWS.contains(line.command())) {
            news(line);
        } else {
            answer(line);
        }
    }

    private void label(SimLine line) {
        String label = line.tag("label");
        if (!label.isEmpty()) {
            answered("label " + label, line);
        }
    }

    private void answered(String token, SimLine line) {
        String next = asked.pollFirst();
        if (!token.equals(next)) {
            throw new AssertionError("an answer out of the order of commands: wanted " + next + ", got " + line);
        }
    }

    private void batch(SimLine line) {
        String reference = line.param(0).substring(1);
        if (line.param(0).startsWith("+")) {
            batches.put(reference, line.param(1));
            lastInPage = 0;
        } else if (batches.remove(reference) == null) {
            throw new AssertionError("the end of batch " + reference + ", which is not open");
        }
    }

    // --- answers

    private void answer(SimLine line) {
        switch (line.command()) {
            case "001" -> {
                welcomed = true;
                nick = line.param(0);
            }
            case "PONG" -> answered("PONG " + line.param(1), line);
            case "353" -> {
                for (String name : line.param(3).split(" ", -1)) {
                    String bare = name.replaceAll("^[~&@%+]+", "").replaceAll("!.*", "");
                    if (!bare.isEmpty()) {
                        names.computeIfAbsent(SimModel.fold(line.param(2)), any -> new LinkedHashSet<>())
                                .add(bare);
                    }
                }
            }
            case "366" -> names(SimModel.fold(line.param(1)));
            case "FAIL" -> {
                if (line.param(1).equals("MESSAGE_NOT_STORED")) {
                    boolean wanted = model.expected(port).takeFailed(store, line.param(0), line.param(2));
                    if (!wanted && line.tag("label").isEmpty()) {
                        throw new AssertionError("the message was stored, or not this client's: " + line);
                    }
                }
            }
            default -> {}
        }
    }

    private void names(String room) {
        Set<String> told = names.remove(room);
        Set<String> here = rooms.get(room);
        if (here == null) {
            return;
        }
        if (told == null || !told.contains(nick)) {
            throw new AssertionError("names of " + room + " without " + nick + ": " + told);
        }
        if (known.add(room)) {
            here.clear();
            here.addAll(told);
        } else if (!here.equals(told)) {
            throw new AssertionError("names of " + room + ": told " + told + ", but heard of " + here);
        }
    }

    // --- news

    private void news(SimLine line) {
        boolean service = line.command().equals("NOTICE")
                && (!line.source().contains("!") || line.nick().endsWith("Serv"));
        boolean farewell = line.command().equals("QUIT") && line.nick().equals(nick);
        if (service || farewell) {
            return; // the service answers; a client that goes sees its own QUIT
        }
        SimExpected.Item item = model.expected(port).take(line);
        if (item.echo() && store.isPosted(item.sequence())) {
            if (!store.isCommitted(item.sequence())) {
                throw new AssertionError("an echo of what is not stored: " + item);
            }
            echoed.add(item);
        }
        String room = SimModel.fold(line.param(0));
        switch (line.command()) {
            case "JOIN" -> {
                if (line.nick().equals(nick)) {
                    rooms.put(room, new LinkedHashSet<>(Set.of(nick)));
                    known.remove(room);
                } else {
                    members(room).add(line.nick());
                }
            }
            case "PART" -> gone(room, line.nick());
            case "KICK" -> gone(room, line.param(1));
            case "QUIT" -> rooms.values().forEach(members -> members.remove(line.nick()));
            case "NICK" -> renamed(line.nick(), line.param(0));
            default -> {}
        }
    }

    private Set<String> members(String room) {
        Set<String> here = rooms.get(room);
        if (here == null) {
            throw new AssertionError("news of " + room + ", where " + nick + " is not");
        }
        return here;
    }

    private void gone(String room, String who) {
        members(room).remove(who);
        if (who.equals(nick)) {
            rooms.remove(room);
            known.remove(room);
        }
    }

    private void renamed(String before, String after) {
        for (Set<String> members : rooms.values()) {
            if (members.remove(before)) {
                members.add(after);
            }
        }
        if (before.equals(nick)) {
            nick = after;
        }
    }

    /// A page of the past: in order, as it was said, committed, and only what this member was there for.
    private void history(SimLine line) {
        MessageId id = MessageId.parse(line.tag("msgid"));
        if (id == null) {
            return;
        }
        if (id.sequence() <= lastInPage) {
            throw new AssertionError("history out of order: " + line + " after " + lastInPage);
        }
        lastInPage = id.sequence();
        SimModel.Said said = model.said(id.sequence());
        SimModel.Person me = model.at(port);
        boolean same = said != null
                && said.source().equals(line.source())
                && said.room().equals(SimModel.fold(line.param(0)))
                && line.param(1).endsWith(said.text());
        if (!same) {
            throw new AssertionError("history of what was not said: " + line + ", said " + said);
        }
        if (me != null && !said.members().contains(me.id)) {
            throw new AssertionError("history from before the join: " + line);
        }
        if (!store.isCommitted(id.sequence())) {
            throw new AssertionError("history that is not stored: " + line);
        }
    }
}
