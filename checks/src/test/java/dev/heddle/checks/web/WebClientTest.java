// SPDX-License-Identifier: Apache-2.0
package dev.heddle.checks.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;

/** The web client as people use it: a real server, a real browser. */
class WebClientTest extends WebScene {
    @Test
    void twoPeopleRegisterTalkAndSeeEachOthersPresence() {
        String anna = nick("anna");
        String ben = nick("ben");
        Tab one = open();
        one.register(anna);
        one.join(channel);
        Tab two = open();
        two.register(ben);
        two.join(channel);

        one.untilShows(".member", ben);
        one.say("hello, " + ben + " :tada:");
        two.untilShows(".message.mentions-me .text", "hello, " + ben + " 🎉");
        two.say("/me waves");
        one.untilShows(".message.action .text", "waves");
        one.one(".message.newest .delivery");

        two.say("/away lunch");
        one.untilShows(".member.is-away", ben);
        two.say("/back");
        one.gone(".member.is-away");
        two.one("#input").sendKeys("thinking");
        one.untilShows(".typing", ben + " is typing");
    }

    @Test
    void nothingIsLostOrDoubledWhenTheServerIsKilled() throws Exception {
        Tab one = open();
        one.register(nick("anna"));
        one.join(channel);
        Tab two = open();
        two.register(nick("ben"));
        two.join(channel);
        one.say("one");
        two.untilShows(".text", "one");
        two.say("two");
        one.untilShows(".text", "two");

        server().kill();
        one.untilShows(".banner", "The connection is lost");
        two.untilShows(".banner", "The connection is lost");
        one.say("three, typed while away");
        two.say("four, typed while away");
        assertThat(one.said()).containsExactly("one", "two", "three, typed while away [pending]");
        server().startAgain();

        for (Tab tab : tabs()) {
            tab.gone(".banner");
            tab.gone(".message.pending");
        }
        one.say("five");
        two.untilShows(".text", "five");
        two.say("six");
        for (Tab tab : tabs()) {
            tab.untilShows(".text", "six");
            assertThat(tab.said())
                    .containsExactlyInAnyOrder(
                            "one", "two", "three, typed while away", "four, typed while away", "five", "six");
        }
        assertThat(one.said()).isEqualTo(two.said());
        // The browser says itself that it could not connect; that is what was tested.
        forgetComplaints();
    }

    @Test
    void aPageThatIsLoadedAgainIsWhereItWas() throws IOException {
        Tab tab = open();
        String anna = nick("anna");
        tab.register(anna);
        tab.join(channel);
        tab.say("before");
        tab.one(".message.newest");
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.send("PRIVMSG " + anna + " :psst");
            tab.untilShows(".conversation", "ben");
            tab.one("#input").sendKeys("a draft");
            tab.untilTrue("the draft to be kept", "JSON.stringify(localStorage).includes('a draft')");

            tab.reload();
            tab.untilShows("h1", channel);
            tab.untilShows(".text", "before");
            tab.untilTrue("the draft", "document.querySelector('#input').value === 'a draft'");
            tab.untilShows(".conversation.unread", "ben");
        }
    }

    @Test
    void thousandsOfMessagesScrollWithoutAJumpAndFewOfThemAreOnThePage() throws IOException {
        int count = 2500;
        Tab tab = open();
        tab.register(nick("anna"));
        tab.join(channel);
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.join(channel);
            for (int i = 1; i <= count; i++) {
                ben.send("PRIVMSG " + channel + " :message " + i + " of many" + " and more words".repeat(i % 9));
            }
            ben.settle();
        }
        tab.untilShows(".text", "message " + count + " of");
        tab.reload();
        tab.untilShows(".text", "message " + count + " of");

        var scrolled = (Map<?, ?>) tab.runLater(SCROLL_TO_THE_BEGINNING);
        assertThat((List<?>) scrolled.get("jumps")).isEmpty();
        assertThat(((Number) scrolled.get("mostRows")).intValue()).isLessThan(400);
        tab.untilShows(".text", "message 1 of");
        assertThat(tab.has(".message.newest")).isFalse();
        tab.press(".to-now", "Jump to now");
        tab.untilShows(".text", "message " + count + " of");
        tab.gone(".to-now");
    }

    /**
     * Scrolls up as a wheel does. A jump is a frame in which what is read moves by something else than what was
     * scrolled.
     */
    private static final String SCROLL_TO_THE_BEGINNING = """
            const done = arguments[0], log = document.querySelector('.log');
            const frame = () => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
            const edge = (row) => row.getBoundingClientRect().bottom;
            const jumps = [];
            let mostRows = 0;
            (async () => {
              const giveUp = Date.now() + 25000;
              while (!log.textContent.includes('message 1 of') && Date.now() < giveUp) {
                const top = log.getBoundingClientRect().top;
                const row = [...log.querySelectorAll('.message')].find((one) => edge(one) > top);
                const { key } = row.dataset, before = edge(row), place = log.scrollTop, step = Math.min(600, place);
                log.scrollTop = place - step;
                await frame();
                const same = log.querySelector(`[data-key="${CSS.escape(key)}"]`);
                if (same && Math.abs(edge(same) - before - step) > 4) jumps.push([key, edge(same) - before, step]);
                mostRows = Math.max(mostRows, log.querySelectorAll('.message').length);
              }
              done({ jumps, mostRows });
            })();""";

    @Test
    void theKeyboardIsEnough() throws IOException {
        Tab tab = open();
        String anna = nick("anna");
        tab.one("#nick");
        assertThat(tab.focused()).isEqualTo("nick");
        tab.keys(anna, Keys.TAB, "correct horse", Keys.ENTER);
        tab.untilTrue("the input to have the focus", "document.activeElement.id === 'input'");

        tab.keys("/join " + channel, Keys.ENTER);
        tab.untilShows("h1", channel);
        try (var ben = new IrcUser(server(), nick("ben"))) {
            ben.join(channel);
            ben.send("PRIVMSG " + channel + " :first", "PRIVMSG " + channel + " :second", "PRIVMSG " + anna + " :psst");
            tab.untilShows(".conversation.unread", "ben");
        }
        // From conversation to conversation, to the one with something new, and by name.
        tab.chord(Keys.ALT, Keys.ARROW_DOWN);
        tab.untilShows("h1", "ben");
        tab.chord(Keys.ALT, Keys.ARROW_UP);
        tab.untilShows("h1", channel);
        tab.chord(Keys.CONTROL, "k");
        tab.one("dialog[open] input");
        tab.keys("server", Keys.ENTER);
        tab.untilShows("h1", "Server messages");
        tab.chord(Keys.CONTROL, "k");
        tab.one("dialog[open] input");
        tab.keys(channel.substring(1), Keys.ENTER);
        tab.untilShows("h1", channel);

        // To the messages, up, what can be done with one, and back.
        tab.chord(Keys.SHIFT, Keys.F6);
        assertThat(tab.focused()).contains("log");
        tab.keys(Keys.ARROW_UP, Keys.ARROW_UP);
        tab.untilTrue("the first message to be chosen", "document.activeElement.textContent.includes('first')");
        tab.keys(Keys.ENTER);
        tab.untilTrue("the menu to have the focus", "document.activeElement.role === 'menuitem'");
        tab.keys(Keys.ARROW_DOWN, Keys.ESCAPE);
        tab.gone(".menu");
        tab.untilTrue("the message to have the focus again", "document.activeElement.matches('.message')");
        tab.keys(Keys.ESCAPE);
        assertThat(tab.focused()).isEqualTo("input");

        // Completing, what was typed before, and Tab that goes on when there is nothing to complete.
        tab.keys("/topi", Keys.TAB);
        tab.untilTrue("the command to be completed", "document.activeElement.value === '/topic '");
        tab.keys("weaving", Keys.ENTER);
        tab.untilShows(".topic", "weaving");
        tab.keys(Keys.ARROW_UP);
        tab.untilTrue("the line to come back", "document.activeElement.value === '/topic weaving'");
        tab.keys(Keys.ARROW_DOWN, Keys.TAB);
        assertThat(tab.focused()).isNotEqualTo("input");
        tab.chord(Keys.CONTROL, "/");
        tab.untilShows("dialog[open]", "Alt+");
        tab.keys(Keys.ESCAPE);
        tab.gone("dialog");
    }

    /** With its headers, as the browser counts. */
    @Test
    void aFirstVisitTakesLittle() {
        Tab tab = open();
        tab.tell("Network.enable", Map.of());
        tab.tell("Network.setCacheDisabled", Map.of("cacheDisabled", true));
        tab.reload();
        tab.one("#nick");
        tab.untilTrue("the page to be loaded", "document.readyState === 'complete'");
        String transferred = "[...performance.getEntriesByType('resource'), "
                + "...performance.getEntriesByType('navigation')].reduce((sum, one) => sum + one.transferSize, 0)";
        long toSignIn = ((Number) tab.run("return " + transferred)).longValue();
        assertThat(toSignIn).isBetween(20_000L, 60_000L);
        tab.register(nick("anna"));
        tab.join(channel);
        assertThat(((Number) tab.run("return " + transferred)).longValue()).isBetween(toSignIn + 1, 70_000L);
    }

    @Test
    void aPhoneShowsOneThingAtATime() throws IOException {
        Tab tab = open();
        tab.tell(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", 360, "height", 740, "deviceScaleFactor", 2, "mobile", true));
        tab.register(nick("anna"));
        tab.join(channel);
        String ben = nick("ben");
        try (var user = new IrcUser(server(), ben)) {
            user.join(channel);
            user.send("PRIVMSG " + channel + " :" + "a-word-that-does-not-end".repeat(8));
            tab.untilShows(".text", "a-word");
            tab.untilTrue(
                    "nothing to stick out",
                    "document.documentElement.scrollWidth <= 360 && document.querySelector('.log').scrollWidth <= 360");
            assertThat(tab.one("#sidebar").isDisplayed()).isFalse();

            tab.press(".header", "Conversations");
            tab.until("the list to be in sight", () -> tab.one("#sidebar").isDisplayed());
            tab.press("#sidebar", "Server messages");
            tab.untilShows("h1", "Server messages");
            tab.until("the list to be away", () -> !tab.one("#sidebar").isDisplayed());
            tab.press(".header", "Conversations");
            tab.untilTrue("the channel", "document.querySelectorAll('.conversation .open').length > 1");
            tab.click(".conversation .open");
            tab.untilShows("h1", channel);

            tab.press(".header", "Members, 2");
            tab.until("the members to be in sight", () -> tab.one("#members").isDisplayed());
            tab.press("#members", ben);
            tab.press(".menu", "Message");
            tab.untilShows("h1", ben);
        }
    }
}
