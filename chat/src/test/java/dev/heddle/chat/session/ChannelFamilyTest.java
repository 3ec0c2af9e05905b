// SPDX-License-Identifier: Apache-2.0
package dev.heddle.chat.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// JOIN, MODE, TOPIC, KICK, INVITE, KNOCK, NAMES, LIST: what members do, and what keeps others out.
class ChannelFamilyTest {
    private final House house = new House();
    private final Guest op = house.join("op", "multi-prefix");
    private final Guest bob = house.join("bob");

    @AfterEach
    void nothingIsHeld() {
        house.close();
    }

    @Test
    void theFirstMemberIsTheOperatorAndModesAreShown() {
        assertThat(op.ask("JOIN #weave")).contains(":irc.example.org 353 op = #weave :@op");
        assertThat(op.ask("MODE #weave").get(0)).isEqualTo(":irc.example.org 324 op #weave +nt");
        assertThat(op.askOne("MODE #weave +v-t+l op 5")).isEqualTo(":op!~op@127.0.0.1 MODE #weave +v-t+l op 5");
        assertThat(op.ask("NAMES #weave")).contains(":irc.example.org 353 op = #weave :@+op");
    }

    @Test
    void aChannelKeepsOutWhoHasNoKeyNoInvitationNoPlaceAndWhoIsBanned() {
        op.send("JOIN #weave");
        op.send("MODE #weave +k secret");
        assertThat(bob.askOne("JOIN #weave")).contains(" 475 bob #weave ");
        op.send("MODE #weave -k *");
        op.send("MODE #weave +i");
        assertThat(bob.askOne("JOIN #weave")).contains(" 473 bob #weave ");
        op.send("MODE #weave -i+l 1");
        assertThat(bob.askOne("JOIN #weave")).contains(" 471 bob #weave ");
        op.send("MODE #weave -l+b bob");
        assertThat(bob.askOne("JOIN #weave")).contains(" 474 bob #weave ");
        op.send("MODE #weave +e bob!*@*");
        assertThat(bob.ask("JOIN #weave").get(0)).isEqualTo(":bob!~bob@127.0.0.1 JOIN #weave");
    }

    @Test
    void anInvitationLetsInOnceAndIsListed() {
        op.send("JOIN #weave");
        op.send("MODE #weave +i");
        assertThat(op.askOne("INVITE bob #weave")).isEqualTo(":irc.example.org 341 op bob #weave");
        assertThat(bob.text()).contains(":op!~op@127.0.0.1 INVITE bob #weave");
        assertThat(bob.ask("INVITE"))
                .containsExactly(":irc.example.org 336 bob #weave", ":irc.example.org 337 bob :End of /INVITE list");
        assertThat(bob.ask("JOIN #weave").get(0)).contains("JOIN #weave");
        bob.send("PART #weave");
        assertThat(bob.askOne("JOIN #weave")).contains(" 473 ");
    }

    @Test
    void anInvitationDoesNotPassToWhoTakesTheNickLater() {
        op.send("JOIN #weave");
        op.send("MODE #weave +i");
        op.send("INVITE bob #weave");
        bob.send("QUIT");
        Guest other = house.join("bob");
        assertThat(other.askOne("JOIN #weave")).contains(" 473 ");
    }

    @Test
    void onlyOperatorsChangeModesTopicsAndMembers() {
        op.send("JOIN #weave");
        bob.send("JOIN #weave");
        assertThat(bob.askOne("MODE #weave +s")).contains(" 482 bob #weave ");
        assertThat(bob.askOne("TOPIC #weave :mine")).contains(" 482 bob #weave ");
        assertThat(bob.askOne("KICK #weave op")).contains(" 482 bob #weave ");
        assertThat(op.ask("TOPIC #weave :ours")).containsExactly(":op!~op@127.0.0.1 TOPIC #weave :ours");
        assertThat(bob.ask("TOPIC #weave").get(0)).isEqualTo(":irc.example.org 332 bob #weave :ours");
        assertThat(op.askOne("KICK #weave bob :out")).isEqualTo(":op!~op@127.0.0.1 KICK #weave bob :out");
        assertThat(bob.text()).contains("KICK #weave bob :out");
        assertThat(bob.askOne("PRIVMSG #weave :still here?")).contains(" 404 bob #weave ");
    }

    @Test
    void aMutedMemberMayStayButNotSpeakAndACachedAnswerIsForgottenWithTheList() {
        op.send("JOIN #weave");
        bob.send("JOIN #weave");
        op.send("MODE #weave +b ~m:bob");
        assertThat(bob.askOne("PRIVMSG #weave :one")).contains(" 404 bob #weave ");
        op.send("MODE #weave -b ~m:BOB!*@*");
        op.lines();
        assertThat(bob.ask("PRIVMSG #weave :two")).noneMatch(line -> line.contains(" 404 "));
        assertThat(op.text()).contains("two");
    }

    @Test
    void moderatedRegisteredCtcpAndOutsideMessagesAreRefused() {
        op.send("JOIN #weave");
        assertThat(bob.askOne("PRIVMSG #weave :outside")).contains(" 404 ");
        bob.send("JOIN #weave");
        op.send("MODE #weave +m");
        assertThat(bob.askOne("PRIVMSG #weave :moderated")).contains(" 404 ");
        op.send("MODE #weave +v bob");
        op.lines();
        bob.send("PRIVMSG #weave :voiced");
        assertThat(op.text()).contains("voiced");
        op.send("MODE #weave -m-v+MC bob");
        assertThat(bob.ask("PRIVMSG #weave :no account")).anyMatch(line -> line.contains(" 404 "));
        op.send("MODE #weave -M");
        assertThat(bob.ask("PRIVMSG #weave :\u0001VERSION\u0001")).anyMatch(line -> line.contains(" 404 "));
        assertThat(bob.ask("PRIVMSG #weave :\u0001ACTION waves\u0001")).noneMatch(line -> line.contains(" 404 "));
    }

    @Test
    void aStatusMessageReachesOnlyThatRankAndAbove() {
        Guest carol = house.join("carol");
        op.send("JOIN #weave");
        bob.send("JOIN #weave");
        carol.send("JOIN #weave");
        op.send("MODE #weave +v carol");
        op.lines();
        bob.lines();
        carol.lines();
        carol.send("PRIVMSG @#weave :for operators");
        assertThat(op.text()).contains("PRIVMSG @#weave :for operators");
        assertThat(bob.lines()).isEmpty();
        assertThat(carol.lines()).isEmpty();
    }

    @Test
    void aKnockReachesTheOperatorsOfAnInviteOnlyChannelOnceAMinute() {
        op.send("JOIN #weave");
        assertThat(bob.askOne("KNOCK #weave")).contains(" 713 ");
        op.send("MODE #weave +i");
        op.lines();
        assertThat(bob.askOne("KNOCK #weave :please")).contains(" 711 ");
        assertThat(op.lines()).containsExactly(":irc.example.org 710 op #weave bob!~bob@127.0.0.1 :please");
        assertThat(bob.askOne("KNOCK #weave")).contains(" 712 ");
        house.advanceSeconds(61);
        assertThat(bob.askOne("KNOCK #weave")).contains(" 711 ");
    }

    @Test
    void listIsFilteredBySizeNameAndAge() {
        op.send("JOIN #big,#small,#secret");
        bob.send("JOIN #big");
        op.send("MODE #secret +s");
        Guest carol = house.join("carol");
        assertThat(carol.ask("LIST")).hasSize(4).noneMatch(line -> line.contains("#secret"));
        assertThat(carol.ask("LIST >1"))
                .anyMatch(line -> line.contains(" 322 carol #big 2 :"))
                .hasSize(3);
        assertThat(carol.ask("LIST *mall*"))
                .anyMatch(line -> line.contains("#small"))
                .hasSize(3);
        assertThat(carol.ask("LIST !*mall*")).noneMatch(line -> line.contains("#small"));
        house.advanceSeconds(600);
        bob.send("JOIN #young");
        assertThat(carol.ask("LIST C<5"))
                .anyMatch(line -> line.contains("#young"))
                .hasSize(3);
        assertThat(carol.ask("LIST C>5")).noneMatch(line -> line.contains("#young"));
    }

    @Test
    void aLongListGoesOnAsTheAskersOutboxDrainsAndOthersAreServedMeanwhile() {
        for (int i = 0; i < 600; i++) {
            Guest member = i % 90 == 0 ? house.join("m" + i) : house.guests.get(house.guests.size() - 1);
            member.send("JOIN #c" + i);
        }
        bob.lines();
        bob.stuck = true;
        bob.send("LIST");
        int first = bob.lines().size();
        assertThat(first).isLessThan(600);
        assertThat(op.askOne("PING x")).contains("PONG");
        bob.send("PING behind");
        assertThat(bob.lines()).isEmpty();
        bob.unstick();
        assertThat(bob.lines()).hasSize(602 - first + 1).last().asString().contains("PONG");
    }

    @Test
    void aFullMaskListAndUnknownModesAreAnswered() {
        op.send("JOIN #weave");
        for (int i = 0; i < 100; i++) {
            op.send("MODE #weave +b n" + i);
        }
        assertThat(op.ask("MODE #weave +b one-more")).anyMatch(line -> line.contains(" 478 "));
        assertThat(op.ask("MODE #weave b")).hasSize(101).last().asString().contains(" 368 ");
        assertThat(op.askOne("MODE #weave +Q")).contains(" 472 op Q ");
        assertThat(op.askOne("MODE #weave +l none")).contains(" 696 op #weave l none ");
    }

    @Test
    void whoSpeaksUnderALabelFromOutsideIsEchoedOnce() {
        String[] alike = {"echo-message", "labeled-response", "batch", "message-tags"};
        house.join("member", alike).send("JOIN #weave").send("MODE #weave -n");
        Guest outside = house.join("outside", alike);
        outside.lines();
        assertThat(outside.ask("@label=L1 PRIVMSG #weave :hello"))
                .singleElement()
                .asString()
                .startsWith("@msgid=")
                .endsWith(";label=L1 :outside!~outside@127.0.0.1 PRIVMSG #weave :hello");
    }
}
