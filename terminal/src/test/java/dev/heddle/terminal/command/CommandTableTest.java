// SPDX-License-Identifier: Apache-2.0
package dev.heddle.terminal.command;

import static dev.heddle.terminal.client.ScriptedServer.ALL_CAPABILITIES;
import static dev.heddle.terminal.client.ScriptedServer.tag;
import static org.assertj.core.api.Assertions.assertThat;

import dev.heddle.terminal.client.ScriptedServer;
import dev.heddle.terminal.model.Conversation;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CommandTableTest {
    private final ScriptedServer server = new ScriptedServer();
    private final List<String> told = new ArrayList<>();
    private final Desk ui = new Desk();

    /** Keeps what is told. */
    private final class Desk implements Ui {
        private Conversation current = server.client().model().server();

        @Override
        public Conversation current() {
            return current;
        }

        @Override
        public void tell(String text) {
            told.add(text);
        }

        @Override
        public void problem(String text) {
            told.add("! " + text);
        }

        @Override
        public void show(Conversation where) {
            current = where;
        }

        @Override
        public void leave(Conversation where) {
            current = server.client().model().server();
        }

        @Override
        public void clear() {
            told.add("cleared");
        }

        @Override
        public void quit(String reason) {
            told.add("quit " + reason);
        }
    }

    @BeforeEach
    void begin() {
        server.letsIn("amy", ALL_CAPABILITIES);
        server.says(":amy!a@h JOIN #tea * :Amy", ":srv 353 amy = #tea :@bob amy", ":srv 366 amy #tea :end");
        server.heard();
        ui.current = Objects.requireNonNull(server.client().model().find("#tea"));
    }

    @AfterEach
    void end() {
        server.end();
    }

    private List<String> type(String line) {
        told.clear();
        CommandTable.all().typed(server.client(), ui, line);
        return server.heard().stream()
                .map(sent -> sent.startsWith("@") ? sent.substring(sent.indexOf(' ') + 1) : sent)
                .toList();
    }

    @Test
    void aPlainLineIsSaidWhereTheUserIs() {
        assertThat(type("hello / there")).containsExactly("PRIVMSG #tea :hello / there");
        assertThat(type("//shrug")).containsExactly("PRIVMSG #tea :/shrug");
        assertThat(type("   ")).isEmpty();
        ui.current = server.client().model().server();
        assertThat(type("hello")).isEmpty();
        assertThat(told.getFirst()).contains("nobody hears you here");
    }

    @Test
    void theCommandsSendWhatTheySay() {
        String[][] lines = {
            {"/me waves", "PRIVMSG #tea :\u0001ACTION waves\u0001"},
            {"/msg bob hi there", "PRIVMSG bob :hi there"},
            {"/notice bob beep", "NOTICE bob :beep"},
            {"/topic all about tea", "TOPIC #tea :all about tea"},
            {"/topic #other x y", "TOPIC #other :x y"},
            {"/invite carl", "INVITE carl #tea"},
            {"/kick bob be gone", "KICK #tea bob :be gone"},
            {"/kick bob", "KICK #tea bob"},
            {"/ban bob", "MODE #tea +b bob!*@*"},
            {"/ban *!*@bad.host", "MODE #tea +b *!*@bad.host"},
            {"/unban bob", "MODE #tea -b bob!*@*"},
            {"/op bob", "MODE #tea +o bob"},
            {"/devoice bob", "MODE #tea -v bob"},
            {"/mode +m", "MODE #tea +m"},
            {"/mode", "MODE #tea"},
            {"/nick amelia", "NICK amelia"},
            {"/away at lunch", "AWAY :at lunch"},
            {"/back", "AWAY"},
            {"/ns info", "NS info"},
            {"/cs", "CS HELP"},
            {"/quote VERSION", "VERSION"},
            {"/PART bye all", "PART #tea :bye all"},
            {"/names #x", null}
        };
        for (String[] line : lines) {
            var sent = type(line[0]);
            if (line[1] != null) {
                assertThat(sent).as(line[0]).containsExactly(line[1]);
            }
        }
    }

    @Test
    void joiningAndQueryingGoThere() {
        assertThat(type("/join wine")).containsExactly("JOIN #wine");
        assertThat(ui.current.name()).isEqualTo("#wine");
        assertThat(type("/j #key secret")).containsExactly("JOIN #key secret");
        assertThat(type("/query bob")).contains("MONITOR + bob");
        assertThat(ui.current.name()).isEqualTo("bob");
        type("/close");
        assertThat(server.client().model().find("bob")).isNull();
    }

    @Test
    void whatIsMissingIsToldWithTheUsage() {
        for (String line : List.of(
                "/join",
                "/msg",
                "/msg bob",
                "/me",
                "/query",
                "/kick",
                "/whois",
                "/nick",
                "/unmute",
                "/quote",
                "/ban",
                "/op")) {
            assertThat(type(line)).as(line).isEmpty();
            assertThat(told)
                    .as(line)
                    .singleElement()
                    .asString()
                    .startsWith("! ")
                    .contains("It is used like this: /");
        }
        ui.current = server.client().model().server();
        assertThat(type("/topic x")).isEmpty();
        assertThat(told.getFirst()).contains("you are not in a channel");
    }

    @Test
    void anUnknownCommandIsTold() {
        assertThat(type("/frobnicate now")).isEmpty();
        assertThat(told).containsExactly("! there is no command /frobnicate; /help lists them");
    }

    @Test
    void everyCommandIsInTheHelp() {
        type("/help");
        assertThat(told).hasSize(CommandTable.all().commands().size() + 1);
        for (var command : CommandTable.all().commands()) {
            type("/help " + command.name());
            assertThat(told.getFirst()).startsWith(command.usage() + " - ");
        }
        type("/help /nonsense");
        assertThat(told.getFirst()).startsWith("! ");
    }

    @Test
    void listsAreToldAsPeopleReadThem() {
        told.clear();
        CommandTable.all().typed(server.client(), ui, "/online");
        String label = tag(server.heard("WHO *"), "label");
        server.says(
                "@label=" + label + " :srv BATCH +w labeled-response",
                "@batch=w :srv 352 amy * u h srv zoe G :0 Zoe",
                "@batch=w :srv 352 amy * u h srv amy H :0 Amy",
                "@batch=w :srv 315 amy * :end",
                ":srv BATCH -w");
        assertThat(told).containsExactly("2 are online:", "  amy", "  zoe (away)");

        told.clear();
        CommandTable.all().typed(server.client(), ui, "/list");
        label = tag(server.heard("LIST"), "label");
        server.says(
                "@label=" + label + " :srv BATCH +w labeled-response",
                "@batch=w :srv 322 amy #small 1 :",
                "@batch=w :srv 322 amy #big 200 :\u0002bold\u0002 topic",
                "@batch=w :srv 323 amy :end",
                ":srv BATCH -w");
        assertThat(told)
                .containsExactly("There are 2 channels:", "  #big, 200 members: bold topic", "  #small, 1 member");

        told.clear();
        CommandTable.all().typed(server.client(), ui, "/whois bob");
        label = tag(server.heard("WHOIS bob"), "label");
        server.says(
                "@label=" + label + " :srv BATCH +w labeled-response",
                "@batch=w :srv 311 amy bob ~b host * :Bob \u0007B",
                "@batch=w :srv 317 amy bob 7200 1 :idle",
                "@batch=w :srv 330 amy bob bobby :is logged in as",
                "@batch=w :srv 318 amy bob :end",
                ":srv BATCH -w");
        assertThat(told)
                .containsExactly(
                        "bob is ~b@host (Bob ␇B)", "bob has said nothing for 2 hours", "bob is logged in as bobby");
    }

    @Test
    void theLastOwnMessageIsTakenBack() {
        assertThat(type("/delete")).isEmpty();
        server.says(
                "@msgid=m1 :amy!a@h PRIVMSG #tea :one",
                "@msgid=m2 :amy!a@h PRIVMSG #tea :two",
                "@msgid=m3 :bob!b@h PRIVMSG #tea :three");
        assertThat(type("/delete")).containsExactly("REDACT #tea m2");
        server.says(":amy!a@h REDACT #tea m2");
        assertThat(type("/delete")).containsExactly("REDACT #tea m1");
    }

    @Test
    void muteListsAndChanges() {
        type("/mute");
        assertThat(told).containsExactly("Nobody is muted.");
        type("/mute Bob");
        type("/mute");
        assertThat(told).containsExactly("Muted: bob");
        type("/mute bob");
        assertThat(told.getFirst()).contains("is muted already");
        type("/unmute BOB");
        type("/unmute bob");
        assertThat(told.getFirst()).contains("is not muted");
    }

    @Test
    void theRestIsTheUis() {
        type("/quit good night");
        type("/clear");
        assertThat(told).containsExactly("cleared");
        type("/exit");
        assertThat(told).containsExactly("quit ");
        type("/reconnect");
        assertThat(told.getFirst()).contains("the connection is there");
    }
}
