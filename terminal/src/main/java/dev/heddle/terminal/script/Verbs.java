// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.script;

import dev.heddle.terminal.client.Answer;
import dev.heddle.terminal.client.Client;
import dev.heddle.terminal.client.Login;
import dev.heddle.terminal.link.KnownServers;
import dev.heddle.terminal.link.ServerAddress;
import dev.heddle.terminal.model.Conversation;
import dev.heddle.terminal.model.Entry;
import dev.heddle.terminal.text.Formatting;
import dev.heddle.terminal.text.SafeText;
import dev.heddle.terminal.wire.IrcLine;
import java.io.IOException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/// What each verb of a script does. Thread: the script's.
final class Verbs {
    private static final long SECOND_NANOS = 1_000_000_000L;

    private final ScriptRunner runner;
    private final KnownServers known;
    private ServerAddress server;
    private long timeoutNanos = 10 * SECOND_NANOS;

    Verbs(ScriptRunner runner, ServerAddress server, KnownServers known) {
        this.runner = runner;
        this.server = server;
        this.known = known;
    }

    void run(ScriptLine line) throws ScriptError {
        switch (line.verb()) {
            case "client" -> runner.use(last(line, "a name"));
            case "server" -> server(line);
            case "timeout" -> timeoutNanos = seconds(line, last(line, "seconds"));
            case "trust" -> trust(line);
            case "echo" -> runner.print(line.rest());
            case "register", "login", "guest" -> open(line);
            case "ready" -> ready(line);
            case "quit" -> quit(line);
            case "expect" -> expect(line);
            case "absent" -> absent(line);
            case "history" -> history(line);
            case "show", "unread" -> show(line);
            case "online", "list", "whois" -> ask(line);
            case "names" -> show(line);
            case "sync" -> {
                line.end();
                sync(line);
            }
            default -> act(line);
        }
    }

    private static String last(ScriptLine line, String what) throws ScriptError {
        String word = line.word(what);
        line.end();
        return word;
    }

    private static long seconds(ScriptLine line, String text) throws ScriptError {
        if (!text.matches("[0-9]{1,4}(\\.[0-9]{1,3})?")) {
            throw line.wrong("wanted seconds, got '" + text + "'");
        }
        return (long) (Double.parseDouble(text) * SECOND_NANOS);
    }

    private void server(ScriptLine line) throws ScriptError {
        String address = line.word("HOST:PORT");
        String how = line.wordOrNothing();
        line.end();
        if (!how.isEmpty() && !how.equals("tls") && !how.equals("plain")) {
            throw line.wrong("wanted tls or plain, got '" + how + "'");
        }
        try {
            server = ServerAddress.parse(address, how.isEmpty() ? null : Boolean.valueOf(how.equals("tls")));
        } catch (IllegalArgumentException e) {
            throw line.wrong(String.valueOf(e.getMessage()));
        }
    }

    private void trust(ScriptLine line) throws ScriptError {
        String fingerprint = last(line, "a fingerprint");
        try {
            known.remember(server, fingerprint);
        } catch (IllegalArgumentException e) {
            throw line.wrong(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw line.failed("cannot write " + known + ": " + e.getMessage());
        }
    }

    // ---- in and out

    private void open(ScriptLine line) throws ScriptError {
        String nick = line.word("a nick");
        Login login;
        if (line.verb().equals("guest")) {
            login = new Login.Guest(nick);
        } else {
            String password = line.word("a password");
            login = line.verb().equals("login")
                    ? new Login.Account(nick, nick, password)
                    : new Login.NewAccount(nick, password, line.wordOrNothing());
        }
        line.end();
        var person = runner.begun(line);
        var to = server;
        int mark = person.mark();
        person.client().tell(client -> client.open(to, login));
        waitUntilIn(line, person, mark);
    }

    private void waitUntilIn(ScriptLine line, Person person, int mark) throws ScriptError {
        String end = person.find(event -> event.startsWith("in ") || event.startsWith("failed "), mark, timeoutNanos);
        if (end == null) {
            throw line.failed(notYet("to be in"));
        }
        if (end.startsWith("failed ")) {
            throw line.failed("wanted to be in, got '" + end + "'");
        }
        sync(line);
    }

    /// After a lost connection: waits until the client is in again.
    private void ready(ScriptLine line) throws ScriptError {
        line.end();
        var person = person(line);
        int mark = person.mark();
        if (!person.client().ask(Client::isReady)) {
            waitUntilIn(line, person, mark);
        } else {
            sync(line);
        }
    }

    private void quit(ScriptLine line) throws ScriptError {
        String reason = line.rest();
        var person = person(line);
        person.client().tell(client -> client.quit(reason));
        runner.forget(person);
    }

    private Person person(ScriptLine line) throws ScriptError {
        var person = runner.current();
        if (person == null) {
            throw line.failed("wanted a client that is in, got none: say register, login or guest first");
        }
        return person;
    }

    private String notYet(String what) {
        return "wanted " + what + " within " + timeoutNanos / 1e9 + " s";
    }

    // ---- doing

    private void act(ScriptLine line) throws ScriptError {
        var person = person(line);
        var what = action(line);
        line.end();
        String refusal = person.client().ask(what);
        if (!refusal.isEmpty()) {
            throw line.failed(refusal);
        }
        if (person.client().ask(Client::isReady)) {
            sync(line); // else it leaves when the connection is back
        }
    }

    private static Function<Client, String> action(ScriptLine line) throws ScriptError {
        String verb = line.verb();
        if (verb.equals("raw")) {
            String text = line.rest("a line");
            return client -> client.raw(text);
        }
        String target = line.word(verb.equals("join") || verb.equals("part") ? "a channel" : "a name");
        return switch (verb) {
            case "join" -> join(target, line.wordOrNothing());
            case "part" -> part(target, line.rest());
            case "say" -> say(target, Entry.Kind.MESSAGE, line.rest("a text"));
            case "do" -> say(target, Entry.Kind.ACTION, line.rest("a text"));
            case "mute" -> client -> client.mute(target, true) ? "" : target + " is muted already";
            case "unmute" -> client -> client.mute(target, false) ? "" : target + " is not muted";
            default -> throw line.wrong("is not done by this mode");
        };
    }

    private static Function<Client, String> join(String channel, String key) {
        return client -> client.join(channel, key);
    }

    private static Function<Client, String> part(String channel, String reason) {
        return client -> client.part(channel, reason);
    }

    private static Function<Client, String> say(String target, Entry.Kind kind, String text) {
        return client -> client.say(target, kind, text);
    }

    /// Everything that was asked for has been done by the server, and told.
    private void sync(ScriptLine line) throws ScriptError {
        await(line, Client::sync);
    }

    private Answer await(ScriptLine line, BiConsumer<Client, Consumer<Answer>> what) throws ScriptError {
        var answer = person(line).client().<Answer>await(timeoutNanos, what);
        if (answer == null) {
            throw line.failed(notYet("an answer") + ", got none");
        }
        if (!answer.isGiven()) {
            throw line.failed(answer.refusal());
        }
        return answer;
    }

    // ---- looking

    private void ask(ScriptLine line) throws ScriptError {
        var person = person(line);
        List<String> told;
        switch (line.verb()) {
            case "online" -> {
                line.end();
                told = List.of("online "
                        + String.join(
                                " ",
                                of(await(line, Client::whoIsOnline), "352")
                                        .map(each -> each.param(5))
                                        .sorted()
                                        .toList()));
            }
            case "list" -> {
                line.end();
                told = of(await(line, Client::listChannels), "322")
                        .map(each -> "channel " + each.param(1) + " " + each.param(2) + " " + each.last())
                        .sorted()
                        .toList();
            }
            default -> {
                String nick = last(line, "a nick");
                told = await(line, (client, done) -> client.whoIs(nick, done)).lines().stream()
                        .map(each -> "whois "
                                + String.join(
                                        " ",
                                        each.params().subList(1, each.params().size())))
                        .toList();
            }
        }
        told.forEach(each -> person.add(SafeText.of(each)));
    }

    private static Stream<IrcLine> of(Answer answer, String command) {
        return answer.lines().stream().filter(line -> line.command().equals(command));
    }

    private void history(ScriptLine line) throws ScriptError {
        String target = last(line, "a channel or a name");
        String refusal =
                person(line).client().await(timeoutNanos, (client, done) -> client.older(client.talkTo(target), done));
        if (refusal == null || !refusal.isEmpty()) {
            throw line.failed(refusal == null ? notYet("a page") + ", got none" : refusal);
        }
        sync(line);
        tellEntries(person(line), target);
    }

    private static void tellEntries(Person person, String target) {
        person.client().ask(client -> {
            var where = client.model().find(target);
            if (where != null) {
                for (var entry : where.entries()) {
                    if (entry.kind().isSpeech() && !client.model().isHidden(where, entry)) {
                        person.add("history " + EventLines.entry(where, entry));
                    }
                }
            }
            return true;
        });
    }

    private void show(ScriptLine line) throws ScriptError {
        String target = last(line, "a channel or a name");
        var person = person(line);
        String shown = person.client().ask(client -> {
            var where = client.model().find(target);
            return where == null ? "" : shown(line.verb(), where);
        });
        if (shown.isEmpty()) {
            throw line.failed("wanted a conversation, got none of that name");
        }
        person.add(shown);
    }

    private static String shown(String verb, Conversation where) {
        String name = SafeText.of(where.name());
        return switch (verb) {
            case "names" -> EventLines.names(where);
            case "unread" -> "unread " + name + " " + where.unread() + " mentions " + where.mentions();
            default ->
                "conversation " + name + " entries " + where.entries().size() + " members " + where.memberCount()
                        + " topic " + Formatting.plain(where.topic());
        };
    }

    // ---- expecting

    private void expect(ScriptLine line) throws ScriptError {
        String text = line.rest("a pattern");
        var person = person(line);
        if (person.expect(pattern(line, text), timeoutNanos) == null) {
            throw line.failed(notYet("'" + text + "'") + ", got\n" + String.join("\n", runner.unseen(person))
                    + (person.unseen().isEmpty() ? "    nothing" : ""));
        }
    }

    private void absent(ScriptLine line) throws ScriptError {
        String text = line.rest("a pattern");
        var wanted = pattern(line, text);
        sync(line);
        var person = person(line);
        person.drain();
        for (String event : person.unseen()) {
            if (wanted.test(event)) {
                throw line.failed("wanted no '" + text + "', got '" + event + "'");
            }
        }
    }

    private static Predicate<String> pattern(ScriptLine line, String text) throws ScriptError {
        if (text.length() < 2 || !text.startsWith("/") || !text.endsWith("/")) {
            return event -> event.contains(text);
        }
        try {
            return Pattern.compile(text.substring(1, text.length() - 1)).asPredicate();
        } catch (PatternSyntaxException e) {
            throw line.wrong(
                    "wanted a regular expression between slashes, got one with a mistake: " + e.getDescription());
        }
    }
}
