// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// The row "chat 0-6": what the chat room of 2015 got wrong, each with the row's words.
class ChatRoomSeedsTest {
    private final House house = new House();

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    @Test
    @DisplayName("chat 0: longest legal name, password and text round-trip")
    void longestLegalNamePasswordAndTextRoundTrip() {
        String name = "n".repeat(32);
        String password = "p".repeat(400);
        Guest writer = house.join(name, "echo-message");
        writer.send("REGISTER * * :" + password);
        assertThat(writer.text()).contains("REGISTER SUCCESS " + name);
        writer.send("NS LOGOUT");
        assertThat(writer.ask("NS IDENTIFY " + name + " " + password)).anyMatch(line -> line.contains(" 900 "));
        Guest reader = house.join("reader");
        writer.send("JOIN #c");
        reader.send("JOIN #c");
        reader.lines();
        String source = ":" + house.hub.user(name).mask() + " PRIVMSG #c :";
        String text = "t".repeat(510 - source.length());
        writer.send("PRIVMSG #c :" + text);
        assertThat(reader.lines()).containsExactly(source + text);
    }

    @Test
    @DisplayName("chat 1: no command before login")
    void noCommandBeforeLogin() {
        Guest stranger = house.connect();
        Guest alice = house.join("alice");
        alice.send("JOIN #weave");
        alice.lines();
        for (String line : new String[] {
            "PRIVMSG alice :hi",
            "PRIVMSG #weave :hi",
            "JOIN #weave",
            "WHO *",
            "NAMES #weave",
            "LIST",
            "WHOIS alice",
            "CHATHISTORY LATEST #weave * 10",
            "OPER root toor",
            "KILL alice",
            "MODE #weave",
            "TOPIC #weave"
        }) {
            assertThat(stranger.askOne(line)).contains(" 451 ");
        }
        stranger.send("CAP REQ sasl");
        stranger.send("AUTHENTICATE PLAIN");
        stranger.send("AUTHENTICATE AGFsaWNlAHdyb25n");
        assertThat(stranger.text()).contains(" 904 ");
        assertThat(stranger.askOne("PRIVMSG #weave :in all the same")).contains(" 451 ");
        assertThat(alice.lines()).isEmpty();
    }

    @Test
    @DisplayName("chat 1: spoofed sender refused")
    void spoofedSenderRefused() {
        Guest alice = house.join("alice");
        Guest mallory = house.join("mallory");
        house.join("bob").send("PRIVMSG alice :the real bob");
        alice.lines();
        mallory.send(":bob!~bob@127.0.0.1 PRIVMSG alice :it is me, bob");
        assertThat(alice.lines()).containsExactly(":mallory!~mallory@127.0.0.1 PRIVMSG alice :it is me, bob");
        mallory.send("PRIVMSG alice :x\r:bob!b@b PRIVMSG alice :y");
        assertThat(alice.lines()).noneMatch(line -> line.startsWith(":bob"));
    }

    @Test
    @DisplayName("chat 2: injection text stored verbatim")
    void injectionTextStoredVerbatim() {
        Guest alice = house.join("alice", "draft/chathistory", "batch", "server-time");
        String text = "'); DROP TABLE User; -- \" ' OR '1'='1";
        alice.send("JOIN #weave");
        alice.send("PRIVMSG #weave :" + text);
        assertThat(alice.ask("CHATHISTORY LATEST #weave * 10")).anyMatch(line -> line.endsWith(" :" + text));
        Guest sly = house.join("sly");
        assertThat(sly.ask("NS IDENTIFY ' OR '1'='1 x")).anyMatch(line -> line.contains("Wrong account"));
    }

    @Test
    @DisplayName("chat 3: silent client survives")
    void silentClientSurvives() {
        Guest silent = house.connect();
        Guest alice = house.join("alice");
        alice.send("JOIN #weave");
        for (int i = 0; i < 50; i++) {
            alice.send("PRIVMSG #weave :" + i);
        }
        silent.send("NICK silent");
        silent.send("USER s 0 * :s");
        assertThat(silent.text()).contains(" 001 silent ");
    }

    @Test
    @DisplayName("chat 4: abrupt disconnect frees the name")
    void abruptDisconnectFreesTheName() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        alice.send("JOIN #weave");
        bob.send("JOIN #weave");
        bob.lines();
        alice.drop("Connection reset");
        assertThat(bob.lines()).containsExactly(":alice!~alice@127.0.0.1 QUIT :Connection reset");
        assertThat(bob.ask("NAMES #weave")).noneMatch(line -> line.contains("alice"));
        assertThat(house.join("alice").ask("PING x").get(0)).contains("PONG");
    }

    @Test
    @DisplayName("chat 5: 2049-byte text")
    void textOf2049Bytes() {
        Guest alice = house.join("alice");
        Guest bob = house.join("bob");
        alice.send("PRIVMSG bob :" + "x".repeat(2049));
        assertThat(alice.lines()).containsExactly(":irc.example.org 417 alice :Input line was too long");
        assertThat(bob.lines()).isEmpty();
        alice.send("PRIVMSG bob :and on");
        assertThat(bob.text()).contains("and on");
    }

    @Test
    @DisplayName("chat 6: chronological history across weekdays")
    void chronologicalHistoryAcrossWeekdays() {
        Guest alice = house.join("alice", "draft/chathistory", "batch", "server-time", "message-tags");
        alice.send("JOIN #weave");
        for (int day = 0; day < 8; day++) {
            alice.send("PRIVMSG #weave :day " + day);
            house.millis += 86_400_000L;
        }
        var page = alice.ask("CHATHISTORY LATEST #weave * 50").stream()
                .filter(line -> line.contains(" PRIVMSG "))
                .toList();
        assertThat(page).hasSize(8);
        for (int day = 0; day < 8; day++) {
            assertThat(page.get(day)).endsWith(":day " + day);
        }
    }
}
