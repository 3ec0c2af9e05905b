// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.command;

import dev.heddle.chat.hub.Client;
import dev.heddle.chat.hub.Event;
import dev.heddle.chat.hub.Hub;
import dev.heddle.chat.hub.Line;
import dev.heddle.chat.hub.User;
import dev.heddle.chat.message.LineWriter;
import dev.heddle.chat.message.Message;
import dev.heddle.chat.message.Numeric;
import org.jspecify.annotations.Nullable;

/// One command of one client while it runs: what was asked, and the ways to answer.
///
/// ```
///  run ──▶ (handler) ──▶ ended
///             └ await ──▶ waiting ── resume ──▶ ended, or waiting again
/// ```
/// Thread: the hub. Lines go out in the order of the calls, and behind whatever the hub delivered before.
public final class Call {
    private final Caller caller;
    private Message message;
    private String label;
    private boolean waiting;
    private @Nullable Object suspended;

    /// @param label of the labelled-response; empty for none
    public Call(Caller caller, Message message, String label) {
        this.caller = caller;
        this.message = message;
        this.label = label;
    }

    public Caller caller() {
        return caller;
    }

    public Hub hub() {
        return caller.hub();
    }

    Services services() {
        return caller.services();
    }

    public Client client() {
        return caller.client();
    }

    public Message message() {
        return message;
    }

    String param(int index) {
        return message.param(index);
    }

    /// Empty where there are fewer.
    String paramOr(int index) {
        return message.paramOrEmpty(index);
    }

    int paramCount() {
        return message.paramCount();
    }

    /// The user who asks. Only for commands that need registration.
    User user() {
        User user = client().user();
        if (user == null) {
            throw new IllegalStateException("command " + message.command() + " of " + client() + ", who is no user");
        }
        return user;
    }

    long nowMillis() {
        return hub().clock().wallMillis();
    }

    /// Lets it happen. Answers the event's sequence.
    long emit(Event event) {
        return hub().emit(event);
    }

    // --- the course of the call

    /// Runs a handler under the call's label.
    public void run(Command command) {
        if (!label.isEmpty()) {
            hub().beginLabelled(client(), label);
        }
        command.handler().handle(this);
        if (!waiting) {
            end();
        }
    }

    /// Runs something in the handler's place (an unknown command, a line that is none).
    public void run(java.util.function.Consumer<Call> body) {
        run(new Command("", body::accept, 0, Command.Access.ANYBODY, 1));
    }

    /// The call turns out to be the end of another message, which several lines made up: from here on it is that
    /// message, under its label.
    void become(Message whole, String itsLabel) {
        message = whole;
        label = itsLabel;
        if (!label.isEmpty()) {
            hub().beginLabelled(client(), label);
        }
    }

    public boolean isWaiting() {
        return waiting;
    }

    /// The call goes on later; the client's next lines wait for it. To be called once, by the handler.
    void await() {
        if (waiting) {
            throw new IllegalStateException("command " + message.command() + " waits already");
        }
        waiting = true;
        suspended = hub().suspendLabelled(client());
    }

    /// What the call was waiting for is there. Does nothing if the connection is gone.
    void resume(Runnable rest) {
        if (!waiting) {
            throw new IllegalStateException("command " + message.command() + " does not wait");
        }
        waiting = false;
        if (client().isClosed()) {
            caller.runner().ended(this);
            return;
        }
        hub().resumeLabelled(client(), suspended);
        suspended = null;
        rest.run();
        if (!waiting) {
            end();
            caller.runner().ended(this);
        }
    }

    /// A long answer: its first step now, the others as the outbox drains; then `last`.
    void answer(Cursor cursor, Runnable last) {
        if (!cursor.step(this)) {
            last.run();
            return;
        }
        whenRead(() -> answer(cursor, last));
    }

    /// The rest of a long answer, when the outbox has drained; nothing if the connection is gone by then.
    void whenRead(Runnable rest) {
        hub().streamLabelled(client());
        await();
        caller.runner().whenDrained(caller, () -> resume(rest));
    }

    private void end() {
        if (!label.isEmpty()) {
            hub().endLabelled(client());
        }
    }

    // --- answers

    private LineWriter begin() {
        return services().line().begin(nowMillis()).source(serverName());
    }

    private void tell() {
        hub().tell(client(), services().line().end());
    }

    String serverName() {
        return hub().settings().identity().name();
    }

    String nick() {
        User user = client().user();
        if (user != null) {
            return user.nick();
        }
        Registration registration = caller.registration();
        return registration == null || registration.nick == null ? "*" : registration.nick;
    }

    /// A numeric whose last word is trailing text.
    void reply(Numeric numeric, String... words) {
        LineWriter body = begin().numeric(numeric, nick());
        for (int i = 0; i < words.length - 1; i++) {
            body.param(word(words[i]));
        }
        if (words.length > 0) {
            body.trailing(words[words.length - 1]);
        }
        tell();
    }

    /// A numeric without trailing text.
    void replyWords(Numeric numeric, String... words) {
        LineWriter body = begin().numeric(numeric, nick());
        for (String one : words) {
            body.param(word(one));
        }
        tell();
    }

    /// A command from the server whose last word is trailing text.
    void say(String command, String... words) {
        LineWriter body = begin().command(command);
        for (int i = 0; i < words.length - 1; i++) {
            body.param(word(words[i]));
        }
        if (words.length > 0) {
            body.trailing(words[words.length - 1]);
        }
        tell();
    }

    /// A command from the server, words only.
    void sayWords(String command, String... words) {
        LineWriter body = begin().command(command);
        for (String one : words) {
            body.param(word(one));
        }
        tell();
    }

    /// Starts a line of any form; the caller composes it and calls [#tell(Line)].
    Line line() {
        return services().line();
    }

    void tell(Line line) {
        hub().tell(client(), line);
    }

    /// `FAIL command code context… :text`.
    void fail(String code, String... contextAndText) {
        standard("FAIL", code, contextAndText);
    }

    private void standard(String kind, String code, String... contextAndText) {
        LineWriter body = begin().command(kind).param(word(message.command())).param(code);
        for (int i = 0; i < contextAndText.length - 1; i++) {
            body.param(word(contextAndText[i]));
        }
        body.trailing(contextAndText[contextAndText.length - 1]);
        tell();
    }

    void needMoreParams() {
        reply(Numeric.ERR_NEEDMOREPARAMS, message.command(), "Not enough parameters");
    }

    void noSuchNick(String nick) {
        reply(Numeric.ERR_NOSUCHNICK, nick, "No such nick/channel");
    }

    void noSuchChannel(String channel) {
        reply(Numeric.ERR_NOSUCHCHANNEL, channel, "No such channel");
    }

    /// What a client typed, made fit to be a middle parameter.
    static String word(String typed) {
        if (typed.isEmpty()) {
            return "*";
        }
        if (typed.charAt(0) != ':' && typed.indexOf(' ') < 0) {
            return typed;
        }
        String joined = typed.replace(' ', '_');
        return joined.charAt(0) == ':' ? "_" + joined.substring(1) : joined;
    }
}
