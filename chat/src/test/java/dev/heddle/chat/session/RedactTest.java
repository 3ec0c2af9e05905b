// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// REDACT: who may, who is told, and that the message is gone.
class RedactTest {
    private static final String[] MODERN = {
        "message-tags",
        "batch",
        "echo-message",
        "labeled-response",
        "draft/chathistory",
        "draft/message-redaction",
        "sasl"
    };

    private final House house = new House();
    private final Guest op = house.join("op", MODERN);
    private final Guest bob = house.join("bob", MODERN);
    private final Guest classic = house.join("classic", "message-tags");

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    private void meet() {
        for (Guest guest : List.of(op, bob, classic)) {
            guest.send("JOIN #weave");
        }
        house.guests.forEach(Guest::lines);
    }

    private String said(Guest by, String target, String text) {
        String id = by.askOne("PRIVMSG " + target + " :" + text).replaceAll(".*msgid=([^; ]+).*", "$1");
        house.guests.forEach(Guest::lines);
        return id;
    }

    @Test
    void oneTakesBackOnesOwnMessageAndItIsGone() {
        meet();
        String id = said(bob, "#weave", "oops");
        assertThat(bob.askOne("@label=x REDACT #weave " + id + " :wrong channel"))
                .contains("label=x")
                .endsWith(":bob!~bob@127.0.0.1 REDACT #weave " + id + " :wrong channel");
        assertThat(op.text()).endsWith(":bob!~bob@127.0.0.1 REDACT #weave " + id + " :wrong channel");
        assertThat(classic.lines()).isEmpty();
        assertThat(op.ask("CHATHISTORY LATEST #weave * 10")).noneMatch(line -> line.contains("oops"));
        assertThat(bob.askOne("REDACT #weave " + id)).contains("FAIL REDACT UNKNOWN_MSGID #weave " + id);
    }

    @Test
    void operatorsTakeBackWhatOthersSaidAndNobodyElseDoes() {
        meet();
        String own = said(op, "#weave", "by the operator");
        assertThat(bob.askOne("REDACT #weave " + own)).contains("FAIL REDACT REDACT_FORBIDDEN #weave " + own);
        assertThat(op.lines()).isEmpty();
        String his = said(bob, "#weave", "spam");
        assertThat(op.askOne("REDACT #weave " + his)).endsWith(" REDACT #weave " + his);
        assertThat(bob.text()).endsWith(":op!~op@127.0.0.1 REDACT #weave " + his);
    }

    @Test
    void whoTakesOverANickDoesNotOwnItsMessages() {
        meet();
        String id = said(bob, "#weave", "from the first bob");
        bob.send("NICK robert");
        Guest other = house.join("bob", MODERN);
        other.send("JOIN #weave");
        other.lines();
        assertThat(other.askOne("REDACT #weave " + id)).contains("FAIL REDACT UNKNOWN_MSGID");
    }

    @Test
    void withAccountsBothSidesLoseIt() {
        house.account("ann", "secret-a");
        house.account("ben", "secret-b");
        Guest ann = house.join("x1", MODERN).send("NS IDENTIFY ann secret-a").send("NICK ann");
        Guest ben = house.join("x2", MODERN).send("NS IDENTIFY ben secret-b").send("NICK ben");
        ann.lines();
        ben.lines();
        String id = said(ann, "ben", "for your eyes");
        assertThat(ben.askOne("REDACT ann " + id)).contains("REDACT_FORBIDDEN");
        assertThat(ann.askOne("REDACT ben " + id)).endsWith(" REDACT ben " + id);
        assertThat(ben.text()).endsWith(" REDACT ben " + id);
        assertThat(ben.ask("CHATHISTORY LATEST ann * 10")).noneMatch(line -> line.contains("eyes"));
        assertThat(ann.ask("CHATHISTORY LATEST ben * 10")).noneMatch(line -> line.contains("eyes"));
    }

    @Test
    void whereOneIsNotThereIsNothingToTakeBack() {
        meet();
        assertThat(bob.askOne("REDACT #nowhere abc")).contains("FAIL REDACT INVALID_TARGET #nowhere ");
        assertThat(bob.askOne("REDACT #weave nonsense")).contains("FAIL REDACT UNKNOWN_MSGID #weave nonsense ");
    }
}
